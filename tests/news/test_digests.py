"""What each reader is told: all that concerns them, once, over many issues; and how much reading it costs."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from core.actors import SYSTEM
from core.models import Publication
from core.municipalities.models import Municipality, Topic
from events import rrule
from events.models import Event, EventStatus
from events.services import series
from news.models import Article, ArticleKind, Issue, Subscription
from news.services import digests, issue_contents, novelties
from tests.client import let_triggers_act
from tests.factories.events import EventFactory
from tests.factories.ideas import IdeaCallFactory
from tests.factories.news import ArticleFactory
from tests.factories.newsletter import SubscriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

MONDAY = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def planned():
    let_triggers_act()
    novelties.notice(now=timezone.now())
    found = Issue.objects.filter(state="planned").first()
    return found or Issue.objects.create(frequency="weekly", slot_on="2026-12-03", send_at=MONDAY)


def told(reader, contents=None, *, mark=True):
    """Titles of what is new and of what is coming up, or None; then the copy counts as sent."""
    contents = contents or issue_contents.read(planned(), since=0)
    digest = digests.for_reader(contents, Subscription.objects.get(pk=reader.pk))
    if mark:
        marks = {"told_up_to": contents.up_to, "upcoming_until": contents.upcoming_until}
        Subscription.objects.filter(pk=reader.pk).update(**marks)
    return digest and ([one.of.title for one in digest.new], [one.of.title for one in digest.upcoming])


def test_urgent_stands_first_then_news_calls_and_events(clock):
    reader = SubscriptionFactory()
    EventFactory(title="Lesung", starts_at=MONDAY + timedelta(days=30))
    EventFactory(title="Markt", starts_at=MONDAY + timedelta(days=3))
    IdeaCallFactory(title="Wohin mit der Bank?", closes_at=None)
    IdeaCallFactory(title="Welche Farbe?")
    ArticleFactory(title="Älter", published_at=MONDAY - timedelta(hours=5))
    ArticleFactory(title="Neuer")
    ArticleFactory(title="Sperrung", kind=ArticleKind.ALERT, published_at=MONDAY - timedelta(hours=9))
    expected = ["Sperrung", "Neuer", "Älter", "Welche Farbe?", "Wohin mit der Bank?", "Markt", "Lesung"]
    assert told(reader) == (expected, [])
    assert told(reader) is None


def test_over_five_issues_nothing_is_told_twice_and_nothing_is_lost(clock):
    """Withdrawn and published again, moved nearer and cancelled; an issue is missed; wishes change between."""
    reader = SubscriptionFactory(places=["borsdorf"])
    fair = EventFactory(title="Messe", starts_at=MONDAY + timedelta(days=16))
    soon = EventFactory(title="Lesung", starts_at=MONDAY + timedelta(days=10))
    news = ArticleFactory(title="Brücke")
    gone = ArticleFactory(title="Irrtum")
    late = ArticleFactory(title="Entwurf", publication=Publication.DRAFT, published_at=None)
    ArticleFactory(title="Nur Machern", addressed=["machern"])
    planned()
    Article.objects.filter(pk=gone.pk).update(publication=Publication.WITHDRAWN)
    assert told(reader) == (["Brücke", "Lesung", "Messe"], [])

    clock.shift(timedelta(days=7))
    Article.objects.filter(pk__in=[gone.pk, late.pk]).update(
        publication=Publication.PUBLISHED, published_at=timezone.now()
    )
    Event.objects.filter(pk=soon.pk).update(title="Lesung im Saal")
    Article.objects.filter(pk=news.pk).update(title="Neue Brücke")
    assert told(reader) == (["Entwurf"], ["Messe"])

    clock.shift(timedelta(days=7))
    ArticleFactory(title="Verpasst")
    EventFactory(title="Verpasstes Fest", starts_at=MONDAY + timedelta(days=40))
    assert told(reader, mark=False) == (["Verpasst", "Verpasstes Fest"], [])  # the copy could not be sent

    clock.shift(timedelta(days=7))
    reader.municipalities.set(Municipality.objects.filter(slug__in=["borsdorf", "machern"]))
    ArticleFactory(title="Machern heute", addressed=["machern"])
    Event.objects.filter(pk=fair.pk).update(publication=Publication.WITHDRAWN)
    assert told(reader) == (["Machern heute", "Verpasst", "Verpasstes Fest"], [])

    clock.shift(timedelta(days=14))
    Event.objects.filter(title="Verpasstes Fest").update(status=EventStatus.CANCELLED)
    assert told(reader) == ([], ["Verpasstes Fest"])  # that it is off is worth a word
    clock.shift(timedelta(days=7))
    assert told(reader) is None


def test_withdrawn_expired_and_over_is_told_to_nobody_although_it_is_new(clock):
    reader = SubscriptionFactory()
    ArticleFactory(title="Läuft ab", expires_at=MONDAY + timedelta(days=1))
    IdeaCallFactory(title="Schließt", closes_at=MONDAY + timedelta(days=1))
    EventFactory(title="Vorbei", starts_at=MONDAY + timedelta(hours=1))
    EventFactory(title="Fällt aus", starts_at=MONDAY + timedelta(days=30), status=EventStatus.CANCELLED)
    gone = EventFactory(title="Zurückgezogen")
    planned()
    Event.objects.filter(pk=gone.pk).update(publication=Publication.WITHDRAWN)
    clock.shift(timedelta(days=2))
    assert told(reader) is None


@pytest.mark.parametrize("status", EventStatus)
def test_only_what_takes_place_is_new_and_all_that_comes_up_is_told(clock, status):
    """That something soon is off is worth a word (tests/news/test_issue_mails.py has the words)."""
    reader = SubscriptionFactory()
    EventFactory(title="Neu", starts_at=MONDAY + timedelta(days=30), status=status)
    old = {"published_at": MONDAY - timedelta(days=60)}
    EventFactory(title="Bald", starts_at=MONDAY + timedelta(days=2), status=status, **old)
    assert told(reader) == ([] if status in {"cancelled", "postponed"} else ["Neu"], ["Bald"])


def test_a_date_that_is_off_does_not_hide_the_next_of_its_series(clock):
    rule = rrule.read("FREQ=DAILY;COUNT=3", zone="Europe/Berlin", starts_time=None)
    event = EventFactory(title="Yoga", starts_at=MONDAY + timedelta(days=1), published_at=MONDAY - timedelta(days=60))
    series.create(event.pk, rule=rule, by=SYSTEM)
    Event.objects.filter(starts_at=MONDAY + timedelta(days=1)).update(status=EventStatus.POSTPONED)
    digest = digests.for_reader(issue_contents.read(planned()), SubscriptionFactory())
    known = [(one.of.starts_at - MONDAY, one.of.status, one.has_more) for one in digest.upcoming]
    assert known == [(timedelta(days=1), "postponed", False), (timedelta(days=2), "scheduled", True)]


def test_a_reader_of_overlapping_topics_is_told_each_once(clock):
    reader = SubscriptionFactory(places=["borsdorf", "machern"], about=["smart-mobility", "smart-government"])
    both = {"addressed": ["borsdorf", "machern"]}
    ArticleFactory(title="Beides", about=["smart-mobility", "smart-government"], **both)
    ArticleFactory(title="Ohne Thema", **both)
    ArticleFactory(title="Warnung", kind=ArticleKind.ALERT, **both)
    topics = Topic.objects.filter(slug__in=["smart-mobility", "smart-government"])
    event = EventFactory(title="Fahrrad", addressed=["borsdorf", "machern"], starts_at=MONDAY + timedelta(days=2))
    event.topics.set(topics)
    assert topics.count() == 2
    assert told(reader) == (["Warnung", "Beides", "Fahrrad"], [])


def test_only_the_kinds_named_are_told(clock):
    readers = [SubscriptionFactory(kinds=[kind]) for kind in ("events", "news", "calls")]
    ArticleFactory(title="Meldung", kind=ArticleKind.NOTICE)
    EventFactory(title="Fest")
    IdeaCallFactory(title="Frage")
    contents = issue_contents.read(planned(), since=0)
    assert [told(reader, contents) for reader in readers] == [(["Fest"], []), (["Meldung"], []), (["Frage"], [])]


def test_a_series_is_told_by_its_next_date_and_says_that_there_are_more(clock):
    reader = SubscriptionFactory()
    rule = rrule.read("FREQ=WEEKLY;COUNT=4", zone="Europe/Berlin", starts_time=None)
    series.create(EventFactory(title="Yoga", starts_at=MONDAY + timedelta(days=1)).pk, rule=rule, by=SYSTEM)
    planned()
    clock.shift(timedelta(days=2))  # its first date is over
    (item,) = digests.for_reader(issue_contents.read(planned(), since=0), reader).new
    assert (item.of.starts_at, item.has_more) == (MONDAY + timedelta(days=8), True)
    assert told(reader) == (["Yoga"], [])
    clock.shift(timedelta(days=7))
    digest = digests.for_reader(issue_contents.read(planned()), Subscription.objects.get(pk=reader.pk))
    assert [(one.of.starts_at, one.has_more) for one in digest.upcoming] == [(MONDAY + timedelta(days=22), False)]


def test_a_long_list_is_cut_and_counted(clock, monkeypatch):
    monkeypatch.setattr(digests, "MOST_NEW", 2)
    monkeypatch.setattr(digests, "MOST_UPCOMING", 1)
    for day in range(3):
        ArticleFactory()
        EventFactory(published_at=MONDAY - timedelta(days=60), starts_at=MONDAY + timedelta(days=1 + day))
    digest = digests.for_reader(issue_contents.read(planned(), since=0), SubscriptionFactory())
    counts = (len(digest.new), digest.further_new, len(digest.upcoming), digest.further_upcoming)
    assert counts == (2, 1, 1, 2)


def test_contents_cost_the_same_for_one_and_three_and_choosing_costs_nothing(clock, django_assert_num_queries):
    rule = rrule.read("FREQ=WEEKLY;COUNT=2", zone="Europe/Berlin", starts_time=None)
    for count in (1, 3):
        for _ in range(count):
            ArticleFactory(about=["smart-mobility"])
            IdeaCallFactory()
            SubscriptionFactory(places=["borsdorf"], about=["smart-mobility"])
            series.create(EventFactory().pk, rule=rule, by=SYSTEM)
        issue = planned()
        with django_assert_num_queries(18):
            contents = issue_contents.read(issue)
        readers = list(Subscription.objects.prefetch_related("municipalities", "topics"))
        with django_assert_num_queries(0):
            assert all(digests.for_reader(contents, reader).new for reader in readers)
