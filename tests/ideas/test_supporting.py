"""An idea is supported once per person, taken back at any time, and the stored count says how many they are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import SYSTEM, clerk
from core.audit.models import AuditEntry
from core.changes.models import Change
from core.errors import Missing, Unauthenticated
from core.privacy import runs
from ideas import errors
from ideas.models import Idea, IdeaStatus, Support, Who
from ideas.models.interest import address_key
from ideas.services import answers, moderation, support_privacy, supports
from ideas.tasks import recount_supports
from tests.client import let_triggers_act
from tests.factories.accounts import PersonFactory
from tests.factories.ideas import AuthorFactory, IdeaCallFactory, IdeaFactory, SupportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def count_of(idea):
    return Idea.objects.values_list("support_count", flat=True).get(pk=idea.pk)


def by_guest(idea, email):
    return SupportFactory(idea=idea, person=None, address_key=address_key(email))


def test_each_counts_once_and_taken_back_no_more():
    idea = IdeaFactory()
    anna, bert, other = AuthorFactory(), AuthorFactory(), AuthorFactory()
    counts = []
    for act, person in [
        (supports.give, anna), (supports.give, anna), (supports.give, bert), (supports.withdraw, anna),
        (supports.withdraw, anna), (supports.give, anna), (supports.withdraw, bert), (supports.withdraw, other),
    ]:  # fmt: skip
        act(idea.pk, person=person)
        counts.append(count_of(idea))
    assert counts == [1, 1, 2, 1, 1, 2, 1, 1]
    assert set(Support.objects.values_list("person", "is_current")) == {(anna.pk, True), (bert.pk, False)}


def test_a_support_leaves_a_change_no_audit_and_the_idea_as_it_was():
    idea, anna = IdeaFactory(), AuthorFactory()
    let_triggers_act()
    before = Change.objects.get(type="idea", object_id=idea.pk).position
    supports.give(idea.pk, person=anna)
    let_triggers_act()
    assert Change.objects.get(type="idea", object_id=idea.pk).position > before
    assert AuditEntry.objects.count() == 0
    assert Idea.objects.get(pk=idea.pk).updated_at == idea.updated_at


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"visibility": "hidden", "moderation_note": "Grund"}, Missing),
        ({"status": "withdrawn"}, errors.IdeaWithdrawn),
        ({"status": "done"}, errors.IdeaClosed),
        ({"call": "discussed"}, errors.DiscussionClosed),
    ],
)
def test_what_cannot_be_supported(fields, error):
    if "call" in fields:
        day = timezone.now() - timedelta(days=1)
        fields = {"call": IdeaCallFactory(closed=True, discussing_from=day - timedelta(days=1), discussing_until=day)}
    idea = IdeaFactory(**fields)
    Idea.objects.filter(pk=idea.pk).update(**fields)  # past its receipt
    with pytest.raises(error):
        supports.give(idea.pk, person=AuthorFactory())
    assert (count_of(idea), Support.objects.count()) == (0, 0)


def test_of_a_repeated_idea_the_one_that_goes_on_is_named():
    idea, target = IdeaFactory(), IdeaFactory()
    answers.change_status(idea.pk, IdeaStatus.DUPLICATE, by=SYSTEM, duplicate_of=target)
    with pytest.raises(errors.IdeaContinued) as refused:
        supports.give(idea.pk, person=AuthorFactory())
    assert refused.value.facts == {"duplicate_of": str(target.pk)}
    moderation.hide(target.pk, reason="Beleidigung", by=clerk(PersonFactory(is_superuser=True)))
    with pytest.raises(errors.IdeaContinued) as refused:
        supports.give(idea.pk, person=AuthorFactory())
    assert refused.value.facts == {}


def test_a_support_of_a_closed_idea_can_be_taken_back_and_one_of_nobody_not_given():
    support = SupportFactory()
    answers.change_status(support.idea.pk, IdeaStatus.DONE, by=SYSTEM)
    supports.withdraw(support.idea.pk, person=support.person)
    assert count_of(support.idea) == 0
    gone = AuthorFactory()
    gone.__class__.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Unauthenticated):
        supports.give(support.idea.pk, person=gone)


def test_the_database_knows_each_person_once():
    support = SupportFactory()
    guest = by_guest(support.idea, "gast@example.org")
    for fields, constraint in (
        ({"person": support.person}, "one_per_person"),
        ({"address_key": guest.address_key}, "one_per_address"),
        ({"person": AuthorFactory(), "address_key": address_key("neu@example.org")}, "one_identity"),
    ):
        with pytest.raises(IntegrityError, match=f"ideas_support_{constraint}"), transaction.atomic():
            Support.objects.create(idea=support.idea, since=support.since, **fields)


def test_at_night_a_wrong_count_is_set_right_and_a_right_one_left_alone():
    wrong, right, none = SupportFactory().idea, SupportFactory().idea, IdeaFactory()
    SupportFactory(idea=wrong, is_current=False)
    Idea.objects.filter(pk=wrong.pk).update(support_count=7)
    Idea.objects.filter(pk=none.pk).update(support_count=1)
    assert (supports.recount(), supports.recount()) == (2, 0)
    assert [count_of(idea) for idea in (wrong, right, none)] == [1, 1, 0]
    Idea.objects.filter(pk=wrong.pk).update(support_count=0)
    recount_supports()
    assert count_of(wrong) == 1


@pytest.mark.parametrize(("keep", "count"), [(True, 2), (False, 1)])
def test_who_goes_is_forgotten_and_counted_as_they_wish(keep, count):
    support = SupportFactory()
    idea, anna = support.idea, support.person
    other = SupportFactory(idea=idea)
    SupportFactory(person=anna, is_current=False)
    assert [(one["idea"], one["is_current"]) for one in support_privacy.export(anna)["supports"]].count(
        (idea.pk, True)
    ) == 1
    support_privacy.erase(anna, keep_contributions=keep, by=SYSTEM)
    assert (count_of(idea), Support.objects.filter(idea=idea).count(), Support.objects.count()) == (count, count, count)
    assert list(Support.objects.exclude(person=None)) == [other]
    assert supports.recount() == 0


def test_a_guest_is_forgotten_a_year_after_the_end_and_stays_counted():
    ended, running = IdeaFactory(), IdeaFactory()
    for idea in (ended, running):
        by_guest(idea, "gast@example.org")
    SupportFactory(idea=ended)
    year = timezone.now() - timedelta(days=366)
    Idea.objects.update(updated_at=year)
    Idea.objects.filter(pk=ended.pk).update(status="done")
    assert [runs.carry_out(now=timezone.now()).counts["guest_supports"] for _again in range(2)] == [1, 0]
    assert [count_of(ended), count_of(running), supports.recount()] == [2, 1, 0]
    known = Support.objects.of(Who(email="Gast@example.org"))
    assert list(known.values_list("idea", flat=True)) == [running.pk]


def test_a_guests_supports_join_the_account_and_what_it_said_itself_counts():
    anna = AuthorFactory(email="anna@example.org")
    alone, twice, undone = IdeaFactory(), IdeaFactory(), IdeaFactory()
    for idea in (alone, twice, undone):
        by_guest(idea, anna.email)
    SupportFactory(idea=twice, person=anna)
    SupportFactory(idea=undone, person=anna, is_current=False)
    foreign = by_guest(alone, "fremd@example.org")
    assert [support_privacy.adopt(anna), support_privacy.adopt(anna)] == [3, 0]
    assert [count_of(idea) for idea in (alone, twice, undone)] == [2, 1, 0]
    assert set(Support.objects.filter(person=anna).values_list("idea", "is_current")) == {
        (alone.pk, True), (twice.pk, True), (undone.pk, False),
    }  # fmt: skip
    assert Support.objects.get(person=None) == foreign
