"""Moderation: the queue, decisions, objections, and how organizations stand to authors; what waits joins the queue."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

# What waited before there was a queue.
FILL = """
INSERT INTO ideas_case (id, created_at, idea_id, comment_id, signals, waiting_since)
SELECT gen_random_uuid(), now(), id, NULL, '{new}', COALESCE(confirmed_at, updated_at)
FROM ideas_idea WHERE visibility = 'in_moderation' AND status <> 'withdrawn';
INSERT INTO ideas_case (id, created_at, idea_id, comment_id, signals, waiting_since)
SELECT gen_random_uuid(), now(), idea_id, id, '{new}', COALESCE(confirmed_at, updated_at)
FROM ideas_comment WHERE visibility = 'in_moderation';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0006_comments'),
        ('municipalities', '0006_moderation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='ideacall',
            name='moderation',
            field=models.CharField(blank=True, choices=[('before', 'Before publication'), ('after', 'After publication')], help_text='Empty: as the organization that answers for the idea does it.', max_length=6, verbose_name='ideas and comments are checked'),
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('outcome', models.CharField(choices=[('approved', 'Published'), ('changes_requested', 'Changes requested'), ('hidden', 'Hidden'), ('redacted', 'Personal data removed'), ('suspended', 'Hidden until it is checked')], max_length=17, verbose_name='decision')),
                ('ground', models.CharField(blank=True, choices=[('personal_data', 'Names or shows somebody without consent'), ('insult', 'Insult or threat'), ('hate', 'Hatred against groups of people'), ('illegal', 'Against the law in another way'), ('copyright', "Somebody else's text or picture"), ('spam', 'Advertising or spam'), ('off_topic', 'Has nothing to do with the municipality'), ('other', 'Something else')], max_length=13, verbose_name='ground')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('places', models.PositiveIntegerField(null=True, verbose_name='places')),
                ('automatic', models.BooleanField(default=False, verbose_name='automatic')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ideas.comment', verbose_name='comment')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ideas.idea', verbose_name='idea')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('text', models.TextField(max_length=2000, verbose_name='what the author says')),
                ('made_at', models.DateTimeField(verbose_name='received at')),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'The decision stays'), ('reversed', 'The decision is taken back')], max_length=8, verbose_name='outcome')),
                ('answer', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='ideas.decision', verbose_name='decision')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
            },
        ),
        migrations.CreateModel(
            name='DecisionToken',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='ideas.decision')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuthorStanding',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('address_digest', models.BinaryField(max_length=32, null=True)),
                ('trust', models.CharField(choices=[('trusted', 'Trusted: published at once'), ('blocked', 'Blocked: may not write')], max_length=7, verbose_name='standing')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='reason')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='municipalities.organization', verbose_name='organization')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
            ],
            options={
                'verbose_name': 'standing of an author',
                'verbose_name_plural': 'trusted and blocked authors',
                'constraints': [models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('organization', 'person'), name='ideas_authorstanding_one_per_person', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('address_digest__isnull', False)), fields=('organization', 'address_digest'), name='ideas_authorstanding_one_per_address', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('address_digest__isnull', True), ('person__isnull', False)), models.Q(('address_digest__isnull', False), ('person__isnull', True)), _connector='OR'), name='ideas_authorstanding_one_author'), models.CheckConstraint(condition=models.Q(models.Q(('trust', 'blocked'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ideas_authorstanding_block_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('signals', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('new', 'New'), ('changed', 'Changed by the author'), ('appeal', 'The author objects'), ('reported', 'Reported'), ('contacts', 'Perhaps personal data'), ('links', 'Several links'), ('repeated', 'Says what was sent before'), ('noise', 'Shouting or repetition')], max_length=10), size=None, verbose_name='why')),
                ('waiting_since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='waiting since')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='decided at')),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken by')),
                ('comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ideas.comment', verbose_name='comment')),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ideas.idea', verbose_name='idea')),
            ],
            options={
                'verbose_name': 'contribution to check',
                'verbose_name_plural': 'contributions to check',
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['waiting_since'], name='ideas_case_oldest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('comment__isnull', True)), fields=('idea',), name='ideas_case_one_open_per_idea'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('comment',), name='ideas_case_one_open_per_comment'), models.CheckConstraint(condition=models.Q(('signals__len__gt', 0)), name='ideas_case_has_signal')],
            },
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['decided_at'], name='ideas_decision_by_time'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['hidden', 'changes_requested']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ideas_decision_refusal_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'redacted'), ('places__gt', 0)), models.Q(models.Q(('outcome', 'redacted'), _negated=True), ('places__isnull', True)), _connector='OR'), name='ideas_decision_redaction_has_places'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(('decided_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='ideas_appeal_decided_has_outcome'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'upheld'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='ideas_appeal_upheld_has_reason'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
