"""What clerks tell of an event and its venue beyond date and title; its kept documents are written anew."""

import datetime
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0010_documents_show_more'),
        ('changes', '0002_commit_order'),
        ('municipalities', '0004_handles_ideas'),
        ('uploads', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='audience',
            field=models.CharField(blank=True, help_text='For whom it is meant, for example children from 6 on.', max_length=200, verbose_name='audience'),
        ),
        migrations.AddField(
            model_name='event',
            name='contact_email',
            field=models.EmailField(blank=True, max_length=254, verbose_name="contact's e-mail"),
        ),
        migrations.AddField(
            model_name='event',
            name='contact_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='contact'),
        ),
        migrations.AddField(
            model_name='event',
            name='contact_phone',
            field=models.CharField(blank=True, max_length=50, verbose_name="contact's phone"),
        ),
        migrations.AddField(
            model_name='event',
            name='contact_url',
            field=models.URLField(blank=True, max_length=500, verbose_name="contact's web page"),
        ),
        migrations.AddField(
            model_name='event',
            name='doors_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='doors open at'),
        ),
        migrations.AddField(
            model_name='event',
            name='previous_starts_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='was to start at'),
        ),
        migrations.AddField(
            model_name='event',
            name='source_url',
            field=models.URLField(blank=True, help_text='The page it was taken from.', max_length=500, verbose_name='taken from'),
        ),
        migrations.AddField(
            model_name='event',
            name='summary_easy',
            field=models.TextField(blank=True, help_text='Short sentences, one thought each.', max_length=2000, verbose_name='summary in easy language'),
        ),
        migrations.AddField(
            model_name='venue',
            name='accessibility_note',
            field=models.CharField(blank=True, help_text='For example where the lift is.', max_length=500, verbose_name='note on accessibility'),
        ),
        migrations.AddField(
            model_name='venue',
            name='accessible_toilet',
            field=models.BooleanField(blank=True, null=True, verbose_name='accessible toilet'),
        ),
        migrations.AddField(
            model_name='venue',
            name='hearing_loop',
            field=models.BooleanField(blank=True, null=True, verbose_name='hearing loop'),
        ),
        migrations.AddField(
            model_name='venue',
            name='parking',
            field=models.BooleanField(blank=True, null=True, verbose_name='accessible parking'),
        ),
        migrations.AddField(
            model_name='venue',
            name='step_free',
            field=models.BooleanField(blank=True, null=True, verbose_name='without steps'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('previous_starts_at__isnull', True), models.Q(('previous_starts_at', models.F('starts_at')), _negated=True), _connector='OR'), name='events_event_previous_start_is_another'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('doors_at__isnull', True), models.Q(('doors_at__gt', django.db.models.expressions.CombinedExpression(models.F('starts_at'), '-', models.Value(datetime.timedelta(days=1)))), ('doors_at__lte', models.F('starts_at'))), _connector='OR'), name='events_event_doors_open_before_start'),
        ),
        migrations.RunSQL("SELECT changes_note('event', id, NULL) FROM events_event ORDER BY id", migrations.RunSQL.noop),
    ]
