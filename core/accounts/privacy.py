"""What the ground floor knows of a person: the account, its sessions, sign-ups of the same address."""

from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Q

from core import privacy
from core.accounts import bearer_tokens
from core.accounts.models import (
    EmailChange,
    Invitation,
    Membership,
    PasswordToken,
    PendingSignUp,
    Person,
    RefreshToken,
    SecondFactor,
    Session,
    SiteKey,
)
from core.actors import Actor
from core.privacy import retention, traces


def export(person: Person) -> dict[str, Any]:
    fields = ("id", "email", "email_verified_at", "display_name", "language", "created_at", "last_login")
    sessions = Session.objects.filter(person=person).order_by("created_at")
    return {
        "account": {
            **{field: getattr(person, field) for field in fields},
            "municipality": person.municipality.slug if person.municipality else None,
        },
        "memberships": list(
            Membership.objects.filter(person=person)
            .order_by("created_at")
            .values("created_at", "organization__slug", "role")
        ),
        "invitations": list(
            Invitation.objects.filter(email=person.email)
            .order_by("created_at")
            .values("created_at", "organization__slug", "role")
        ),
        "second_factor": SecondFactor.objects.filter(person=person).values("created_at", "confirmed_at").first(),
        "sessions": list(sessions.values("id", "device_name", "created_at", "last_used_at", "ended_at", "end_reason")),
        "email_changes": list(
            EmailChange.objects.filter(person=person)
            .order_by("created_at")
            .values("created_at", "old_email", "new_email", "confirmed_at")
        ),
        "sign_ups": list(
            PendingSignUp.objects.filter(email=person.email)
            .order_by("created_at")
            .values("created_at", "display_name", "language", "municipality__slug")
        ),
    }


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - every domain's signature
    """Delete what only refers to the account by address or id; the account takes sessions and links with it."""
    sign_ups = PendingSignUp.objects.filter(email=person.email)
    traces.remove(PendingSignUp, list(sign_ups.values_list("pk", flat=True)), letters_by="sign_up_id")
    sign_ups.delete()
    changes = EmailChange.objects.filter(person=person).values_list("pk", flat=True)
    traces.remove(EmailChange, list(changes), letters_by="email_change_id")
    invitations = Invitation.objects.filter(email=person.email)
    traces.remove(Invitation, list(invitations.values_list("pk", flat=True)), letters_by="invitation_id")
    invitations.delete()
    traces.remove(Person, [person.pk], letters_by="person_id")
    LogEntry.objects.filter(user=person).delete()


def expire(now: datetime) -> int:
    """End what is over for long enough. A session nobody refreshed is over when its last refresh token is."""
    ended = retention.limit("sessions", now=now)
    over = Session.objects.filter(
        Q(ended_at__lt=ended) | Q(ended_at__isnull=True, last_used_at__lt=ended - bearer_tokens.REFRESH_LIFETIME)
    )
    SessionStore.clear_expired()
    return (
        retention.delete(over)
        + retention.delete(RefreshToken.objects.filter(expires_at__lt=now))
        + retention.delete(PasswordToken.objects.filter(expires_at__lt=retention.limit("link_tokens", now=now)))
        + retention.delete(EmailChange.objects.filter(created_at__lt=retention.limit("email_changes", now=now)))
        + retention.delete(Invitation.objects.filter(created_at__lt=retention.limit("invitations", now=now)))
        + retention.delete(PendingSignUp.objects.filter(created_at__lt=retention.limit("sign_ups", now=now)))
    )


def take_part() -> None:
    models = [
        Person, Session, RefreshToken, PasswordToken, EmailChange, PendingSignUp, Membership, Invitation, SiteKey,
        SecondFactor,
    ]  # fmt: skip
    privacy.register("accounts", models=models, export=export, erase=erase, expire=expire)
