"""Events in the change log, with all that their documents show."""

from django.db import migrations

from core.changes.tracking import track, track_part

OF_EVENT = "SELECT part.event_id"


class Migration(migrations.Migration):
    dependencies = [("events", "0002_first_tables"), ("changes", "0002_commit_order")]
    operations = [
        track("event", table="events_event", public="item.publication = 'published'"),
        track_part("event", table="events_event_municipalities", shown_by=OF_EVENT),
        track_part("event", table="events_event_districts", shown_by=OF_EVENT),
        track_part("event", table="events_event_topics", shown_by=OF_EVENT),
        track_part("event", table="events_workshop", shown_by=OF_EVENT),
        track_part("event", table="events_venue", shown_by="SELECT id FROM events_event WHERE venue_id = part.id"),
        track_part(
            "event",
            table="municipalities_organization",
            shown_by="SELECT id FROM events_event WHERE organization_id = part.id",
        ),
    ]
