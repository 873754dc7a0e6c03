"""Making polls, voting in them, and counting."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts import roles
from core.accounts.models import Person
from core.accounts.services import accounts
from core.actors import Act, Actor
from core.audit.record import changed_fields, differences, record
from core.errors import FieldError, Invalid, Missing
from core.models import Publication
from core.municipalities import addressing
from core.municipalities.models import Municipality
from ideas import errors, poll_policies
from ideas.models import Ballot, Poll, PollOption

UNTRACKED = frozenset({"id", "created_at", "updated_at", "turns_at"})


@dataclass(frozen=True)
class Results:
    """How many ballots there are, and per option how many chose it, in the order of the options."""

    ballots: int
    options: Sequence[PollOption]


def save(poll: Poll, *, municipalities: Iterable[Municipality], options: Sequence[str], by: Actor) -> Poll:
    """Write a new or changed poll with its options.

    Raises NotEntrusted, Invalid, VotingHasBegun.
    """
    addressed, now = set(municipalities), timezone.now()
    known = Poll.objects.filter(pk=poll.pk).values_list("organization", flat=True)
    roles.require(by, Act.CALLS, poll.organization_id, *known)
    wrong = poll_policies.contradictions(poll, options=options)
    wrong += addressing.problems(poll.organization, municipalities=addressed)
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        before = Poll.objects.select_for_update(no_key=True).filter(pk=poll.pk).first()
        labels = list(PollOption.objects.filter(poll=poll.pk).order_by("position").values_list("label", flat=True))
        is_reworded = labels != list(options)
        if before is not None:
            has_ballots = Ballot.objects.filter(poll=before).exists()
            refusal = poll_policies.why_not_change(
                before, poll, is_reworded=is_reworded, has_ballots=has_ballots, now=now
            )
            if refusal is not None:
                raise refusal
        changed = changed_fields(before, poll, untracked=UNTRACKED)
        if poll.publication != Publication.DRAFT and poll.published_at is None:
            poll.published_at = now
        poll.updated_at, poll.turns_at = now, poll_policies.next_turn(poll, now=now)
        poll.save()
        addressing.set_related(poll, municipalities=addressed)
        if is_reworded:
            poll.options.all().delete()
            PollOption.objects.bulk_create(
                PollOption(poll=poll, position=position, label=label) for position, label in enumerate(options, start=1)
            )
        verb = "changed" if before else "created"
        record(f"poll.{verb}", poll, by=by, **differences(before, poll, fields=changed))
    return poll


def vote(poll_id: uuid.UUID, *, person: Person, options: Sequence[int], text: str) -> Ballot:
    """Cast the person's only ballot. The audit does not hear of it: who voted is nobody's business.

    `options` are positions. Raises Missing, Conflict (not open, voted already), Invalid.
    """
    with accounts.held(person):
        poll = Poll.objects.select_for_update(no_key=True).filter(pk=poll_id).first()
        if poll is None:
            raise Missing
        now = timezone.now()
        refusal = poll_policies.why_not_vote(poll, now=now)
        if refusal is not None:
            raise refusal
        chosen = list(poll.options.filter(position__in=options))
        if len(chosen) != len(set(options)):
            raise Invalid([FieldError("/options", "unknown", _("This poll has no such option."))])
        refusal = poll_policies.why_not_count(poll, options=chosen, text=text)
        if refusal is not None:
            raise refusal
        ballot, is_new = Ballot.objects.get_or_create(
            poll=poll, person=person, defaults={"text": text, "cast_on": timezone.localdate(now)}
        )
        if not is_new:
            raise errors.AlreadyVoted
        ballot.options.set(chosen)
    return ballot


def results(poll: Poll) -> Results:
    """Count the ballots. Raises ResultsNotYet."""
    refusal = poll_policies.why_no_results(poll, now=timezone.now())
    if refusal is not None:
        raise refusal
    options = poll.options.annotate(votes=Count("ballots")).order_by("position")
    return Results(ballots=poll.ballots.count(), options=list(options))
