"""How many public comments an idea has: counted by the database with each comment, whoever writes it."""

from django.db import migrations, models

# By what changed, so it is right without the idea's lock, too.
COUNT = """
CREATE FUNCTION ideas_count_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.visibility = 'public' THEN
        UPDATE ideas_idea SET comment_count = comment_count - 1 WHERE id = OLD.idea_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.visibility = 'public' THEN
        UPDATE ideas_idea SET comment_count = comment_count + 1 WHERE id = NEW.idea_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ideas_count_comments AFTER INSERT OR DELETE ON ideas_comment
    FOR EACH ROW EXECUTE FUNCTION ideas_count_comments();
CREATE TRIGGER ideas_count_comments_changed AFTER UPDATE ON ideas_comment
    FOR EACH ROW WHEN (OLD.visibility <> NEW.visibility OR OLD.idea_id <> NEW.idea_id)
    EXECUTE FUNCTION ideas_count_comments();
"""
COUNT_NO_MORE = """
DROP TRIGGER ideas_count_comments ON ideas_comment;
DROP TRIGGER ideas_count_comments_changed ON ideas_comment;
DROP FUNCTION ideas_count_comments();
"""
# Kept documents are written anew, and copies hear of the count.
BEGIN = """
UPDATE ideas_idea AS idea SET comment_count = counted.number
FROM (SELECT idea_id, count(*) AS number FROM ideas_comment WHERE visibility = 'public' GROUP BY idea_id) AS counted
WHERE idea.id = counted.idea_id;
SELECT changes_note('idea', id, NULL) FROM ideas_idea ORDER BY id;
"""


class Migration(migrations.Migration):
    dependencies = [("ideas", "0012_similar_ideas"), ("changes", "0002_commit_order")]
    operations = [
        migrations.AddField(
            model_name="idea",
            name="comment_count",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="public comments"),
        ),
        migrations.AddIndex(
            model_name="idea",
            index=models.Index(
                condition=models.Q(("visibility", "public")),
                fields=["comment_count", "listed_on", "id"],
                name="ideas_idea_most_discussed",
            ),
        ),
        migrations.RunSQL(COUNT, COUNT_NO_MORE),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
