"""Keeping a copy of one's own: whoever follows /me/sync has what the lists have, and nothing of anybody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM
from core.changes import privacy as own_lists
from core.changes.models import Log, PersonalChange
from core.notifications.models import Notification
from core.privacy import retention, rights
from events.models import Event, ParticipantMessage, Registration, Venue, Workshop
from events.services import editing, messages, registrations
from ideas.models import Idea, Support
from ideas.services import answers, moderation
from tests.api.test_sync import follow as follow_any
from tests.client import let_triggers_act
from tests.factories.accounts import PersonFactory, signed_in
from tests.factories.events import EventFactory, RegistrationFactory, VenueFactory, WorkshopFactory
from tests.factories.ideas import FollowFactory, IdeaFactory, SupportFactory
from tests.ideas.conftest import moderator  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
LISTS = {
    "notification": "/me/notifications",
    "registration": "/me/registrations",
    "idea": "/me/ideas",
    "support": "/me/supports",
    "follow": "/me/follows",
}


class Mine:
    """Follows /me/sync the way test_sync follows /sync."""

    def __init__(self, api):
        self.get = lambda _path, **query: api.get("/me/sync", **query)


def follow(api, copy=None, cursor=None, **filters):
    return follow_any(Mine(api), copy, cursor, **filters)


def lists(api):
    """What the lists say, by the keys of a copy, without what a copy does not hold."""
    rows = [(type_, row) for type_, path in LISTS.items() for row in api.get(path, page_size=100).json()["results"]]
    for type_, row in rows:
        assert ("waiting_reason" in row) == (type_ == "registration")
        row.pop("waiting_reason", None)
    return {(type_, row["idea"]["id"] if "idea" in row else row["id"]): row for type_, row in rows}


@pytest.fixture
def erika(api):
    person = PersonFactory(email="erika@example.org")
    api.token = signed_in(person).access
    return person


@pytest.fixture
def own(erika, moderator):  # noqa: F811
    """A thing of each kind, and the same of somebody else."""
    for person in (PersonFactory(), erika):
        idea = IdeaFactory(author=person, email="")
        answers.change_status(idea.pk, "under_review", by=moderator, answer="Wir sehen es uns an.")
        for factory in (SupportFactory, FollowFactory):
            factory(idea=IdeaFactory(), person=person)
        registration = RegistrationFactory(confirmed=True, person=person, email=person.email)
    return {
        "idea": idea,
        "registration": registration,
        "support": Support.objects.get(person=erika),
        "notification": erika.notifications.get(channel="app"),
    }


def test_a_new_copy_is_the_lists_and_nothing_of_others(api, own):
    copy, cursor = follow(api)
    assert {type_ for type_, _ in copy} == set(LISTS)
    assert (len(copy), copy) == (5, lists(api))
    assert api.get("/me/sync")["Cache-Control"] == "no-store"
    assert follow(api, types="idea,support")[0] == {key: copy[key] for key in copy if key[0] in {"idea", "support"}}
    assert api.get("/me/sync", cursor=cursor).json()["changes"] == []


def told_is_read(own):
    Notification.objects.filter(pk=own["notification"].pk).update(read_at=timezone.now())


def event_moved(own):
    Event.objects.filter(workshop__registrations=own["registration"]).update(starts_at=timezone.now())


CHANGES = {
    "event moved": (event_moved, {"registration"}),
    "registration deleted": (lambda own: own["registration"].delete(), {"registration"}),
    "read": (told_is_read, {"notification"}),
    "own idea called otherwise": (
        lambda own: Idea.objects.filter(pk=own["idea"].pk).update(title="Neu"),
        {"idea", "notification"},
    ),
    "nothing that a list shows": (lambda own: own["support"].idea.save(update_fields=["updated_at"]), set()),
    "support taken back": (
        lambda own: Support.objects.filter(pk=own["support"].pk).update(is_current=False),
        {"support"},
    ),
    "supported idea hidden": (
        lambda own: moderation.hide(own["support"].idea_id, reason="Spam", by=SYSTEM),
        {"support"},
    ),
    "supported idea called otherwise": (
        lambda own: Idea.objects.filter(pk=own["support"].idea_id).update(title="Neu"),
        {"support"},
    ),
    "something public": (lambda own: EventFactory(title="Fest"), set()),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_changes_arrives_whoever_changed_it(api, own, case):
    copy, cursor = follow(api)
    change, types = CHANGES[case]
    change(own)
    told = api.get("/me/sync", cursor=cursor).json()["changes"]
    assert {one["type"] for one in told} == types
    copy, _ = follow(api, copy, cursor)
    assert copy == lists(api)


def test_a_guests_registration_comes_with_the_account_and_goes_with_another(api, erika):
    registration = RegistrationFactory(confirmed=True)
    copy, cursor = follow(api)
    assert copy == {}
    for owner, entry in ((erika, False), (PersonFactory(), True), (erika, False), (None, True)):
        Registration.objects.update(person=owner)
        (told,) = api.get("/me/sync", cursor=cursor).json()["changes"]
        assert (told["type"], told["id"], told["deleted"]) == ("registration", str(registration.pk), entry)
        copy, cursor = follow(api, copy, cursor)
        assert copy == lists(api)


def test_who_leaves_the_line_lets_those_behind_move_up(api, erika):
    workshop = WorkshopFactory(capacity=1)
    ahead, other = (RegistrationFactory(waiting=True, workshop=workshop) for _ in range(2))
    RegistrationFactory(waiting=True, workshop=workshop, person=erika)
    copy, cursor = follow(api)
    assert [one["place_in_line"] for one in copy.values()] == [3]
    Registration.objects.filter(pk=ahead.pk).update(state="expired", ended_at=timezone.now())
    RegistrationFactory(waiting=True, workshop=workshop)
    copy, cursor = follow(api, copy, cursor)
    assert [one["place_in_line"] for one in copy.values()] == [2]
    other.delete()
    copy, cursor = follow(api, copy, cursor)
    assert [one["place_in_line"] for one in copy.values()] == [1]
    Workshop.objects.filter(pk=workshop.pk).update(availability="few")
    RegistrationFactory(waiting=True, workshop=workshop)
    assert api.get("/me/sync", cursor=cursor).json()["changes"] == []


def test_a_copy_is_of_one_person_one_choice_of_types_and_one_language(api, own):
    _, cursor = follow(api)
    english = api.get("/me/sync", cursor=cursor, headers={"Accept-Language": "en"}).json()
    assert (english["code"], api.get("/me/sync", cursor=cursor).status_code) == ("cursor_mismatch", 200)
    other = signed_in(PersonFactory()).access
    assert api.get("/me/sync", cursor=cursor, token=other).json()["code"] == "invalid_cursor"
    _, public = follow_any(api)
    assert api.get("/me/sync", cursor=public).json()["code"] == "invalid_cursor"
    assert api.get("/sync", cursor=cursor).json()["code"] == "invalid_cursor"
    assert api.get("/me/sync", cursor=cursor, types="idea").json()["code"] == "cursor_mismatch"
    assert api.get("/me/sync", types="event").status_code == 400
    assert api.get("/me/sync", token="x").status_code == 401


def test_filling_a_copy_in_many_steps_sees_no_tombstones(api, erika, monkeypatch):
    monkeypatch.setattr("api.v1.me.sync.STEP", 2)
    rows = [RegistrationFactory(confirmed=True, person=erika) for _ in range(5)]
    first = api.get("/me/sync").json()
    assert (len(first["changes"]), first["has_more"]) == (2, True)
    rows[0].delete()  # told already: its deletion must come
    rows[4].delete()  # not told yet: must never be told
    copy = {("registration", change["id"]): change["object"] for change in first["changes"]}
    rest = api.get("/me/sync", cursor=first["cursor"]).json()
    assert [one["id"] for one in rest["changes"]] == [str(rows[2].pk), str(rows[3].pk)]
    copy, _ = follow(api, copy, first["cursor"])
    assert copy == lists(api)


def test_after_ninety_days_a_copy_begins_again_and_who_asked_meanwhile_does_not(api, erika):
    gone = RegistrationFactory(confirmed=True, person=erika)
    _, old = follow(api)
    gone.delete()
    _, young = follow(api, cursor=old)
    now = timezone.now()
    due = [own_lists._gone(now + timedelta(days=days)).count() for days in (90, 92)]
    (rule, _) = (rule for one in rights.domains() if one.name == "changes" for rule in one.rules)
    retention.in_batches(rule.due(now + timedelta(days=92)), rule.act)
    assert (due, PersonalChange.objects.count()) == ([0, 1], 0)
    assert api.get("/me/sync", cursor=young).json()["changes"] == []
    assert follow(api, cursor=follow(api)[1])[0] == {}  # one begun now goes on, too
    answer = api.get("/me/sync", cursor=old)
    assert (answer.status_code, answer.json()["code"]) == (410, "copy_too_old")
    Log.objects.update(epoch="00000000-0000-4000-8000-000000000000")
    assert api.get("/me/sync", cursor=young).status_code == 410


@pytest.mark.parametrize("keep", [True, False])
def test_nothing_stays_of_an_erased_account_and_nobody_else_notices(api, own, erika, keep):
    other = PersonFactory()
    token = signed_in(other).access
    cursor = api.get("/me/sync", token=token).json()["cursor"]
    rights.erase(erika, keep_contributions=keep, by=SYSTEM)
    let_triggers_act()
    assert PersonalChange.objects.filter(person_id=erika.pk).count() == 0
    assert PersonalChange.objects.exclude(person_id=erika.pk).count() == 5
    answer = api.get("/me/sync", cursor=cursor, token=token)
    assert (answer.status_code, answer.json()["changes"]) == (200, [])


@pytest.mark.parametrize("count", [1, 3])
def test_an_answer_costs_as_many_queries_for_one_as_for_three(api, erika, count, moderator, django_assert_num_queries):  # noqa: F811
    for _ in range(count):
        idea = IdeaFactory(author=erika, email="")
        answers.change_status(idea.pk, "under_review", by=moderator, answer="Ja.")
        RegistrationFactory(confirmed=True, person=erika)
        SupportFactory(idea=IdeaFactory(), person=erika)
        FollowFactory(idea=IdeaFactory(), person=erika)
    let_triggers_act()
    # The caller; state and changes; notifications and their words, registrations and answers, supports, follows,
    # ideas with history, photos and questions.
    with django_assert_num_queries(13):
        assert len(api.get("/me/sync").json()["changes"]) == 5 * count


PUBLIC, PERSONAL = 7032018001, 7032018002
HELD = """
    SELECT classid::bigint << 32 | objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() ORDER BY 1
"""


def test_who_writes_what_is_public_does_not_queue_with_those_who_write_their_own(erika):
    def held_at_commit():
        let_triggers_act()
        with connection.cursor() as cursor:
            cursor.execute(HELD)
            return [row[0] for row in cursor.fetchall()]

    Event.objects.filter(pk=EventFactory().pk).update(title="Neu")
    assert held_at_commit() == [PUBLIC]
    RegistrationFactory(confirmed=True)  # of a guest
    assert held_at_commit() == [PUBLIC]
    RegistrationFactory(confirmed=True, person=erika)
    assert held_at_commit() == [PUBLIC, PERSONAL]


def test_what_the_inbox_tells_of_a_registration_follows_its_event(api, erika):
    venue = VenueFactory()
    event = EventFactory(venue=venue, attendance_mode="offline")
    registration = RegistrationFactory(workshop=WorkshopFactory(event=event), confirmed=True, person=erika)

    def move():
        event.starts_at, event.ends_at = event.starts_at + timedelta(days=1), event.ends_at + timedelta(days=1)
        editing.save(event, municipalities=event.municipalities.all(), by=SYSTEM)

    copy, cursor = follow(api)
    for act, told in (
        (lambda: registrations.end(registration, reason="by_organizer", now=timezone.now(), by=SYSTEM), 1),
        (lambda: Registration.objects.update(state="confirmed", cancel_reason="", ended_at=None), 1),
        (move, 2),
        (lambda: Event.objects.update(title="Neuer Titel"), 2),
        (lambda: Venue.objects.update(name="Neuer Saal"), 2),
        (lambda: messages.send(event.pk, subject="Raum", text="Im Saal.", states=["confirmed"], by=SYSTEM), 3),
        (lambda: ParticipantMessage.objects.all().delete(), 2),
        (registration.delete, 1),
        (lambda: event.told_changes.all().delete(), 0),
    ):
        act()
        copy, cursor = follow(api, copy, cursor)
        assert copy == lists(api)
        assert len([type_ for type_, _ in copy if type_ == "notification"]) == told
