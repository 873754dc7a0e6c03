"""What we know of authors: exported, erased, kept no longer than needed, joined with their account."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import privacy
from core.actors import SYSTEM
from core.mail.models import OutgoingMail
from core.privacy import runs
from ideas.models import Idea, IdeaStatus, IdeaToken
from ideas.services import answers
from ideas.services import privacy as ours
from tests.factories.ideas import AuthorFactory, IdeaFactory
from tests.ideas.conftest import letters_about, steps_of, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def ago(**span):
    return timezone.now() - timedelta(**span)


def test_ideas_take_part():
    assert "ideas" in [domain.name for domain in privacy.domains()]


def test_the_export_holds_all_of_mine_and_nobody_elses():
    mine = IdeaFactory(by_person=True, title="Meine", display="anonymous", author_name="")
    hidden = IdeaFactory(author=mine.author, email="", title="Meine verborgene", hidden=True)
    IdeaFactory(by_person=True, title="Fremde")
    exported = ours.export(mine.author)["ideas"]
    assert [idea["id"] for idea in exported] == [mine.pk, hidden.pk]
    assert (exported[0]["title"], exported[1]["moderation_note"]) == ("Meine", "Enthält einen Namen.")


def test_kept_ideas_lose_their_author_and_what_was_not_public_goes():
    idea = IdeaFactory(by_person=True, author_name="Anna Autorin", latitude=51.3, longitude=12.5)
    waiting = IdeaFactory(author=idea.author, email="", waiting=True)
    ours.erase(idea.author, keep_contributions=True, by=SYSTEM)
    idea.refresh_from_db()
    assert (idea.author, idea.author_name, idea.display, idea.latitude) == (None, "", "anonymous", None)
    assert not Idea.objects.filter(pk=waiting.pk).exists()


def test_removed_ideas_are_gone_with_their_letters_and_others_are_not():
    idea, other = IdeaFactory(by_person=True), IdeaFactory()
    answers.change_status(idea.pk, IdeaStatus.ACCEPTED, by=SYSTEM)
    ours.erase(idea.author, keep_contributions=False, by=SYSTEM)
    assert list(Idea.objects.all()) == [other]
    assert OutgoingMail.objects.count() == 0


def test_what_was_continued_as_a_removed_idea_lives_again():
    target, duplicate = IdeaFactory(by_person=True), IdeaFactory()
    answers.change_status(duplicate.pk, IdeaStatus.DUPLICATE, by=SYSTEM, duplicate_of=target)
    ours.erase(target.author, keep_contributions=False, by=SYSTEM)
    duplicate.refresh_from_db()
    assert (duplicate.status, duplicate.duplicate_of) == ("under_review", None)
    assert steps_of(duplicate)[-1] == ("duplicate", "under_review")
    assert letters_about(duplicate) == ["idea_status", "idea_status"]


def test_ideas_nobody_confirmed_are_kept_for_two_weeks():
    old, young = IdeaFactory(pending=True, created_at=ago(days=14, minutes=1)), IdeaFactory(pending=True)
    IdeaFactory(created_at=ago(days=15))
    token_of(old)
    assert runs.carry_out(now=timezone.now()).counts["unconfirmed_ideas"] == 1
    assert not Idea.objects.filter(pk=old.pk).exists()
    assert Idea.objects.filter(pk=young.pk).exists()
    assert IdeaToken.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"status": "done"}, ""),
        ({"status": "rejected"}, ""),
        ({"visibility": "hidden", "moderation_note": "Grund"}, ""),
        ({"visibility": "changes_requested", "moderation_note": "Bitte ohne Namen"}, ""),
        ({"status": "accepted"}, "gisela@example.org"),
        ({"status": "done", "updated_at": ago(days=360)}, "gisela@example.org"),
    ],
)
def test_a_guests_address_is_kept_until_a_year_after_the_end(fields, kept):
    idea = IdeaFactory(email="gisela@example.org")
    Idea.objects.filter(pk=idea.pk).update(**({"updated_at": ago(days=366)} | fields))
    runs.carry_out(now=timezone.now())
    runs.carry_out(now=timezone.now())
    idea.refresh_from_db()
    assert (idea.email, idea.author_name) == (kept, "Gisela Gast")


def test_confirmed_guest_ideas_join_the_account_with_their_address():
    anna = AuthorFactory(email="anna@example.org")
    mine = IdeaFactory(email="anna@example.org")
    unconfirmed = IdeaFactory(email="anna@example.org", pending=True)
    other = IdeaFactory()
    assert (ours.adopt(anna), ours.adopt(anna)) == (1, 0)
    for idea in (mine, unconfirmed, other):
        idea.refresh_from_db()
    assert (mine.author, mine.email) == (anna, "")
    assert (unconfirmed.author, other.author) == (None, None)
