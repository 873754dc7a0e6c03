"""What no document shows of ideas and comments changes nothing for readers: so nobody sees what belongs to one person."""

from django.db import migrations

from core.changes.tracking import silence, silence_part

AUTHOR = ("author_id", "email", "language", "moderation_note", "created_at", "confirmed_at", "published_at", "updated_at")
IDEA = (*AUTHOR, "follow", "external_id")
COMMENT_IS_PUBLIC = (
    "item.visibility = 'public' AND EXISTS (SELECT FROM ideas_idea WHERE id = item.idea_id AND visibility = 'public')"
)


class Migration(migrations.Migration):
    dependencies = [("ideas", "0017_solved")]
    operations = [
        silence("idea", table="ideas_idea", private=IDEA, public="item.visibility = 'public'"),
        silence_part(
            "idea",
            table="ideas_idea",
            private=IDEA,
            shown_by="SELECT id FROM ideas_idea WHERE duplicate_of_id = part.id",
        ),
        silence_part("idea", table="ideas_ideastatuschange", private=("actor_id",), shown_by="SELECT part.idea_id"),
        silence("comment", table="ideas_comment", private=AUTHOR, public=COMMENT_IS_PUBLIC),
    ]
