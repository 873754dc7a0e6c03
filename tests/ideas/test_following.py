"""Following is somebody's own act, remembered when undone; guests say by mail what they support and follow."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import Missing
from core.mail.models import OutgoingMail
from core.privacy import runs
from core.tokens import LinkExpired, mint
from ideas import errors
from ideas.models import Follow, FollowToken, Idea, InterestRequest, InterestToken, Support, Wish
from ideas.models.interest import address_key
from ideas.services import follow_privacy, follows, interests, moderation, supports
from tests.factories.ideas import AuthorFactory, FollowFactory, IdeaFactory
from tests.ideas.conftest import letter, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"
GUEST = "gerd@example.org"


def ask(idea, wish, email=GUEST):
    interests.ask(idea.pk, email=email, wish=wish, language="de")
    return token_of(InterestRequest.objects.get(idea=idea, email=email, wish=wish, done_at=None))


def token_of(request):
    expires_at = request.created_at + timedelta(hours=24)
    return mint(InterestToken, purpose="confirm", expires_at=expires_at, request=request)


def end_link(follow):
    return mint(FollowToken, purpose="end", expires_at=None, follow=follow)


def count_of(idea):
    return Idea.objects.values_list("support_count", flat=True).get(pk=idea.pk)


def test_following_is_undone_and_begun_again_only_by_an_own_act():
    idea, anna = IdeaFactory(), AuthorFactory()
    states = []
    for act in (follows.end, follows.begin, follows.begin, follows.end, follows.end, supports.give, follows.begin):
        act(idea.pk, person=anna)
        states.append(list(Follow.objects.values_list("is_current", flat=True)))
    assert states == [[], [True], [True], [False], [False], [False], [True]]


def test_what_cannot_be_followed():
    hidden, withdrawn, done = IdeaFactory(hidden=True), IdeaFactory(), IdeaFactory()
    Idea.objects.filter(pk=withdrawn.pk).update(status="withdrawn")
    Idea.objects.filter(pk=done.pk).update(status="done")
    for idea, error in ((hidden, Missing), (withdrawn, errors.IdeaWithdrawn)):
        with pytest.raises(error):
            follows.begin(idea.pk, person=AuthorFactory())
    follows.begin(done.pk, person=AuthorFactory())
    assert Follow.objects.get().idea == done


def test_a_guest_supports_and_follows_once_the_mailbox_has_answered():
    idea = IdeaFactory()
    support, follow = ask(idea, Wish.SUPPORT), ask(idea, Wish.FOLLOW)
    assert (interests.behind(support).is_done, count_of(idea), Support.objects.count()) == (False, 0, 0)
    for _again in range(2):
        assert interests.confirm(support).supports
    standing = interests.confirm(follow)
    assert (standing.supports, standing.follows, count_of(idea)) == (True, True, 1)
    assert Support.objects.get().address_key == address_key(GUEST)
    assert Follow.objects.get().email == GUEST
    done = interests.confirm(ask(idea, Wish.UNFOLLOW))
    assert (done.supports, done.follows, Follow.objects.get().email) == (True, False, "")
    assert interests.confirm(ask(idea, Wish.WITHDRAW_SUPPORT)).supports is False
    assert interests.confirm(support).supports is False  # it was used: pressed again it does nothing
    assert (count_of(idea), Follow.objects.get().is_current) == (0, False)


def test_an_account_with_this_address_does_it_as_its_own_and_counts_once():
    idea, anna = IdeaFactory(), AuthorFactory(email=GUEST)
    supports.give(idea.pk, person=anna)
    interests.confirm(ask(idea, Wish.SUPPORT, "Gerd@Example.org".lower()))
    interests.confirm(ask(idea, Wish.FOLLOW))
    assert (count_of(idea), Support.objects.get().person) == (1, anna)
    assert (Follow.objects.get().person, Follow.objects.get().email) == (anna, "")


def test_asked_again_it_is_the_same_request_and_the_mail_shows_no_name():
    idea = IdeaFactory(title="Bank am Teich")
    ask(idea, Wish.SUPPORT)
    ask(idea, Wish.SUPPORT)
    request = InterestRequest.objects.get()
    assert [mail.letter for mail in OutgoingMail.objects.all()] == ["interest_confirm"] * 2
    told = letter("interest_confirm", request_id=request.pk)
    assert (told.to, told.subject) == (GUEST, "Bitte bestätigen Sie Ihre Unterstützung: Bank am Teich")
    assert "/ideas/interests/confirm?token=" in words_of(told)
    interests.confirm(token_of(request))
    assert letter("interest_confirm", request_id=request.pk) is None


@pytest.mark.parametrize(
    ("wish", "subject", "sentence", "button"),
    [
        ("support", "Bitte bestätigen Sie Ihre Unterstützung: Bank am Teich",
         "mit diesem Link bestätigen Sie, dass Sie diese Idee unterstützen:", "Idee unterstützen"),
        ("withdraw_support", "Bitte bestätigen Sie, dass Sie nicht mehr unterstützen: Bank am Teich",
         "mit diesem Link bestätigen Sie, dass Sie diese Idee nicht mehr unterstützen:", "Nicht mehr unterstützen"),
        ("follow", "Bitte bestätigen Sie, dass Sie dieser Idee folgen: Bank am Teich",
         "mit diesem Link bestätigen Sie, dass Sie dieser Idee folgen und per E-Mail erfahren, wie es weitergeht:",
         "Der Idee folgen"),
        ("unfollow", "Bitte bestätigen Sie, dass Sie dieser Idee nicht mehr folgen: Bank am Teich",
         "mit diesem Link bestätigen Sie, dass Sie dieser Idee nicht mehr folgen:", "Nicht mehr folgen"),
    ],
)  # fmt: skip
def test_the_letter_names_the_act_it_asks_to_confirm(wish, subject, sentence, button):
    idea = IdeaFactory(title="Bank am Teich")
    ask(idea, wish)
    told = letter("interest_confirm", request_id=InterestRequest.objects.get().pk)
    assert (told.subject, told.blocks[0], told.blocks[1].label) == (subject, sentence, button)


def test_a_link_is_valid_for_a_day_and_does_only_what_is_possible():
    with time_machine.travel(NOON, tick=False) as clock:
        idea = IdeaFactory()
        token = ask(idea, Wish.SUPPORT)
        moderation.hide(idea.pk, reason="Grund", by=SYSTEM)
        for act in (interests.confirm, interests.behind):
            with pytest.raises(Missing):
                act(token)
        clock.shift(timedelta(hours=24))
        for act in (interests.confirm, interests.behind):
            with pytest.raises(LinkExpired):
                act(token)
    assert Support.objects.count() == 0


def test_the_link_in_a_mail_ends_following_for_good():
    follow = FollowFactory(guest=GUEST)
    token = end_link(follow)
    for _again in range(2):
        assert follows.end_by_link(token).is_current is False
    follow.refresh_from_db()
    assert (follow.is_current, follow.email) == (False, "")
    follow.delete()
    with pytest.raises(LinkExpired):
        follows.behind(token)


def test_what_no_follow_may_be():
    idea, key = IdeaFactory(), address_key(GUEST)
    for fields, constraint in (
        ({}, "has_identity"),
        ({"address_key": key}, "address_of_listening_guest"),
        ({"address_key": key, "email": GUEST, "is_current": False}, "address_of_listening_guest"),
        ({"person": AuthorFactory(), "email": GUEST}, "address_of_listening_guest"),
    ):
        with pytest.raises(IntegrityError, match=f"ideas_follow_{constraint}"), transaction.atomic():
            Follow.objects.create(idea=idea, since=timezone.localdate(), **fields)


def test_who_goes_takes_all_along_and_others_stay():
    anna = AuthorFactory(email=GUEST)
    mine, guest, other = FollowFactory(person=anna), FollowFactory(guest=GUEST), FollowFactory(guest="x@example.org")
    ask(mine.idea, Wish.SUPPORT)
    told = follow_privacy.export(anna)
    assert {one["idea"] for one in told["follows"]} == {mine.idea.pk, guest.idea.pk}
    assert [one["wish"] for one in told["asked_as_guest"]] == ["support"]
    follow_privacy.erase(anna, keep_contributions=True, by=SYSTEM)
    assert (list(Follow.objects.all()), InterestRequest.objects.count()) == ([other], 0)
    assert OutgoingMail.objects.count() == 0


def test_guests_are_forgotten_when_nothing_more_follows_and_requests_after_a_day():
    ended, running, account = FollowFactory(guest=GUEST), FollowFactory(guest=GUEST), FollowFactory()
    ask(running.idea, Wish.SUPPORT)
    ago = timezone.now() - timedelta(days=366)
    Idea.objects.update(updated_at=ago)
    Idea.objects.filter(pk__in=[ended.idea.pk, account.idea.pk]).update(status="done")
    for days, counts in ((0, (0, 1)), (1, (1, 0)), (1, (0, 0))):
        kept = runs.carry_out(now=timezone.now() + timedelta(days=days)).counts
        assert (kept["interest_requests"], kept["guest_follows"]) == counts
    assert (set(Follow.objects.all()), InterestRequest.objects.count()) == ({running, account}, 0)


def test_a_guests_follows_join_the_account_and_what_was_undone_stays_undone():
    anna = AuthorFactory(email=GUEST)
    alone, undone = FollowFactory(guest=GUEST), FollowFactory(guest=GUEST)
    own = FollowFactory(idea=undone.idea, person=anna, is_current=False)
    other = FollowFactory(guest="x@example.org")
    assert [follow_privacy.adopt(anna), follow_privacy.adopt(anna)] == [2, 0]
    alone.refresh_from_db()
    assert (alone.person, alone.email, alone.is_current) == (anna, "", True)
    assert set(Follow.objects.all()) == {alone, own, other}
