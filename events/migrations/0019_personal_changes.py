"""Registrations in the log of what is somebody's own, with all that their owner sees of them."""

from django.db import migrations

from core.changes.personal_tracking import track_personal, track_personal_part

OF_EVENT = """
    SELECT registration.id FROM events_registration AS registration
    JOIN events_workshop AS workshop ON workshop.id = registration.workshop_id WHERE workshop.event_id = part.id
"""
# Who leaves the line lets those behind move up. Who joins it changes nothing for others.
BEHIND = """
    SELECT id FROM events_registration
    WHERE part.state = 'waitlisted' AND workshop_id = part.workshop_id AND state = 'waitlisted'
    AND queue_number > part.queue_number
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0018_consents_of_workshops"), ("changes", "0004_personal_changes")]
    operations = [
        track_personal("registration", table="events_registration"),
        track_personal_part("registration", table="events_answer", shown_by="SELECT part.registration_id"),
        track_personal_part("registration", table="events_event", shown_by=OF_EVENT, columns=("title", "starts_at")),
        track_personal_part(
            "registration", table="events_registration", shown_by=BEHIND, columns=("state", "queue_number")
        ),
    ]
