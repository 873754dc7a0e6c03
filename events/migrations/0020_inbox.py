"""Steps of registrations for the inbox; what notifications tell of them, in the log of what is somebody's own."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from core.changes.personal_tracking import track_personal_part

STATES = [
    ("unconfirmed", "Not yet confirmed"),
    ("confirmed", "Confirmed"),
    ("waitlisted", "On the waiting list"),
    ("offered", "A seat is offered"),
    ("expired", "Lapsed"),
    ("cancelled", "Cancelled"),
]
REASONS = [
    ("declined", "Offer declined"),
    ("by_person", "Cancelled by the person"),
    ("by_organizer", "Cancelled by the organizer"),
    ("event_cancelled", "Event cancelled"),
]
TOLD = "SELECT id FROM notifications_notification WHERE event_id = part.id"
TOLD_OF_EVENT = """
    SELECT id FROM notifications_notification WHERE event_id IN (
        SELECT step.id FROM events_registrationstep AS step
        JOIN events_registration AS registration ON registration.id = step.registration_id
        JOIN events_workshop AS workshop ON workshop.id = registration.workshop_id
        WHERE workshop.event_id IN ({events})
        UNION ALL SELECT id FROM events_eventchange WHERE event_id IN ({events})
    )
"""
# What wording.py and changed_facts.py say of an event.
FACTS = (
    "title", "starts_at", "ends_at", "time_precision", "time_zone", "venue_id", "attendance_mode", "status",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("events", "0019_personal_changes"), ("notifications", "0002_personal_changes")]
    operations = [
        migrations.CreateModel(
            name="RegistrationStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created at"
                    ),
                ),
                ("state", models.CharField(choices=STATES, max_length=11, verbose_name="state")),
                (
                    "cancel_reason",
                    models.CharField(blank=True, choices=REASONS, max_length=15, verbose_name="reason"),
                ),
                (
                    "offered_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="seat offered until"),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="events.registration",
                    ),
                ),
            ],
            options={"verbose_name": "step of a registration", "verbose_name_plural": "steps of registrations"},
        ),
        track_personal_part("notification", table="events_registrationstep", shown_by=TOLD),
        track_personal_part("notification", table="events_eventchange", shown_by=TOLD),
        track_personal_part("notification", table="events_participantmessage", shown_by=TOLD),
        track_personal_part(
            "notification", table="events_event", shown_by=TOLD_OF_EVENT.format(events="part.id"), columns=FACTS
        ),
        track_personal_part(
            "notification",
            table="events_venue",
            shown_by=TOLD_OF_EVENT.format(events="SELECT id FROM events_event WHERE venue_id = part.id"),
            columns=("name", "address"),
        ),
    ]
