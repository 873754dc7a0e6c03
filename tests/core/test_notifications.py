"""People are told once per event and channel, as they chose, with the fact itself or not at all."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from core.actors import person as acting
from core.mail.letters import Entry
from core.mail.models import OutgoingMail
from core.notifications import choices, digests, notifying, reading
from core.notifications.models import Notification
from ideas.models import IdeaStatus
from ideas.services import answers, moderation
from tests.factories.ideas import AuthorFactory, IdeaFactory
from tests.ideas.conftest import letter, moderator, words_of  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def idea():
    return IdeaFactory(by_person=True)


def answer(idea, by, text):
    return answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=by, answer=text)


def channels(person):
    return sorted(Notification.objects.filter(person=person).values_list("channel", flat=True))


def letters_to(person):
    theirs = OutgoingMail.objects.filter(ids__person_id=str(person.pk))
    return list(theirs.order_by("created_at").values_list("letter", flat=True))


@pytest.mark.parametrize(
    ("delivery", "expected", "letters"),
    [
        ("at_once", ["app", "mail"], ["idea_status"]),
        ("daily", ["app", "digest"], []),
        ("app", ["app"], []),
    ],
)
def test_the_author_hears_as_they_chose_and_once(idea, moderator, delivery, expected, letters):  # noqa: F811
    choices.choose(idea.author, {"own_ideas": delivery}, by=acting(idea.author))
    step = answer(idea, moderator, "Wir prüfen es.")
    notifying.tell("own_ideas", step.pk, people=[idea.author])
    assert (channels(idea.author), letters_to(idea.author)) == (expected, letters)


def test_a_guest_hears_by_mail(moderator):  # noqa: F811
    step = answer(IdeaFactory(), moderator, "Wir prüfen es.")
    assert [mail.ids for mail in OutgoingMail.objects.all()] == [{"change_id": str(step.pk)}]
    assert Notification.objects.count() == 0


def test_what_is_undone_was_not_told(idea, moderator):  # noqa: F811
    with transaction.atomic():
        answer(idea, moderator, "Wir prüfen es.")
        transaction.set_rollback(True)
    assert (channels(idea.author), letters_to(idea.author)) == ([], [])


def test_the_daily_mail_tells_each_event_once(idea, moderator):  # noqa: F811
    choices.choose(idea.author, {"own_ideas": "daily"}, by=acting(idea.author))
    for text in ("Der Bauhof prüft.", "Der Ort passt."):
        answer(idea, moderator, text)
    assert [digests.send_due(), digests.send_due()] == [1, 0]
    assert letters_to(idea.author) == ["notification_digest"]
    ids = OutgoingMail.objects.get(letter="notification_digest").ids
    words = words_of(letter("notification_digest", **ids))
    assert [words.count("Der Bauhof prüft."), words.count("Der Ort passt.")] == [1, 1]


def test_the_daily_mail_leads_to_what_everybody_may_read(moderator):  # noqa: F811
    author = AuthorFactory()
    choices.choose(author, {"own_ideas": "daily"}, by=acting(author))
    shown, gone = (IdeaFactory(by_person=True, author=author, title=title) for title in ("Bank", "Brunnen"))
    for one in (shown, gone):
        answer(one, moderator, "Wir prüfen es.")
    moderation.hide(gone.pk, reason="Ein Name", by=moderator)
    digests.send_due()
    entries = [
        block
        for block in letter("notification_digest", **OutgoingMail.objects.get(letter="notification_digest").ids).blocks
        if isinstance(block, Entry)
    ]
    page = f"{settings.PUBLIC_URL}/ideas/{shown.pk}"
    assert [(one.title.rpartition(": ")[2], one.url) for one in entries] == [("Bank", page), ("Brunnen", "")]


def test_the_database_refuses_a_second_row(idea, moderator):  # noqa: F811
    step = answer(idea, moderator, "Wir prüfen es.")
    with pytest.raises(IntegrityError, match="notifications_once_per_person_event_channel"):
        Notification.objects.create(person=idea.author, subject="own_ideas", event_id=step.pk, channel="app")


def test_what_was_read_stays_read_until_it_is_wanted_unread(idea, moderator):  # noqa: F811
    answer(idea, moderator, "Wir prüfen es.")
    one = reading.of(idea.author).get()
    first = reading.mark(one.pk, person=idea.author, is_read=True).read_at
    assert reading.mark(one.pk, person=idea.author, is_read=True).read_at == first
    assert reading.mark(one.pk, person=idea.author, is_read=False).read_at is None
