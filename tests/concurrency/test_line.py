"""Random acts of several people, clerks and the clock at one workshop: whatever the order, the line stays fair.

Each seed deals other acts, and each run interleaves them otherwise. The rules stand in `history`.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail as sent
from django.db import connection, transaction
from django.utils import timezone

from core import deadlocks
from core.accounts.models import Person
from core.actors import GUEST, SYSTEM
from core.errors import Refusal
from core.mail import delivery
from core.mail.models import OutgoingMail
from events.models import Registration, Workshop
from events.services import editing, offers, registrations
from events.services.locking import locked_workshop
from tests.concurrency import history
from tests.events.conftest import token_of
from tests.factories.accounts import PersonFactory
from tests.factories.events import WorkshopFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]
PEOPLE, WITH_ACCOUNT, CAPACITY, THREADS, ROUNDS = 16, 4, 6, 4, 40
BEHIND = 8
STATE_TOLD_BY = {
    "registration_waitlisted": "waitlisted",
    "registration_offered": "offered",
    "registration_confirmed": "confirmed",
    "registration_expired": "expired",
    "registration_cancelled": "cancelled",
}


@pytest.fixture(autouse=True)
def written():
    history.execute(history.WRITTEN_BY)
    yield
    history.execute(history.FORGOTTEN_BY)


def address(number):
    return f"gast{number}@example.org"


def one(dice, *states):
    """Any registration in one of these states, as somebody who has its link finds it; None where there is none."""
    keys = Registration.objects.filter(state__in=states).order_by("created_at", "pk").values_list("pk", flat=True)
    return Registration.objects.get(pk=dice.choice(keys)) if keys else None


def register(dice, workshop):
    number, size = dice.randrange(PEOPLE), dice.randint(1, 3)
    return registrations.register(
        workshop.event_id, name=f"Gast {number}", email=address(number), party_size=size, language="de", by=GUEST
    )


def register_signed_in(dice, workshop):
    person = Person.objects.get(email=address(dice.randrange(WITH_ACCOUNT)))
    return registrations.register_person(workshop.event_id, person=person, party_size=dice.randint(1, 3), by=GUEST)


def confirm(dice, _workshop):
    found = one(dice, "unconfirmed", "unconfirmed", "expired")
    return found and registrations.confirm(token_of(found), by=GUEST)


def change(dice, _workshop):
    found = one(dice, "unconfirmed", "confirmed", "waitlisted", "offered")
    return found and registrations.change(found.pk, party_size=dice.randint(1, 3), by=GUEST)


def cancel(dice, _workshop):
    found = one(dice, "unconfirmed", "confirmed", "waitlisted", "offered", "cancelled")
    return found and registrations.cancel(found.pk, by=GUEST)


def accept(dice, _workshop):
    found = one(dice, "offered")
    return found and offers.accept(found.pk, by=GUEST)


def decline(dice, _workshop):
    found = one(dice, "offered")
    return found and offers.decline(found.pk, by=GUEST)


def let_time_pass(dice, workshop):
    """For one of them, to behind its next deadline."""
    past = timezone.now() - timedelta(seconds=1)
    with transaction.atomic():
        Workshop.objects.locked(workshop.event_id)
        if found := one(dice, "offered", "unconfirmed"):
            began = found.created_at - timedelta(hours=25) if dice.random() < 0.4 else found.created_at
            Registration.objects.filter(pk=found.pk, state="offered").update(offered_until=past)
            held = Registration.objects.filter(pk=found.pk, state="unconfirmed")
            held.update(holds_until=past, created_at=began)


def change_seats(dice, workshop):
    workshop = Workshop.objects.select_related("event").get(pk=workshop.pk)
    workshop.capacity = CAPACITY + dice.randint(-3, 3)
    editing.save_workshop(workshop, by=SYSTEM)


ACTS = [register] * 6 + [confirm] * 6 + [register_signed_in, change, cancel, accept, decline, let_time_pass] * 2
ACTS += [change_seats]


def do_at_random(seed, workshop):
    """Some acts, one after the other; what the rules refuse is refused. Returns what each was told."""
    dice, told = random.Random(seed), {}
    try:
        for number in range(ROUNDS):
            act = dice.choice(ACTS)
            name = f"{seed} {number} {act.__name__}"
            history.will_be_by(name)
            try:
                told[name] = deadlocks.carried_out(lambda act=act: act(dice, workshop))
            except Refusal:
                continue
    finally:
        connection.close()
    return told


def deliver_until(stopped):
    """The worker, some letters behind. Returns how many moments there were before and after each was sent."""
    queued = OutgoingMail.objects.filter(status="queued").order_by("created_at")
    sent_between = {}
    try:
        while True:
            is_over = stopped.wait(0.01)
            waiting = list(queued[:BEHIND])
            if not waiting and is_over:
                return sent_between
            for mail in waiting if len(waiting) == BEHIND or is_over else []:
                before = history.length()
                delivery.deliver(mail.pk)
                sent_between[mail.pk] = slice(before - 1, history.length())
    finally:
        connection.close()


def act_all_at_once(seed, workshop):
    stopped = threading.Event()
    with ThreadPoolExecutor(THREADS + 1) as pool:
        worker = pool.submit(deliver_until, stopped)
        try:
            people = [pool.submit(do_at_random, f"{seed}.{number}", workshop) for number in range(THREADS)]
            told = [person.result(timeout=120) for person in people]
        finally:
            stopped.set()
        sent_between = worker.result(timeout=60)
    return {name: registration for answers in told for name, registration in answers.items()}, sent_between


def deliver_the_rest():
    """In a thread of its own: it closes its connection."""
    stopped = threading.Event()
    stopped.set()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(deliver_until, stopped).result(timeout=60)


@pytest.mark.parametrize(("seed", "policy"), [(1, "strict"), (2, "strict"), (3, "fill")])
def test_the_line_stays_fair_whatever_people_do_at_once(seed, policy):
    for number in range(WITH_ACCOUNT):
        PersonFactory(email=address(number))
    workshop = WorkshopFactory(capacity=CAPACITY, party_policy=policy, max_party_size=3)
    told, sent_between = act_all_at_once(seed, workshop)
    history.will_be_by("the sweeper")
    with locked_workshop(workshop.event_id):
        pass  # what time has done last
    sent_between |= deliver_the_rest()
    moments = history.read()
    for before, after in pairwise(moments):
        history.check(before, after, strict=policy == "strict")
    check_answers(told, moments)
    check_letters(moments, sent_between)
    seen = {row["state"] for moment in moments for row in moment["rows"].values()}
    # What else has been seen is a matter of luck; that nothing else can be, the history's own check says.
    assert seen >= {"unconfirmed", "confirmed", "waitlisted", "offered", "cancelled"}


def check_answers(told, moments):
    """Whoever acted was answered with what then stood in the database."""
    written = {moment["act"]: moment["rows"] for moment in moments}
    answers = [(name, registration) for name, registration in told.items() if registration and name in written]
    assert len(answers) > ROUNDS
    for name, registration in answers:
        row = written[name][str(registration.pk)]
        assert (name, registration.state, registration.party_size) == (name, row["state"], row["size"])


def check_letters(moments, sent_between):
    """Each is told each step once and in order, nothing that has become untrue meanwhile, and at last what is true."""
    by_id = {mail.extra_headers["Message-ID"][1:37]: mail for mail in sent.outbox}
    assert len(by_id) == len(sent.outbox)
    for registration in Registration.objects.all():
        states = history.states_of(str(registration.pk), moments)
        letters = OutgoingMail.objects.filter(ids__registration_id=str(registration.pk)).order_by("created_at")
        assert ("unconfirmed" in states) == letters.filter(letter="registration_confirm").exists()
        steps = [mail for mail in letters if mail.letter in STATE_TOLD_BY]
        check_path([STATE_TOLD_BY[mail.letter] for mail in steps], states)
        got = [mail for mail in steps if str(mail.pk) in by_id]
        for mail in got:
            true_then = {moment["rows"][str(registration.pk)]["state"] for moment in moments[sent_between[mail.pk]]}
            assert STATE_TOLD_BY[mail.letter] in true_then, "a letter told what was no longer true"
        assert {address for mail in got for address in by_id[str(mail.pk)].to} <= {registration.email}
        assert [mail.status for mail in steps] == ["sent" if mail in got else "obsolete" for mail in steps]
        assert [STATE_TOLD_BY[mail.letter] for mail in (got or steps)[-1:]] == without_silent(states)[-1:]


def check_path(told, states):
    """The letters tell all states that stood after an act, and those passed through within one."""
    assert all(later in history.BECOMES[state] for state, later in pairwise(told)), told
    rest = iter(told)
    assert all(state in rest for state in without_silent(states)), (told, states)


def without_silent(states):
    """Nobody is written to because they have not confirmed in time, nor told that before."""
    silent = {"unconfirmed"} | ({"expired"} if states[-2:] == ["unconfirmed", "expired"] else set())
    return [state for state in states if state not in silent]
