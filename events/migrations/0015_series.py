"""Series of dates: their rules, and which date of which series an event is."""

import core.models
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from core.changes.tracking import track_part


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0014_registering_by_mail'),
        ('municipalities', '0004_handles_ideas'),
        ('uploads', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='is_detached',
            field=models.BooleanField(default=False, editable=False, verbose_name='changed on its own'),
        ),
        migrations.AddField(
            model_name='event',
            name='series_date',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.UUIDField(default=core.models.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='updated at')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('rule', models.CharField(max_length=200, verbose_name='rule')),
                ('starts_on', models.DateField(verbose_name='first date')),
                ('starts_time', models.TimeField(blank=True, null=True, verbose_name='begins at')),
                ('lasts', models.DurationField(blank=True, null=True, verbose_name='lasts')),
                ('time_zone', models.CharField(default='Europe/Berlin', max_length=50, verbose_name='time zone')),
                ('exdates', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None, verbose_name='days left out')),
                ('publication', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=10, verbose_name='publication of new dates')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='municipalities.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'all series',
            },
        ),
        migrations.AddField(
            model_name='event',
            name='series',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dates', to='events.series', verbose_name='series'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('series', 'series_date'), name='events_event_once_per_series_date'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(('series_date__isnull', True)), fields=('series',), name='events_event_one_pattern_per_series'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('series__isnull', False), models.Q(('is_detached', False), ('series_date__isnull', True)), _connector='OR'), name='events_event_date_has_series'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('series__isnull', True), ('series_date__isnull', False), models.Q(('is_detached', False), ('publication', 'draft')), _connector='OR'), name='events_event_pattern_is_no_date'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('lasts__isnull', True), ('lasts__gte', models.Value('0 seconds')), _connector='OR'), name='events_series_lasts_a_while'),
        ),
        track_part("event", table="events_series", shown_by="SELECT id FROM events_event WHERE series_id = part.id"),
    ]
