"""Events show pictures, attachments and their description as HTML: kept documents are written anew, copies hear of it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0009_telling"), ("changes", "0002_commit_order")]
    operations = [
        migrations.RunSQL("SELECT changes_note('event', id, NULL) FROM events_event ORDER BY id", migrations.RunSQL.noop)
    ]
