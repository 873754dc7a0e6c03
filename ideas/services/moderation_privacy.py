"""Personal data of moderation: what authors object to and how one stands to them; export, erasure, keeping."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.privacy import Rule, traces
from core.privacy.retention import limit
from ideas.models import (
    Appeal,
    AuthorStanding,
    Case,
    CommentVisibility,
    Decision,
    DecisionToken,
    Outcome,
    Report,
    Visibility,
)
from ideas.models.report import ReportQuerySet
from ideas.models.standing import address_digest


def export(person: Person) -> dict[str, Any]:
    """Decisions about what the person wrote, with their objections, and how organizations stand to them."""
    decisions = Decision.objects.filter(_by(person)).order_by("decided_at", "id")
    shown = ("idea", "comment", "outcome", "ground", "reason", "places", "automatic", "decided_at")
    objected = ("appeal__text", "appeal__made_at", "appeal__outcome", "appeal__answer", "appeal__decided_at")
    return {
        "decisions": [
            {name.replace("__", "_"): value for name, value in row.items()}
            for row in decisions.values(*shown, *objected)
        ],
        "reports": list(
            _reports(person)
            .order_by("created_at", "id")
            .values("reference", "idea", "comment", "reason", "text", "created_at", "decided_at")
        ),
        "standings": list(
            _standings(person).order_by("created_at").values("organization__slug", "trust", "reason", "ends_on")
        ),
    }


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - every domain's signature
    """What was decided about a contribution goes with it; of those that stay, what the author said goes."""
    reported = _reports(person)
    traces.remove(Report, list(reported.values_list("pk", flat=True)), letters_by="report_id")
    reported.update(person=None, email="", text="–")
    Appeal.objects.filter(decision__in=Decision.objects.filter(_by(person))).delete()
    _standings(person).delete()


def _ended_standings(now: datetime) -> QuerySet[AuthorStanding]:
    return AuthorStanding.objects.filter(ends_on__lte=limit("author_standings", now=now).date())


def _old_addresses(now: datetime) -> QuerySet[Report]:
    return Report.objects.filter(decided_at__lte=limit("report_addresses", now=now)).exclude(email="")


def _old_decisions(now: datetime) -> QuerySet[Decision]:
    """What still keeps something hidden stays."""
    in_force = Q(comment=None, idea__visibility=Visibility.HIDDEN) | Q(comment__visibility=CommentVisibility.HIDDEN)
    return Decision.objects.filter(decided_at__lte=limit("moderation", now=now)).exclude(
        Q(appeal__isnull=False, appeal__decided_at__isnull=True) | (Q(outcome=Outcome.HIDDEN) & in_force)
    )


RULES = (
    Rule("report_addresses", _old_addresses, lambda batch: batch.update(email="")),
    Rule("author_standings", _ended_standings),
    Rule("moderation", lambda now: Case.objects.filter(closed_at__lte=limit("moderation", now=now))),
    Rule("moderation", lambda now: Report.objects.filter(decided_at__lte=limit("moderation", now=now))),
    Rule("moderation", _old_decisions),
)


def adopt(person: Person) -> int:
    """How organizations stand to a guest holds for the account with the same address."""
    count = 0
    for standing in AuthorStanding.objects.filter(address_digest=address_digest(person.email)).order_by("created_at"):
        AuthorStanding.objects.filter(person=person, organization=standing.organization_id).delete()
        standing.person, standing.address_digest = person, None
        standing.save(update_fields=["person", "address_digest"])
        count += 1
    return count


def _reports(person: Person) -> ReportQuerySet:
    return Report.objects.filter(Q(person=person) | Q(email=person.email))


def _by(person: Person) -> Q:
    mine = Q(idea__author=person) | Q(idea__email=person.email)
    return (Q(comment=None) & mine) | Q(comment__author=person) | Q(comment__email=person.email)


def _standings(person: Person) -> Any:
    mine = Q(person=person) | Q(address_digest=address_digest(person.email))
    return AuthorStanding.objects.filter(mine)


def take_part() -> None:
    privacy.register(
        "moderation", models=[Case, Decision, DecisionToken, Appeal, Report, AuthorStanding],
        export=export, erase=erase, rules=RULES, adopt=adopt,
    )  # fmt: skip
