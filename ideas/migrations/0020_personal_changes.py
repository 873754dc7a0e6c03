"""Own ideas, supports, follows, and what notifications tell of ideas, in the log of what is somebody's own."""

from django.db import migrations

from core.changes.personal_tracking import track_personal, track_personal_part

LINE = ("title", "status", "visibility")
OWN = "SELECT id FROM ideas_idea WHERE {} = part.id"
TOLD = "SELECT id FROM notifications_notification WHERE event_id = part.id"
TOLD_OF_IDEA = """
    SELECT id FROM notifications_notification WHERE event_id IN (
        SELECT id FROM ideas_ideastatuschange WHERE idea_id = part.id
        UNION ALL SELECT id FROM ideas_comment WHERE idea_id = part.id
        UNION ALL SELECT id FROM ideas_solvedquestion WHERE idea_id = part.id
    )
"""
TOLD_OF_MEASURE = """
    SELECT id FROM notifications_notification
    WHERE event_id IN (SELECT id FROM ideas_measureprogress WHERE measure_id = part.id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0019_recording"),
        ("events", "0019_personal_changes"),
        ("notifications", "0002_personal_changes"),
    ]
    operations = [
        track_personal("idea", table="ideas_idea", owner="author_id"),
        track_personal_part("idea", table="ideas_ideastatuschange", shown_by="SELECT part.idea_id"),
        track_personal_part("idea", table="ideas_ideaphoto", shown_by="SELECT part.idea_id"),
        track_personal_part("idea", table="ideas_solvedquestion", shown_by="SELECT part.idea_id"),
        track_personal_part(
            "idea", table="ideas_idea", shown_by=OWN.format("duplicate_of_id"), columns=("visibility",)
        ),
        track_personal_part(
            "idea", table="ideas_measure", shown_by=OWN.format("measure_id"), columns=("slug", "publication")
        ),
        track_personal_part(
            "idea", table="ideas_ideacall", shown_by=OWN.format("call_id"), columns=("slug", "publication")
        ),
        track_personal_part("idea", table="events_event", shown_by=OWN.format("event_id"), columns=("publication",)),
        track_personal("support", table="ideas_support", object_id="idea_id", shown="item.is_current"),
        track_personal_part("support", table="ideas_idea", shown_by="SELECT part.id", columns=LINE),
        track_personal("follow", table="ideas_follow", object_id="idea_id", shown="item.is_current"),
        track_personal_part("follow", table="ideas_idea", shown_by="SELECT part.id", columns=LINE),
        track_personal_part("notification", table="ideas_idea", shown_by=TOLD_OF_IDEA, columns=LINE),
        track_personal_part("notification", table="ideas_ideastatuschange", shown_by=TOLD),
        track_personal_part("notification", table="ideas_comment", shown_by=TOLD, columns=("text", "visibility")),
        track_personal_part("notification", table="ideas_measureprogress", shown_by=TOLD),
        track_personal_part(
            "notification", table="ideas_measure", shown_by=TOLD_OF_MEASURE, columns=("name", "publication")
        ),
    ]
