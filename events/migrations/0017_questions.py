"""Questions to those who register, their answers, and workshops for residents only; kept documents are written anew."""

import core.models
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from core.changes.tracking import track_part


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0016_external_registration'),
        ('changes', '0002_commit_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='is_resident',
            field=models.BooleanField(default=False, verbose_name='declared to live there'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='residents_only',
            field=models.BooleanField(default=False, help_text='Who registers declares to live in one of the districts, or else municipalities, it is for.', verbose_name='only for residents'),
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('key', models.SlugField(verbose_name='short name')),
                ('label', models.CharField(max_length=1000, verbose_name='question')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('single_choice', 'One of several'), ('multiple_choice', 'Any of several'), ('yes_no', 'Yes or no')], max_length=15, verbose_name='kind')),
                ('value', models.JSONField(verbose_name='answer')),
                ('keep_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days after the event')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='events.registration', verbose_name='registration')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'constraints': [models.UniqueConstraint(fields=('registration', 'key'), name='events_answer_once_per_registration')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='position')),
                ('key', models.SlugField(help_text='For programs and tables, such as “meal”.', verbose_name='short name')),
                ('label', models.CharField(max_length=1000, verbose_name='question')),
                ('help_text', models.CharField(blank=True, max_length=500, verbose_name='explanation')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('single_choice', 'One of several'), ('multiple_choice', 'Any of several'), ('yes_no', 'Yes or no')], default='text', max_length=15, verbose_name='kind')),
                ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name='answers to choose from')),
                ('is_required', models.BooleanField(default=False, verbose_name='must be answered')),
                ('keep_days', models.PositiveSmallIntegerField(blank=True, help_text='Answers are deleted then; empty: together with the registration, and never later.', null=True, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days after the event')),
                ('is_listed', models.BooleanField(default=False, verbose_name='on the attendance list')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='events.event', verbose_name='event')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'constraints': [models.UniqueConstraint(fields=('event', 'key'), name='events_question_key_once_per_event'), models.CheckConstraint(condition=models.Q(models.Q(('label', ''), _negated=True), models.Q(('key', ''), _negated=True)), name='events_question_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['single_choice', 'multiple_choice']), models.Q(('choices', []), _negated=True)), models.Q(models.Q(('kind__in', ['single_choice', 'multiple_choice']), _negated=True), ('choices', [])), _connector='OR'), name='events_question_choices_to_choose')],
            },
        ),
        track_part("event", table="events_question", shown_by="SELECT part.event_id"),
        migrations.RunSQL(
            "SELECT changes_note('event', event_id, NULL) FROM events_workshop ORDER BY event_id",
            migrations.RunSQL.noop,
        ),
    ]
