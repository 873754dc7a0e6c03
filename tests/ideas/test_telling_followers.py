"""Each step of an idea reaches who follows it, as they chose, once, and whoever ceased to no more."""

from datetime import date

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from core.actors import SYSTEM
from core.actors import person as acting
from core.mail import rendering
from core.mail.models import OutgoingMail
from core.notifications import choices, digests, notifying, reading
from core.notifications.models import Notification
from core.push.models import PushDelivery
from ideas.models import Follow, IdeaStatus, MeasureProgress, Who
from ideas.services import answers, follows, ideas, measures, moderation, telling
from ideas.wording import page_of
from tests.factories.ideas import FollowFactory, IdeaFactory, MeasureFactory, SupportFactory
from tests.factories.push import device_of
from tests.ideas.conftest import letter, links_in, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
GUEST = "gerd@example.org"


def answer(idea, text="Der Bauhof prüft."):
    return answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=SYSTEM, answer=text)


def queued():
    return sorted((mail.letter, *sorted(mail.ids)) for mail in OutgoingMail.objects.all())


TO_AUTHOR = ("idea_status", "change_id", "person_id")
TO_FOLLOWER = ("followed_idea_status", "change_id", "person_id")
TO_GUEST = ("followed_idea_status", "change_id", "follow_id")


def test_all_hear_once_and_only_those_who_follow():
    idea = IdeaFactory(by_person=True)
    anna, guest = FollowFactory(idea=idea).person, FollowFactory(idea=idea, guest=GUEST)
    FollowFactory(idea=idea, person=idea.author)
    FollowFactory(idea=idea, is_current=False)
    SupportFactory(idea=idea)
    FollowFactory()
    step = answer(idea)
    assert queued() == sorted([TO_AUTHOR, TO_FOLLOWER, TO_GUEST])
    assert sorted(Notification.objects.values_list("person", "subject", "channel")) == sorted(
        [(idea.author.pk, "own_ideas", one) for one in ("app", "mail")]
        + [(anna.pk, "followed_ideas", one) for one in ("app", "mail")]
    )
    told = letter("followed_idea_status", change_id=step.pk, follow_id=guest.pk)
    assert (told.to, told.subject, told.greeting) == (
        GUEST,
        f"Neues zu einer Idee, der Sie folgen: {idea.title}",
        "Guten Tag,",
    )
    assert "Der Bauhof prüft." in words_of(told)
    assert letter("followed_idea_status", change_id=step.pk, person_id=anna.pk).to == anna.email


def test_a_guest_who_wrote_the_idea_and_follows_it_hears_once():
    idea = IdeaFactory(email=GUEST)
    FollowFactory(idea=idea, guest=GUEST)
    answer(idea)
    assert queued() == [("idea_status", "change_id")]


@pytest.mark.parametrize(
    ("delivery", "channels", "letters"),
    [("at_once", ["app", "mail"], 1), ("daily", ["app", "digest"], 0), ("app", ["app"], 0)],
)
def test_followers_hear_as_they_chose(delivery, channels, letters):
    follow = FollowFactory(idea=IdeaFactory(title="Bank am Teich"))
    choices.choose(follow.person, {"followed_ideas": delivery}, by=acting(follow.person))
    step = answer(follow.idea)
    notifying.tell("followed_ideas", step.pk, people=[follow.person])
    assert sorted(Notification.objects.values_list("channel", flat=True)) == channels
    assert OutgoingMail.objects.filter(letter="followed_idea_status").count() == letters
    assert digests.send_due() == (delivery == "daily")
    (words,) = notifying.in_words(reading.of(follow.person)).values()
    assert (words.title, words.text.endswith("Der Bauhof prüft.")) == (
        "Neues zu einer Idee, der Sie folgen: Bank am Teich",
        True,
    )


def test_who_ceased_to_follow_meanwhile_and_what_is_hidden_is_told_no_more():
    ended, hidden = FollowFactory(), FollowFactory(guest=GUEST)
    steps = [answer(follow.idea) for follow in (ended, hidden)]
    follows.end(ended.idea.pk, person=ended.person)
    moderation.hide(hidden.idea.pk, reason="Grund", by=SYSTEM)
    assert letter("followed_idea_status", change_id=steps[0].pk, person_id=ended.person.pk) is None
    assert letter("followed_idea_status", change_id=steps[1].pk, follow_id=hidden.pk) is None
    choices.choose(ended.person, {"followed_ideas": "app"}, by=acting(ended.person))
    moderation.hide(ended.idea.pk, reason="Grund", by=SYSTEM)
    assert notifying.in_words(reading.of(ended.person)) == {}


def test_a_withdrawal_is_told_and_of_a_hidden_idea_only_to_its_author():
    idea, hidden = IdeaFactory(by_person=True), IdeaFactory(by_person=True)
    for one in (idea, hidden):
        FollowFactory(idea=one, guest=GUEST)
    moderation.hide(hidden.pk, reason="Grund", by=SYSTEM)
    OutgoingMail.objects.all().delete()
    for one in (idea, hidden):
        ideas.withdraw(one.pk, by=acting(one.author))
    assert queued() == sorted([TO_AUTHOR, TO_AUTHOR, TO_GUEST])


def test_each_mail_ends_it_with_one_click_in_text_and_for_mail_programs():
    follow = FollowFactory(guest=GUEST)
    step = answer(follow.idea)
    mail = OutgoingMail.objects.get(letter="followed_idea_status")
    message = rendering.message(letter("followed_idea_status", change_id=step.pk, follow_id=follow.pk), mail_id=mail.pk)
    reading, link = links_in(message.body)
    assert reading == page_of(follow.idea)
    assert message.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.message().as_string().count("List-Unsubscribe:") == 1
    follows.end_by_link(link.partition("token=")[2])
    assert Follow.objects.get().is_current is False
    told = rendering.message(letter("idea_status", change_id=step.pk), mail_id=mail.pk)
    assert "List-Unsubscribe" not in told.extra_headers


@pytest.mark.parametrize("count", [1, 3])
def test_telling_costs_the_same_however_many_follow(django_assert_num_queries, count):
    idea = IdeaFactory(email="", measure=MeasureFactory())
    for number in range(count):
        FollowFactory(idea=idea, guest=f"gast{number}@example.org", language="en")
        device_of(FollowFactory(idea=idea).person)
    with django_assert_num_queries(22):
        step = answer(idea)
    assert queued() == sorted([("idea_status", "change_id"), *[TO_FOLLOWER, TO_GUEST] * count])
    assert OutgoingMail.objects.filter(language="en", ids__has_key="follow_id").count() == count
    assert delivered() == {str(mail.pk) for mail in OutgoingMail.objects.all()}
    told = Notification.objects.filter(event_id=step.pk).count()
    assert (told, PushDelivery.objects.count()) == (2 * count, count)
    row = MeasureProgress.objects.create(
        measure=idea.measure, position=1, text="Es geht los.", happened_on=date(2026, 11, 30)
    )
    with django_assert_num_queries(14):
        telling.progress(row)
    assert (OutgoingMail.objects.count(), len(delivered())) == (1 + 4 * count, 1 + 4 * count)


def delivered():
    """The letters that the worker is to deliver, each by one job."""
    jobs = ProcrastinateJob.objects.filter(task_name="mail.deliver")
    ids = [job.args["mail_id"] for job in jobs]
    assert len(ids) == len(set(ids))
    return set(ids)


def test_a_measure_reaches_who_follows_the_ideas_that_led_to_it_each_once():
    measure = MeasureFactory(name="Bänke am Radweg")
    first, second = (IdeaFactory(email=f"g{number}@example.org", measure=measure) for number in (1, 2))
    anna = FollowFactory(idea=first).person
    guest = FollowFactory(idea=first, guest=GUEST)
    for who in ({"person": anna}, {"guest": GUEST}, {"guest": first.email}, {"is_current": False}):
        FollowFactory(idea=second, **who)
    FollowFactory(idea=IdeaFactory(measure=measure, hidden=True))
    FollowFactory()
    row = progress_of(measure)
    assert sorted((mail.letter, *sorted(mail.ids)) for mail in OutgoingMail.objects.all()) == [
        ("followed_measure_progress", "follow_id", "progress_id"), ("measure_progress", "idea_id", "progress_id"),
        ("measure_progress", "idea_id", "progress_id"), ("measure_progress", "person_id", "progress_id"),
    ]  # fmt: skip
    told = letter("measure_progress", progress_id=row.pk, person_id=anna.pk)
    assert (told.to, [str(idea) in words_of(told) for idea in (first, second)]) == (anna.email, [True, True])
    sent = OutgoingMail.objects.get(letter="followed_measure_progress").ids
    told = letter("followed_measure_progress", **sent)
    assert (told.to, told.unsubscribe is not None, "Es geht los." in words_of(told)) == (GUEST, True, True)
    for follow in Follow.objects.filter(address_key=guest.address_key):
        follows.note(follow.idea, Who(email=GUEST), is_current=False, language="de")
    assert letter("followed_measure_progress", **sent) is None


def progress_of(measure):
    measures.save(measure, municipalities=measure.municipalities.all(), by=SYSTEM, news="Es geht los.")
    return measure.history.get()
