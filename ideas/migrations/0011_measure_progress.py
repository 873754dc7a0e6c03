"""Milestones, funding and progress of measures; progress is only ever added, and the change log sees the milestones."""

import core.models
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from core.changes.tracking import track_part

FORWARDS = """
CREATE FUNCTION ideas_progress_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The progress of a measure is only added to.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ideas_measureprogress_final';
END $$;

CREATE FUNCTION ideas_progress_outlives_no_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ideas_measure WHERE id = OLD.measure_id) THEN
        RAISE EXCEPTION 'The progress of a measure goes only with the measure itself.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ideas_measureprogress_stays';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ideas_measureprogress_final BEFORE UPDATE ON ideas_measureprogress
    FOR EACH ROW EXECUTE FUNCTION ideas_progress_is_final();

-- Deferred: Django deletes the rows first, then their measure, in one transaction.
CREATE CONSTRAINT TRIGGER ideas_measureprogress_stays AFTER DELETE ON ideas_measureprogress
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ideas_progress_outlives_no_row();
"""

BACKWARDS = """
DROP TRIGGER ideas_measureprogress_stays ON ideas_measureprogress;
DROP TRIGGER ideas_measureprogress_final ON ideas_measureprogress;
DROP FUNCTION ideas_progress_outlives_no_row();
DROP FUNCTION ideas_progress_is_final();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0010_supports'),
        ('municipalities', '0006_moderation'),
    ]

    operations = [
        migrations.CreateModel(
            name='MeasureProgress',
            fields=[
                ('id', models.UUIDField(default=core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='updated at')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('status_from', models.CharField(choices=[('planned', 'Planned'), ('running', 'Running'), ('done', 'Done'), ('unknown', 'State not known')], max_length=7, verbose_name='from')),
                ('status_to', models.CharField(choices=[('planned', 'Planned'), ('running', 'Running'), ('done', 'Done'), ('unknown', 'State not known')], max_length=7, verbose_name='to')),
                ('milestones', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None, verbose_name='milestones reached')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='news')),
                ('happened_on', models.DateField(verbose_name='date')),
            ],
            options={
                'verbose_name': 'progress of a measure',
                'verbose_name_plural': 'progress of measures',
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.UUIDField(default=core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='updated at')),
                ('title', models.CharField(max_length=200, verbose_name='milestone')),
                ('planned_on', models.DateField(blank=True, null=True, verbose_name='planned for')),
                ('planned_precision', models.CharField(blank=True, choices=[('day', 'Day'), ('month', 'Month'), ('year', 'Year')], max_length=5, verbose_name='precision of the date')),
                ('reached_on', models.DateField(blank=True, null=True, verbose_name='reached on')),
            ],
            options={
                'verbose_name': 'milestone',
                'verbose_name_plural': 'milestones',
            },
        ),
        migrations.AddField(
            model_name='measure',
            name='funding',
            field=models.CharField(blank=True, max_length=500, verbose_name='funding in words'),
        ),
        migrations.AddField(
            model_name='measure',
            name='funding_cents',
            field=models.BigIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='amount of the funding, in cents'),
        ),
        migrations.AddField(
            model_name='measure',
            name='funding_programme',
            field=models.CharField(blank=True, max_length=200, verbose_name='funding programme'),
        ),
        migrations.AddField(
            model_name='measure',
            name='organization',
            field=models.ForeignKey(blank=True, help_text="Its editors write the measure's progress; without one only administrators do.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='municipalities.organization', verbose_name='responsible organization'),
        ),
        migrations.AddField(
            model_name='measure',
            name='progress',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='progress in percent'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('progress__isnull', True), ('progress__range', (0, 100)), _connector='OR'), name='ideas_measure_progress_in_percent'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('funding_cents__isnull', True), ('funding_cents__gte', 0), _connector='OR'), name='ideas_measure_funding_not_negative'),
        ),
        migrations.AddField(
            model_name='measureprogress',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='ideas.measure', verbose_name='measure'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='ideas.measure', verbose_name='measure'),
        ),
        migrations.AddConstraint(
            model_name='measureprogress',
            constraint=models.UniqueConstraint(fields=('measure', 'position'), name='ideas_measureprogress_one_per_position'),
        ),
        migrations.AddConstraint(
            model_name='measureprogress',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status_to', models.F('status_from')), _negated=True), models.Q(('milestones', []), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='ideas_measureprogress_says_something'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('planned_on__isnull', True), ('planned_precision', '')), models.Q(('planned_on__isnull', False), models.Q(('planned_precision', ''), _negated=True)), _connector='OR'), name='ideas_milestone_date_has_precision'),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
        track_part("measure", table="ideas_milestone", shown_by="SELECT part.measure_id"),
        track_part(
            "measure",
            table="municipalities_organization",
            shown_by="SELECT id FROM ideas_measure WHERE organization_id = part.id",
        ),
    ]
