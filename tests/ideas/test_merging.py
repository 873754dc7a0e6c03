"""A repeated idea takes its supporters and followers along: nobody twice, nobody against their will, with a trace."""

import pytest

from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.mail.models import OutgoingMail
from ideas.models import Follow, Idea, IdeaStatus, Support
from ideas.models.interest import address_key
from ideas.services import answers, follows, supports
from tests.factories.ideas import AuthorFactory, FollowFactory, IdeaFactory, SupportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def merge(duplicate, target):
    return answers.change_status(duplicate.pk, IdeaStatus.DUPLICATE, by=SYSTEM, duplicate_of=target)


def counts(*ideas):
    return [Idea.objects.values_list("support_count", flat=True).get(pk=idea.pk) for idea in ideas]


def people(model, idea):
    return set(model.objects.current().filter(idea=idea).values_list("person", flat=True))


@pytest.fixture
def pair():
    return IdeaFactory(email="", title="Bank am Radweg"), IdeaFactory(email="", title="Bänke überall")


def test_supporters_come_along_once_and_who_took_it_back_does_not(pair):
    duplicate, target = pair
    only, both, undone, gone = (SupportFactory(idea=duplicate).person for _ in range(4))
    guest = SupportFactory(idea=duplicate, person=None, address_key=address_key("gerd@example.org"))
    SupportFactory(idea=duplicate, person=None)  # somebody who is forgotten
    supports.withdraw(duplicate.pk, person=gone)
    SupportFactory(idea=target, person=both)
    SupportFactory(idea=target, person=undone, is_current=False)
    merge(duplicate, target)
    assert counts(duplicate, target) == [5, 3]
    assert people(Support, target) == {only.pk, both.pk, None}
    came = Support.objects.filter(idea=target, carried_from=duplicate)
    assert set(came.values_list("person", flat=True)) == {only.pk, None}
    assert bytes(came.get(person=None).address_key) == guest.address_key
    assert supports.recount() == 0
    entry = AuditEntry.objects.get(act="idea.interests_carried")
    assert (entry.subject_id, entry.details) == (
        str(target.pk), {"duplicate": str(duplicate.pk), "supports": 2, "follows": 0},
    )  # fmt: skip


def test_followers_come_along_and_hear_of_the_next_step(pair):
    duplicate, target = pair
    only, undone = FollowFactory(idea=duplicate).person, FollowFactory(idea=duplicate).person
    guest = FollowFactory(idea=duplicate, guest="gerd@example.org", language="en")
    FollowFactory(idea=target, person=undone, is_current=False)
    FollowFactory(idea=duplicate, is_current=False)
    merge(duplicate, target)
    assert people(Follow, target) == {only.pk, None}
    came = Follow.objects.get(idea=target, person=None)
    assert (came.email, came.language, bytes(came.address_key)) == (guest.email, "en", guest.address_key)
    OutgoingMail.objects.all().delete()
    answers.change_status(target.pk, IdeaStatus.ACCEPTED, by=SYSTEM)
    told = [
        mail.ids.get("person_id", mail.ids.get("follow_id"))
        for mail in OutgoingMail.objects.filter(letter="followed_idea_status")
    ]
    assert sorted(told) == sorted([str(only.pk), str(came.pk)])


@pytest.mark.parametrize("wants", [True, False])
@pytest.mark.parametrize("by_person", [True, False])
def test_the_author_of_the_duplicate_hears_of_the_other_where_wanted(wants, by_person):
    duplicate, target = IdeaFactory(by_person=by_person, follow=wants), IdeaFactory(email="")
    merge(duplicate, target)
    known = [(follow.person, follow.email) for follow in Follow.objects.filter(idea=target)]
    assert known == ([(duplicate.author, duplicate.email)] if wants else [])


def test_taken_up_again_it_keeps_its_own_and_the_other_loses_who_only_came_along(pair):
    duplicate, target = pair
    came, stayed = AuthorFactory(), AuthorFactory()
    for person in (came, stayed):
        SupportFactory(idea=duplicate, person=person)
        FollowFactory(idea=duplicate, person=person)
    merge(duplicate, target)
    supports.give(target.pk, person=stayed)
    follows.begin(target.pk, person=stayed)
    answers.change_status(duplicate.pk, IdeaStatus.UNDER_REVIEW, by=SYSTEM)
    assert (counts(duplicate, target), supports.recount()) == ([2, 1], 0)
    for model in (Support, Follow):
        assert (people(model, duplicate), people(model, target)) == ({came.pk, stayed.pk}, {stayed.pk})


def test_who_came_along_with_two_stays_as_long_as_one_of_them_is_continued_here(pair):
    first, target = pair
    second = IdeaFactory(email="")
    both, guest = AuthorFactory(), address_key("gerd@example.org")
    for idea in (first, second):
        SupportFactory(idea=idea, person=both)
        SupportFactory(idea=idea, person=None, address_key=guest)
        FollowFactory(idea=idea, person=both)
        merge(idea, target)
    answers.change_status(first.pk, IdeaStatus.UNDER_REVIEW, by=SYSTEM)
    assert (counts(first, second, target), supports.recount()) == ([2, 2, 2], 0)
    assert (people(Support, target), people(Follow, target)) == ({both.pk, None}, {both.pk})
    answers.change_status(second.pk, IdeaStatus.UNDER_REVIEW, by=SYSTEM)
    assert (counts(target), people(Follow, target), supports.recount()) == ([0], set(), 0)


def test_what_came_along_and_was_undone_stays_undone_when_merged_once_more(pair):
    duplicate, target = pair
    anna = SupportFactory(idea=duplicate).person
    merge(duplicate, target)
    supports.withdraw(target.pk, person=anna)
    answers.change_status(duplicate.pk, IdeaStatus.UNDER_REVIEW, by=SYSTEM)
    merge(duplicate, target)
    assert counts(duplicate, target) == [1, 0]
    answers.change_status(duplicate.pk, IdeaStatus.DUPLICATE, by=SYSTEM, answer="Noch einmal.")
    assert counts(duplicate, target) == [1, 0]
