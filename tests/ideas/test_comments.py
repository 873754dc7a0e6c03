"""A comment is written, confirmed, checked, mended and withdrawn; who shall hear of it does."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.accounts.models import Role
from core.accounts.roles import NotEntrusted
from core.actors import GUEST, SYSTEM, person
from core.audit.models import AuditEntry
from core.changes.models import Change
from core.errors import Forbidden, Missing
from core.mail.models import OutgoingMail
from core.municipalities.models import Municipality, Organization
from core.notifications.models import Notification
from core.privacy import runs
from core.tokens import LinkExpired, mint
from ideas import errors
from ideas.models import Appeal, Case, Comment, CommentToken, Decision, Idea
from ideas.services import comment_moderation, comment_privacy, comments, ideas, moderation
from ideas.services.access import comment_to_confirm
from tests.client import let_triggers_act
from tests.factories.ideas import AuthorFactory, CommentFactory, IdeaCallFactory, IdeaFactory
from tests.factories.roles import actor_of, clerk_of
from tests.ideas.conftest import letter, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"
WORDS = {"text": "Gern am Teich.", "display": "name", "author_name": "Gerd Gast"}


def write(idea, **words):
    return comments.submit(idea.pk, email="gerd@example.org", language="de", by=GUEST, **(WORDS | words))


def token_of(comment):
    return mint(CommentToken, purpose="confirm", expires_at=comment.created_at + timedelta(hours=24), comment=comment)


def letters():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


def test_a_guest_confirms_then_a_clerk_approves_then_the_author_hears_of_it():
    idea = IdeaFactory()
    comment = write(idea)
    assert (comment.visibility, comment.position) == ("pending_confirmation", None)
    token = token_of(comment)
    assert comment_to_confirm(token) == comment
    for _again in range(2):
        assert comments.confirm(token).visibility == "in_moderation"
    for _again in range(2):
        assert comment_moderation.approve(comment.pk, by=SYSTEM).visibility == "public"
    assert letters() == ["comment_confirm", "idea_comment"]
    told = letter("idea_comment", comment_id=comment.pk)
    assert (told.to, "Gern am Teich." in words_of(told)) == (idea.email, True)
    acts = AuditEntry.objects.filter(subject_id=comment.pk).order_by("id").values_list("act", flat=True)
    assert list(acts) == ["comment.submitted", "comment.confirmed", "comment.approved"]


def test_a_link_is_valid_for_a_day_and_the_mail_does_not_quote_what_a_stranger_typed():
    with time_machine.travel(NOON, tick=False) as clock:
        comment = write(IdeaFactory(), text="Kauft bei mir")
        assert "Kauft bei mir" not in words_of(letter("comment_confirm", comment_id=comment.pk))
        token = token_of(comment)
        clock.shift(timedelta(hours=24))
        with pytest.raises(LinkExpired):
            comments.confirm(token)


def test_no_comment_comes_to_an_idea_that_was_withdrawn_meanwhile():
    idea = IdeaFactory(by_person=True)
    comment = write(idea)
    ideas.withdraw(idea.pk, by=person(idea.author))
    token = token_of(comment)
    for act in (comments.confirm, comment_to_confirm):
        with pytest.raises(errors.IdeaWithdrawn):
            act(token)
    comment.refresh_from_db()
    assert (comment.visibility, Case.objects.count()) == ("pending_confirmation", 0)


def test_sent_again_while_unconfirmed_it_is_the_same_comment():
    idea = IdeaFactory()
    assert write(idea).pk == write(idea, display="anonymous", author_name="").pk
    assert (letters(), Comment.objects.get().author_name) == (["comment_confirm"] * 2, "")


@pytest.mark.parametrize("by_person", [True, False])
def test_nobody_hears_of_the_own_comment(by_person):
    idea = IdeaFactory(by_person=True) if by_person else IdeaFactory(email="gerd@example.org")
    comment = CommentFactory(idea=idea, author=idea.author, email=idea.email, waiting=True)
    comment_moderation.approve(comment.pk, by=SYSTEM)
    assert (letters(), Notification.objects.count()) == ([], 0)


def test_an_author_with_an_account_is_told_as_they_chose_and_hidden_again_it_is_told_no_more():
    idea = IdeaFactory(by_person=True)
    comment = CommentFactory(idea=idea, waiting=True)
    comment_moderation.approve(comment.pk, by=SYSTEM)
    assert sorted(Notification.objects.values_list("person", "event_id", "channel")) == [
        (idea.author.pk, comment.pk, "app"), (idea.author.pk, comment.pk, "mail"),
    ]  # fmt: skip
    ids = {"comment_id": comment.pk, "person_id": idea.author.pk}
    assert letter("idea_comment", **ids).to == idea.author.email
    comment_moderation.hide(comment.pk, reason="Beleidigt", by=SYSTEM)
    assert letter("idea_comment", **ids) is None
    assert "Beleidigt" in words_of(letter("comment_hidden", comment_id=comment.pk))
    comment_moderation.approve(comment.pk, by=SYSTEM)
    assert letters() == ["idea_comment", "comment_hidden"]


def test_comments_stand_in_the_order_in_which_they_became_public():
    idea = IdeaFactory()
    first, second = CommentFactory(idea=idea, waiting=True), CommentFactory(idea=idea, waiting=True)
    for comment in (second, first):
        comment_moderation.approve(comment.pk, by=SYSTEM)
    comment_moderation.hide(second.pk, reason="Grund", by=SYSTEM)
    comment_moderation.approve(second.pk, by=SYSTEM)
    assert list(idea.comments.public().order_by("position")) == [second, first]


def test_who_answers_for_the_idea_speaks_officially_and_nobody_else():
    idea = IdeaFactory(municipality=Municipality.objects.get(slug="borsdorf"))
    clerk, other = clerk_of("gemeinde-borsdorf"), clerk_of("stadt-naunhof")
    with pytest.raises(NotEntrusted):
        comments.submit_officially(idea.pk, person=other, text="Wir", by=actor_of("stadt-naunhof", Role.MODERATOR))
    said = comments.submit_officially(
        idea.pk, person=clerk, text="Wir prüfen das.", by=actor_of("gemeinde-borsdorf", Role.MODERATOR)
    )
    assert (said.visibility, said.organization.slug, said.author_name) == ("public", "gemeinde-borsdorf", "")


@pytest.mark.parametrize(
    ("idea", "error"),
    [
        ({"visibility": "hidden", "moderation_note": "Grund"}, Missing),
        ({"status": "withdrawn"}, errors.IdeaWithdrawn),
        ({"call": "discussed"}, errors.DiscussionClosed),
    ],
)
def test_where_nobody_may_comment(idea, error):
    if "call" in idea:
        day = timezone.now() - timedelta(days=1)
        idea = {"call": IdeaCallFactory(closed=True, discussing_from=day - timedelta(days=1), discussing_until=day)}
    written = IdeaFactory(**idea)
    Idea.objects.filter(pk=written.pk).update(**idea)  # past its receipt
    with pytest.raises(error):
        write(written)
    assert Comment.objects.count() == 0


def test_mended_it_is_read_again_and_withdrawn_its_text_is_gone():
    comment = CommentFactory(by_person=True)
    author = person(comment.author)
    with pytest.raises(Forbidden):
        comments.change(comment.pk, text="Fremd", by=person(AuthorFactory()))
    changed = comments.change(comment.pk, text="Anders", by=author)
    assert (changed.text, changed.visibility, changed.edited_on) == ("Anders", "in_moderation", timezone.localdate())
    for _again in range(2):
        gone = comments.withdraw(comment.pk, by=author)
        assert (gone.text, gone.author_name, gone.visibility) == ("", "", "withdrawn")
    for act, refusal in (
        (lambda: comments.change(comment.pk, text="Doch", by=author), errors.CommentWithdrawn),
        (lambda: comment_moderation.approve(comment.pk, by=SYSTEM), errors.CommentWithdrawn),
        (lambda: comments.withdraw(comment.pk, by=person(AuthorFactory())), Missing),
        (lambda: comments.change(CommentFactory(hidden=True, author=comment.author, email="").pk, text="x", by=author),
         errors.CommentHidden),
        (lambda: comment_moderation.approve(CommentFactory(pending=True).pk, by=SYSTEM), errors.CommentNotConfirmed),
    ):  # fmt: skip
        with pytest.raises(refusal):
            act()


def test_the_change_log_follows_the_comment_and_its_idea():
    comment = CommentFactory()

    def is_public():
        let_triggers_act()
        return Change.objects.get(type="comment", object_id=comment.pk).is_public

    assert is_public() is True
    moderation.hide(comment.idea.pk, reason="Grund", by=SYSTEM)
    assert is_public() is False
    moderation.approve(comment.idea.pk, by=SYSTEM)
    assert is_public() is True
    comment_moderation.hide(comment.pk, reason="Grund", by=SYSTEM)
    assert is_public() is False


@pytest.mark.parametrize("keep", [True, False])
def test_what_becomes_of_comments_when_their_author_goes(keep):
    official = CommentFactory(
        organization=Organization.objects.get(slug="gemeinde-borsdorf"), display="anonymous", author_name="", email=""
    )
    author = AuthorFactory()
    Comment.objects.filter(pk=official.pk).update(author=author)
    public = CommentFactory(author=author, email="")
    waiting = CommentFactory(author=author, email="", waiting=True)
    other = CommentFactory()
    assert [one["id"] for one in comment_privacy.export(author)["comments"]] == [official.pk, public.pk, waiting.pk]
    comment_privacy.erase(author, keep_contributions=keep, by=SYSTEM)
    assert set(Comment.objects.all()) == {official, other, *([public] if keep else [])}
    assert not Comment.objects.filter(author=author).exists()
    if keep:
        public.refresh_from_db()
        assert (public.display, public.author_name) == ("anonymous", "")


def test_who_may_object_or_waits_for_an_answer_can_still_be_written_to():
    hidden, objecting = CommentFactory(), CommentFactory()
    for comment in (hidden, objecting):
        comment_moderation.hide(comment.pk, reason="Beleidigung", by=SYSTEM)
    Appeal.objects.create(decision=Decision.objects.get(comment=objecting), text="Nein.", made_at=timezone.now())
    Comment.objects.update(updated_at=timezone.now() - timedelta(days=91))
    for days, kept in ((0, {hidden.email, objecting.email}), (184, {objecting.email})):
        runs.carry_out(now=timezone.now() + timedelta(days=days))
        assert set(Comment.objects.exclude(email="").values_list("email", flat=True)) == kept


def test_what_was_never_confirmed_goes_and_addresses_are_forgotten_and_adopted():
    ago = timezone.now() - timedelta(days=91)
    CommentFactory(pending=True, created_at=ago)
    old, young = CommentFactory(updated_at=ago), CommentFactory()
    counts = runs.carry_out(now=timezone.now()).counts
    assert (counts["unconfirmed_comments"], counts["comment_addresses"]) == (1, 1)
    old.refresh_from_db()
    assert (old.email, Comment.objects.count()) == ("", 2)
    owner = AuthorFactory(email=young.email)
    pending = CommentFactory(pending=True, email=young.email)
    assert comment_privacy.adopt(owner) == 1
    assert (Comment.objects.get(author=owner), Comment.objects.get(pk=pending.pk).author) == (young, None)
