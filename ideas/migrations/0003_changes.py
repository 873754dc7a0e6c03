"""Ideas, calls and measures in the change log, with all that their documents show."""

from django.db import migrations

from core.changes.tracking import track, track_part


class Migration(migrations.Migration):
    dependencies = [("ideas", "0002_append_only_history"), ("changes", "0002_commit_order")]
    operations = [
        track("measure", table="ideas_measure", public="item.publication = 'published'"),
        track_part("measure", table="ideas_measure_municipalities", shown_by="SELECT part.measure_id"),
        track("idea_call", table="ideas_ideacall", public="item.publication = 'published'"),
        track_part("idea_call", table="ideas_ideacall_municipalities", shown_by="SELECT part.ideacall_id"),
        track_part("idea_call", table="ideas_ideacall_topics", shown_by="SELECT part.ideacall_id"),
        track_part(
            "idea_call",
            table="municipalities_organization",
            shown_by="SELECT id FROM ideas_ideacall WHERE organization_id = part.id",
        ),
        track("idea", table="ideas_idea", public="item.visibility = 'public'"),
        track_part("idea", table="ideas_ideastatuschange", shown_by="SELECT part.idea_id"),
        track_part("idea", table="ideas_idea", shown_by="SELECT id FROM ideas_idea WHERE duplicate_of_id = part.id"),
        track_part("idea", table="ideas_measure", shown_by="SELECT id FROM ideas_idea WHERE measure_id = part.id"),
        track_part("idea", table="ideas_ideacall", shown_by="SELECT id FROM ideas_idea WHERE call_id = part.id"),
    ]
