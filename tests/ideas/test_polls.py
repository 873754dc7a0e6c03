"""A poll takes one ballot of each person, tells its results at its end and never before, and nobody's vote ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.contrib import admin
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.accounts.roles import NotEntrusted
from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.changes.models import Change
from core.errors import Invalid, Missing
from core.privacy import runs
from ideas import errors
from ideas.models import Ballot, Poll
from ideas.services import editing, poll_privacy, polls
from tests.client import let_triggers_act
from tests.factories.ideas import AuthorFactory, PollFactory
from tests.factories.roles import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"


def vote(poll, *options, person=None, text=""):
    return polls.vote(poll.pk, person=person or AuthorFactory(), options=options, text=text)


def counted(poll):
    found = polls.results(Poll.objects.get(pk=poll.pk))
    return found.ballots, [option.votes for option in found.options]


def save(poll, *, options=("Grün", "Rot"), by=SYSTEM):
    return polls.save(poll, municipalities=poll.organization.municipalities.all(), options=list(options), by=by)


@pytest.mark.parametrize(
    ("kind", "most", "options", "text", "wrong"),
    [
        ("single", None, [1], "", None),
        ("single", None, [], "", ("/options", "required")),
        ("single", None, [1, 2], "", ("/options", "too_many")),
        ("single", None, [1], "Blau", ("/text", "not_asked")),
        ("single", None, [3], "", ("/options", "unknown")),
        ("multiple", None, [1, 2], "", None),
        ("multiple", 1, [1, 2], "", ("/options", "too_many")),
        ("short", None, [], "Blau", None),
        ("short", None, [], "", ("/text", "required")),
        ("short", None, [1], "Blau", ("/options", "not_asked")),
    ],
)
def test_what_is_a_valid_ballot(kind, most, options, text, wrong):
    poll = PollFactory(kind=kind, max_choices=most)
    if wrong is None:
        assert [one.position for one in vote(poll, *options, text=text).options.order_by("position")] == options
        return
    with pytest.raises(Invalid) as refusal:
        vote(poll, *options, text=text)
    assert [(one.pointer, one.code) for one in refusal.value.errors] == [wrong]
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize(
    ("traits", "error"),
    [
        ({"closed": True}, errors.PollClosed),
        ({"ahead": True}, errors.PollNotOpenYet),
        ({"publication": "draft"}, Missing),
    ],
)
def test_a_poll_that_is_not_open_takes_no_ballot(traits, error):
    with pytest.raises(error):
        vote(PollFactory(**traits), 1)


def test_a_ballot_is_cast_once_and_for_good():
    poll, person = PollFactory(), AuthorFactory()
    vote(poll, 1, person=person)
    with pytest.raises(errors.AlreadyVoted):
        vote(poll, 2, person=person)
    assert [option.position for option in Ballot.objects.get().options.all()] == [1]


def test_results_are_told_from_their_moment_and_not_a_second_earlier():
    with time_machine.travel(NOON, tick=False) as clock:
        now = timezone.now()
        poll = PollFactory(closes_at=now + timedelta(days=1), results_from=now + timedelta(days=3))
        vote(poll, 1)
        vote(poll, 1)
        vote(poll, 2)
        for ahead in (timedelta(0), timedelta(days=1), timedelta(days=3, seconds=-1)):
            clock.move_to(now + ahead)
            with pytest.raises(errors.ResultsNotYet):
                counted(poll)
        clock.move_to(now + timedelta(days=3))
        assert counted(poll) == (3, [2, 1])


def test_a_ballot_leaves_no_trace_outside_of_its_own_table():
    """Neither the log that others follow, nor the audit that clerks read, nor any page of the administration."""
    poll, person = PollFactory(), AuthorFactory()
    let_triggers_act()
    before = list(Change.objects.order_by("id").values()), AuditEntry.objects.count(), Poll.objects.values().get()
    vote(poll, 1, person=person)
    let_triggers_act()
    assert before == (
        list(Change.objects.order_by("id").values()), AuditEntry.objects.count(), Poll.objects.values().get(),
    )  # fmt: skip
    assert Ballot not in {model for model, _page in admin.site._registry.items()}
    moments = {field.name for field in Ballot._meta.concrete_fields if field.get_internal_type() == "DateTimeField"}
    assert (moments, Ballot._meta.pk.get_internal_type()) == (set(), "UUIDField")


def test_time_alone_turns_what_the_poll_allows():
    with time_machine.travel(NOON, tick=False) as clock:
        poll = save(PollFactory.build(opens_at=timezone.now(), closes_at=timezone.now() + timedelta(days=1)))
        assert poll.turns_at == poll.closes_at
        clock.move_to(poll.closes_at)
        assert (editing.turn_due(now=timezone.now()), editing.turn_due(now=timezone.now())) == (1, 0)


@pytest.mark.parametrize(
    ("change", "options"),
    [
        ({"title": "Anders?"}, ["Grün", "Rot"]),
        ({"kind": "multiple"}, ["Grün", "Rot"]),
        ({}, ["Rot", "Grün"]),
        ({}, ["Grün", "Rot", "Blau"]),
    ],
)
def test_what_was_asked_stays_once_somebody_has_answered(change, options):
    poll = PollFactory()
    save(poll)
    for name, value in change.items():
        setattr(poll, name, value)
    save(poll, options=options)  # nobody has voted
    vote(poll, 1)
    poll.title, poll.kind = "Noch anders?", "single"
    with pytest.raises(errors.VotingHasBegun):
        save(poll, options=options)


def test_a_closed_poll_stays_closed_so_that_nobody_reads_ballots_from_the_growth_of_the_numbers():
    poll = PollFactory()
    vote(poll, 1)
    poll.closes_at = timezone.now() - timedelta(seconds=1)
    save(poll)
    assert counted(poll) == (1, [1, 0])
    poll.closes_at = timezone.now() + timedelta(days=1)
    with pytest.raises(errors.VotingHasBegun):
        save(poll)


@pytest.mark.parametrize(
    ("fields", "options", "pointer"),
    [
        ({}, ["Grün"], "/options"),
        ({}, ["Grün", "Grün"], "/options"),
        ({"kind": "short"}, ["Grün", "Rot"], "/options"),
        ({"max_choices": 2}, ["Grün", "Rot"], "/max_choices"),
        ({"results_from": timezone.now()}, ["Grün", "Rot"], "/results_from"),
        ({"closes_at": timezone.now() - timedelta(days=99)}, ["Grün", "Rot"], "/closes_at"),
    ],
)
def test_what_does_not_fit_together_is_refused(fields, options, pointer):
    with pytest.raises(Invalid) as refusal:
        save(PollFactory.build(**fields), options=options)
    assert [one.pointer for one in refusal.value.errors] == [pointer]


def test_only_who_makes_calls_there_makes_polls():
    with pytest.raises(NotEntrusted):
        save(PollFactory.build(), by=actor_of("stadt-naunhof"))


@pytest.mark.parametrize(("keep", "closed", "left"), [(True, False, 2), (False, False, 1), (False, True, 2)])
def test_what_is_counted_stays_counted_without_a_name(keep, closed, left):
    poll, person = PollFactory(), AuthorFactory()
    vote(poll, 1, person=person)
    vote(poll, 1)
    (told,) = poll_privacy.export(person)["ballots"]
    assert (told["options"], told["cast_on"]) == (["Grün"], timezone.localdate())
    if closed:
        Poll.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    poll_privacy.erase(person, keep_contributions=keep, by=SYSTEM)
    assert (Ballot.objects.count(), Ballot.objects.filter(person=person).count()) == (left, 0)


def test_some_weeks_after_the_end_nobody_can_tell_whose_a_ballot_was():
    old, young = PollFactory(), PollFactory(closed=True)
    for poll in (old, young):
        Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now() + timedelta(days=1))
        vote(poll, 1)
    ago = timezone.now() - timedelta(days=30)
    Poll.objects.filter(pk=old.pk).update(opens_at=ago - timedelta(days=1), closes_at=ago)
    assert [runs.carry_out(now=timezone.now()).counts["ballots"] for _again in range(2)] == [1, 0]
    assert Ballot.objects.get(person=None).poll == old
    assert counted(old) == (1, [1, 0])


@pytest.mark.django_db(transaction=True)
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(
    requests=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 2)), min_size=4, max_size=8),
)
def test_ballots_sent_at_the_same_moment_are_exact(requests):
    """Whatever is sent at once: one ballot per person, as one of the requests said, and the results add up."""
    poll, people = PollFactory(), AuthorFactory.create_batch(3)
    start = Barrier(len(requests))

    def send(request):
        number, option = request
        try:
            start.wait(timeout=30)
            vote(poll, option, person=people[number])
        except errors.AlreadyVoted:
            return None
        else:
            return number, option
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        cast = [answer for answer in pool.map(send, requests) if answer]
    assert sorted(number for number, _ in cast) == sorted({number for number, _ in requests})
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now())
    assert counted(poll) == (len(cast), [sum(option == one for _, option in cast) for one in (1, 2)])
    stored = {(ballot.person_id, ballot.options.get().position) for ballot in Ballot.objects.filter(poll=poll)}
    assert stored == {(people[number].pk, option) for number, option in cast}
