"""Trusting and blocking authors, and how one stands at the moment."""

import uuid
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts import roles
from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.mail import outbox
from core.municipalities.models import Municipality, Organization
from ideas import errors
from ideas.models import AuthorStanding, Comment, Idea, Trust
from ideas.models.standing import StandingQuerySet, address_digest
from ideas.services.locking import locked_idea, part_of


def of(item: Idea | Comment) -> Trust | None:
    """How those who answer for its place stand to its author: who is blocked by one of them is."""
    idea = item.idea if isinstance(item, Comment) else item
    found = set(_about(item).filter(_concerning(idea.municipality_id)).values_list("trust", flat=True))
    return next((trust for trust in (Trust.BLOCKED, Trust.TRUSTED) if trust in found), None)


def judge(
    idea_id: uuid.UUID,
    *,
    comment_id: uuid.UUID | None = None,
    trust: Trust | None,
    reason: str = "",
    ends_on: date | None = None,
    by: Actor,
) -> AuthorStanding | None:
    """Trust or block who wrote an idea, or the comment below it; with None, neither any more.

    It holds for the places of the organization `by` acts for; an administrator's for the region. Who is blocked is told
    why. Raises Missing, NotEntrusted, NoAuthor, Invalid (a block without reason, or with an end that is past).
    """
    with locked_idea(idea_id) as (idea, now):
        roles.require_ideas_of(by, idea.municipality_id)
        item = part_of(idea, comment_id)
        if item.author_id is None and not item.email:
            raise errors.NoAuthor
        _check(trust, reason=reason, ends_on=ends_on, today=timezone.localdate(now))
        organization_id = roles.on_behalf_of(by, idea.municipality_id)
        _of_author(item).filter(organization=organization_id).delete()
        record(
            f"{'comment' if comment_id else 'idea'}.author_{trust or 'ordinary'}", item, by=by,
            organization_id=organization_id, **({"until": ends_on.isoformat()} if ends_on else {}),
        )  # fmt: skip
        if trust is None:
            return None
        standing = AuthorStanding.objects.create(
            organization_id=organization_id, person=item.author, trust=trust, reason=reason, ends_on=ends_on,
            address_digest=None if item.author_id else address_digest(item.email), set_by_id=by.person_id,
        )  # fmt: skip
        if trust == Trust.BLOCKED:
            ids = {"comment_id": item.pk} if comment_id else {}
            outbox.queue("author_blocked", language=item.language, standing_id=standing.pk, idea_id=idea.pk, **ids)
    return standing


def _check(trust: Trust | None, *, reason: str, ends_on: date | None, today: date) -> None:
    if trust == Trust.BLOCKED and not reason.strip():
        raise Invalid([FieldError("/reason", "required", _("Please give the reason; the author is told."))])
    if ends_on is not None and ends_on <= today:
        raise Invalid([FieldError("/ends_on", "past", _("Please name a day that is still to come."))])


def _of_author(item: Idea | Comment) -> StandingQuerySet:
    if item.author_id is not None:
        return AuthorStanding.objects.filter(person=item.author_id)
    return AuthorStanding.objects.filter(address_digest=address_digest(item.email))


def _about(item: Idea | Comment) -> StandingQuerySet:
    if item.author_id is None and not item.email:
        return AuthorStanding.objects.none()
    return _of_author(item).in_force(timezone.localdate())


def _concerning(municipality_id: uuid.UUID | None) -> Q:
    """Of the whole region, and of the organizations that answer for the ideas there."""
    return Q(organization=None) | Q(organization__in=answering_for(municipality_id))


def answering_for(municipality_id: uuid.UUID | None) -> list[Organization]:
    """The organizations that handle the ideas there; those of the whole region who handle all its places."""
    everyone = Organization.objects.filter(handles_ideas=True).order_by("sort_key").prefetch_related("municipalities")
    concerned = {municipality_id} if municipality_id else set(Municipality.objects.values_list("pk", flat=True))
    return [one for one in everyone if concerned <= {place.pk for place in one.municipalities.all()}]
