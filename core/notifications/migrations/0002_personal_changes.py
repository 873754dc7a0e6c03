"""What somebody is told in the app, in the log of what is their own."""

from django.db import migrations

from core.changes.personal_tracking import track_personal


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("changes", "0004_personal_changes")]
    operations = [
        track_personal("notification", table="notifications_notification", shown="item.channel = 'app'"),
    ]
