"""What the ground floor knows of a person: the account, its sessions, sign-ups of the same address."""

from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session as BrowserSession
from django.db.models import Q, QuerySet

from core import privacy
from core.accounts.models import (
    REFRESH_LIFETIME,
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
from core.privacy import Rule, rights, traces
from core.privacy.retention import limit


def export(person: Person) -> dict[str, Any]:
    fields = ("id", "email", "email_verified_at", "display_name", "language", "created_at", "last_login")
    sessions = Session.objects.filter(person=person).order_by("created_at")
    account = {
        **{field: getattr(person, field) for field in fields},
        "municipality": person.municipality.slug if person.municipality else None,
    }
    return {
        "account": None if rights.is_guest(person) else account,
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


def _ended_sessions(now: datetime) -> QuerySet[Session]:
    """A session nobody refreshed is over when its last refresh token is."""
    ended = limit("sessions", now=now)
    return Session.objects.filter(
        Q(ended_at__lt=ended) | Q(ended_at__isnull=True, last_used_at__lt=ended - REFRESH_LIFETIME)
    )


RULES = (
    Rule("sign_ups", lambda now: PendingSignUp.objects.filter(created_at__lt=limit("sign_ups", now=now))),
    Rule("sessions", _ended_sessions),
    Rule("sessions", lambda now: RefreshToken.objects.filter(expires_at__lt=now)),
    # Of browsers in the administration.
    Rule("sessions", lambda now: BrowserSession.objects.filter(expire_date__lt=now)),
    Rule("email_changes", lambda now: EmailChange.objects.filter(created_at__lt=limit("email_changes", now=now))),
    Rule("invitations", lambda now: Invitation.objects.filter(created_at__lt=limit("invitations", now=now))),
    Rule("link_tokens", lambda now: PasswordToken.objects.filter(expires_at__lt=limit("link_tokens", now=now))),
)


def take_part() -> None:
    models = [
        Person, Session, RefreshToken, PasswordToken, EmailChange, PendingSignUp, Membership, Invitation, SiteKey,
        SecondFactor,
    ]  # fmt: skip
    privacy.register("accounts", models=models, export=export, erase=erase, rules=RULES)
