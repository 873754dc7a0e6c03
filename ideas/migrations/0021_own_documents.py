"""What own ideas and notifications show of places, topics, comments and questions, in the log of what is one's own."""

from django.db import migrations

from core.changes.personal_tracking import track_personal_part, track_personal_part_gone

OWN = "SELECT id FROM ideas_idea WHERE {} = part.id"
TOLD = "SELECT id FROM notifications_notification WHERE event_id = part.id"


class Migration(migrations.Migration):
    dependencies = [("ideas", "0020_personal_changes"), ("municipalities", "0008_postal_address")]
    operations = [
        track_personal_part(
            "idea", table="municipalities_municipality", shown_by=OWN.format("municipality_id"), columns=("slug",)
        ),
        track_personal_part("idea", table="municipalities_topic", shown_by=OWN.format("topic_id"), columns=("slug",)),
        track_personal_part_gone("notification", table="ideas_comment", shown_by=TOLD),
        track_personal_part_gone("notification", table="ideas_solvedquestion", shown_by=TOLD),
    ]
