"""What authors are told of a step: where it is read, who is answered, and that a closed idea is taken up again."""

import pytest
from django.utils import translation

from core.mail import delivery
from core.mail.models import OutgoingMail
from core.municipalities.models import Municipality, Organization
from ideas import notices
from ideas.models import IdeaStatus
from ideas.services import answers, moderation
from tests.factories.ideas import IdeaCallFactory, IdeaFactory
from tests.ideas.conftest import letter, letters_about, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (IdeaStatus.UNDER_REVIEW, "your idea was closed. We have taken it up again and examine it once more."),
        (IdeaStatus.ACCEPTED, "your idea was closed. Now we have taken it up after all."),
        (IdeaStatus.IN_PROGRESS, "your idea was closed. We have taken it up again, and work on it has begun."),
    ],
)
def test_the_author_hears_that_a_closed_idea_is_taken_up_again(moderator, status, sentence):
    guests, own = IdeaFactory(), IdeaFactory(by_person=True)
    for idea in (guests, own):
        answers.change_status(idea.pk, IdeaStatus.REJECTED, by=moderator, reason="Kein Platz.")
    steps = [answers.change_status(idea.pk, status, by=moderator, answer="Doch!") for idea in (guests, own)]
    assert (letters_about(guests), letters_about(own)) == (["idea_status"] * 2, ["idea_status"] * 2)
    with translation.override("en"):
        one = letter("idea_status", change_id=steps[0].pk)
        (notice,) = notices.own_steps([steps[1].pk]).values()
    assert (one.subject, one.blocks[0]) == (f"We have taken your idea up again: {guests.title}", sentence)
    assert notice.title == f"We have taken your idea up again: {own.title}"
    assert notice.text == f"{sentence[0].upper()}{sentence[1:]}\n\nDoch!"
    later = answers.change_status(guests.pk, status, by=moderator, answer="Bald.")
    assert "taken" not in letter("idea_status", change_id=later.pk).subject


def test_an_interim_answer_tells_no_status_as_new(moderator):
    idea = IdeaFactory()
    first = answers.change_status(idea.pk, IdeaStatus.RECEIVED, by=moderator, answer="Wir fragen nach.")
    answers.change_status(idea.pk, IdeaStatus.DONE, by=moderator)
    second = answers.change_status(idea.pk, IdeaStatus.DONE, by=moderator, answer="Nachtrag")
    told = [letter("idea_status", change_id=step.pk).blocks[:2] for step in (first, second)]
    sentence = "zu Ihrer Idee gibt es eine neue Antwort:"
    assert told == [[sentence, "Wir fragen nach."], [sentence, "Nachtrag"]]


@pytest.mark.parametrize(
    ("place", "has_address", "expected"),
    [
        ("belgershain", True, ("Gemeinde Belgershain", ["belgershain@example.org"])),
        ("belgershain", False, ("Gemeinde Belgershain", ["info@partheland.de"])),
        (None, True, ("Partheland", ["info@partheland.de"])),
    ],
)
def test_answers_to_a_mail_reach_the_office_that_answers_for_the_idea(
    moderator, mailoutbox, place, has_address, expected
):
    """Naunhof answers for Belgershain too, but Belgershain is nearer."""
    for slug in ("gemeinde-belgershain", "stadt-naunhof") if has_address else ():
        Organization.objects.filter(slug=slug).update(email=f"{slug.rpartition('-')[2]}@example.org")
    idea = IdeaFactory(municipality=Municipality.objects.filter(slug=place).first())
    answers.change_status(idea.pk, IdeaStatus.ACCEPTED, by=moderator)
    delivery.deliver(OutgoingMail.objects.get().pk)
    (mail,) = mailoutbox
    assert (mail.from_email.rpartition(" <")[0].strip('"'), mail.reply_to) == expected


def test_a_call_is_answered_for_by_who_made_it(moderator):
    call = IdeaCallFactory()
    idea = IdeaFactory(call=call, municipality=Municipality.objects.get(slug="naunhof"))
    step = answers.change_status(idea.pk, IdeaStatus.ACCEPTED, by=moderator)
    assert letter("idea_status", change_id=step.pk).sender_name == "Gemeinde Borsdorf"


def test_the_letter_leads_to_where_the_idea_is_read(moderator):
    idea, target = IdeaFactory(), IdeaFactory()
    step = answers.change_status(idea.pk, IdeaStatus.DUPLICATE, by=moderator, duplicate_of=target)
    assert letter("idea_status", change_id=step.pk).blocks[-1].url.endswith(f"/ideas/{target.pk}")
    moderation.hide(target.pk, reason="Ein Name", by=moderator)
    assert target.title not in words_of(letter("idea_status", change_id=step.pk))
    assert letter("idea_status", change_id=step.pk).blocks[-1].url.endswith(f"/ideas/{idea.pk}")
    moderation.hide(idea.pk, reason="Ein Name", by=moderator)
    assert "http" not in words_of(letter("idea_status", change_id=step.pk))
