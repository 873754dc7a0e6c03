"""Calls with question, examples, level of participation, workshops and phases; workshops are part of their documents."""

import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models

from core.changes.tracking import track_part


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0015_series'),
        ('ideas', '0004_search'),
        ('municipalities', '0005_apps'),
    ]

    operations = [
        migrations.AddField(
            model_name='ideacall',
            name='answered_by',
            field=models.DateField(blank=True, null=True, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='deciding_from',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decision from'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='deciding_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decision until'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='discussing_from',
            field=models.DateTimeField(blank=True, null=True, verbose_name='discussion from'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='discussing_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='discussion until'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='events',
            field=models.ManyToManyField(blank=True, related_name='idea_calls', to='events.event', verbose_name='workshops'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='examples',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name='examples of answers'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='implementing_from',
            field=models.DateTimeField(blank=True, null=True, verbose_name='implementation from'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='implementing_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='implementation until'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='participation',
            field=models.CharField(choices=[('information', 'Information'), ('consultation', 'Consultation'), ('cooperation', 'Cooperation'), ('decision', 'Decision')], default='consultation', max_length=12, verbose_name='level of participation'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='question',
            field=models.CharField(blank=True, help_text='One concrete question in plain words. Empty: the title is the question.', max_length=300, verbose_name='question'),
        ),
        migrations.AddField(
            model_name='ideacall',
            name='turns_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='ideacall',
            index=models.Index(condition=models.Q(('publication', 'published')), fields=['turns_at'], name='ideas_call_turns'),
        ),
        migrations.AddConstraint(
            model_name='ideacall',
            constraint=models.CheckConstraint(condition=models.Q(('discussing_until__isnull', True), ('discussing_until__gt', models.F('discussing_from')), _connector='OR'), name='ideas_ideacall_discussing_in_order'),
        ),
        migrations.AddConstraint(
            model_name='ideacall',
            constraint=models.CheckConstraint(condition=models.Q(('deciding_until__isnull', True), ('deciding_until__gt', models.F('deciding_from')), _connector='OR'), name='ideas_ideacall_deciding_in_order'),
        ),
        migrations.AddConstraint(
            model_name='ideacall',
            constraint=models.CheckConstraint(condition=models.Q(('implementing_until__isnull', True), ('implementing_until__gt', models.F('implementing_from')), _connector='OR'), name='ideas_ideacall_implementing_in_order'),
        ),
        track_part("idea_call", table="ideas_ideacall_events", shown_by="SELECT part.ideacall_id"),
        track_part(
            "idea_call",
            table="events_event",
            shown_by="SELECT ideacall_id FROM ideas_ideacall_events WHERE event_id = part.id",
        ),
    ]
