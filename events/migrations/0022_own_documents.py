"""Who waits moves up also where a row before theirs is deleted: in the log of what is somebody's own."""

from django.db import migrations

from core.changes.personal_tracking import track_personal_part_gone

BEHIND = """
    SELECT id FROM events_registration
    WHERE part.state = 'waitlisted' AND workshop_id = part.workshop_id AND state = 'waitlisted'
    AND queue_number > part.queue_number
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0021_attachments_named_alike")]
    operations = [
        track_personal_part_gone("registration", table="events_registration", shown_by=BEHIND),
    ]
