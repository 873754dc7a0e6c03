"""Comments, and their place in the change log."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from core.changes.tracking import track, track_part


PUBLIC = "item.visibility = 'public' AND EXISTS (SELECT FROM ideas_idea WHERE id = item.idea_id AND visibility = 'public')"
# Whether a comment is public depends on its idea too, and its document names the idea's municipality.
FOLLOW_THE_IDEA = """
CREATE FUNCTION changes_track_ideas_idea_in_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM changes_note('comment', id, visibility = 'public' AND NEW.visibility = 'public')
    FROM ideas_comment WHERE idea_id = NEW.id ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER changes_track_ideas_idea_in_comment AFTER UPDATE ON ideas_idea FOR EACH ROW
    WHEN (OLD.visibility <> NEW.visibility OR OLD.municipality_id IS DISTINCT FROM NEW.municipality_id)
    EXECUTE FUNCTION changes_track_ideas_idea_in_comment();
"""
STOP_FOLLOWING = """
DROP TRIGGER changes_track_ideas_idea_in_comment ON ideas_idea;
DROP FUNCTION changes_track_ideas_idea_in_comment();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0005_phases_of_calls'),
        ('municipalities', '0005_apps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('position', models.PositiveIntegerField(editable=False, null=True, verbose_name='position')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='text')),
                ('author_name', models.CharField(blank=True, max_length=100, verbose_name='name of the author')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail of a guest')),
                ('display', models.CharField(choices=[('name', 'Under the name'), ('pseudonym', 'Under a pseudonym'), ('anonymous', 'Anonymously')], default='name', max_length=9, verbose_name='shown')),
                ('language', models.CharField(default='de', max_length=5, verbose_name='language')),
                ('visibility', models.CharField(choices=[('pending_confirmation', 'Address not yet confirmed'), ('in_moderation', 'Being checked'), ('public', 'Public'), ('hidden', 'Hidden'), ('withdrawn', 'Withdrawn')], max_length=20, verbose_name='visibility')),
                ('moderation_note', models.TextField(blank=True, max_length=2000, verbose_name='reason told to the author')),
                ('written_on', models.DateField(verbose_name='written on')),
                ('edited_on', models.DateField(blank=True, null=True, verbose_name='changed on')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='address confirmed at')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='updated at')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='ideas.idea', verbose_name='idea')),
                ('organization', models.ForeignKey(blank=True, help_text='For which an official comment speaks.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='municipalities.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
            },
        ),
        migrations.CreateModel(
            name='CommentToken',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(null=True)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='ideas.comment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['visibility', 'updated_at'], name='ideas_comment_by_visibility'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('email', ''), _negated=True), fields=['email'], name='ideas_comment_email'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('idea', 'position'), name='ideas_comment_one_per_position'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('visibility', 'public'), _negated=True), models.Q(('position__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='ideas_comment_public_has_place'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('visibility', 'hidden'), _negated=True), models.Q(('moderation_note', ''), _negated=True), _connector='OR'), name='ideas_comment_refusal_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('author_name', ''), ('text', ''), ('visibility', 'withdrawn')), models.Q(models.Q(('visibility', 'withdrawn'), _negated=True), models.Q(('text', ''), _negated=True)), _connector='OR'), name='ideas_comment_withdrawn_is_empty'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('author__isnull', True), ('email', ''), _connector='OR'), name='ideas_comment_one_contact'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('visibility', 'pending_confirmation'), _negated=True), models.Q(('email', ''), _negated=True), _connector='OR'), name='ideas_comment_pending_has_address'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('display', 'anonymous'), _negated=True), ('author_name', ''), _connector='OR'), name='ideas_comment_anonymous_has_no_name'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('display', 'anonymous'), ('visibility', 'withdrawn'), models.Q(('author_name', ''), _negated=True), _connector='OR'), name='ideas_comment_signed_has_name'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('organization__isnull', True), models.Q(('display', 'anonymous'), ('email', '')), _connector='OR'), name='ideas_comment_official_names_nobody'),
        ),
        track("comment", table="ideas_comment", public=PUBLIC),
        migrations.RunSQL(FOLLOW_THE_IDEA, STOP_FOLLOWING),
        track_part(
            "comment",
            table="municipalities_organization",
            shown_by="SELECT id FROM ideas_comment WHERE organization_id = part.id",
        ),
    ]
