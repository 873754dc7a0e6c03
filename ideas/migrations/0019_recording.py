"""Ideas written down for somebody else: how they came in, at which workshop, and that their author agrees."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.changes.tracking import track_part


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0018_consents_of_workshops'),
        ('ideas', '0018_silence'),
        ('municipalities', '0006_moderation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='idea',
            name='channel',
            field=models.CharField(choices=[('online', 'Online'), ('workshop', 'At a workshop'), ('paper', 'On paper'), ('phone', 'By telephone')], default='online', max_length=8, verbose_name='came in'),
        ),
        migrations.AddField(
            model_name='idea',
            name='event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='events.event', verbose_name='workshop'),
        ),
        migrations.AddField(
            model_name='idea',
            name='has_consent',
            field=models.BooleanField(default=False, help_text='Said or signed: to be named, and to be written to. Without it neither name nor address is kept.', verbose_name='the author agrees'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.CheckConstraint(condition=models.Q(('channel', 'online'), ('email', ''), ('has_consent', True), _connector='OR'), name='ideas_idea_recorded_address_has_consent'),
        ),
        track_part("idea", table="events_event", shown_by="SELECT id FROM ideas_idea WHERE event_id = part.id"),
    ]
