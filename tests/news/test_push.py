"""What is published is pushed to who asked for it, once; what was not can be by a clerk, once too."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import formats, timezone

from core.accounts import roles
from core.accounts.models import Role
from core.accounts.services import memberships
from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.models import Publication
from core.municipalities.models import Municipality
from core.push import publishing, sending
from core.push.models import Announcement, PushDelivery
from events.models import Event, EventStatus
from news.models import Article, Novelty
from news.services import editing, novelties
from tests.client import let_triggers_act
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory
from tests.factories.ideas import IdeaCallFactory
from tests.factories.news import ArticleFactory
from tests.factories.push import device_of
from tests.factories.roles import clerk_of
from tests.push_service import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def notice():
    let_triggers_act()
    novelties.notice(now=timezone.now())


def send():
    sending.send_due(now=timezone.now() + timedelta(seconds=1))


def test_what_is_published_reaches_the_devices_of_its_places_once(push_service):
    naunhof, borsdorf = (Receiver(push_service, f"/{slug}") for slug in ("naunhof", "borsdorf"))
    device_of(browser=naunhof, municipalities=["naunhof"])
    device_of(browser=borsdorf, municipalities=["borsdorf"])
    article = ArticleFactory(kind="notice", addressed=["naunhof"])
    for _ in range(2):
        notice()
        send()
    (told,) = naunhof.shown
    assert (told["title"], told["kind"], told["type"], told["id"]) == (
        "Neues in Naunhof",
        "notice",
        "news",
        str(article.pk),
    )
    assert borsdorf.shown == []


def test_each_kind_is_called_by_its_name():
    device_of()
    ArticleFactory(kind="alert", expires_at=timezone.now() + timedelta(hours=4))
    EventFactory()
    IdeaCallFactory()
    ArticleFactory(published_at=timezone.now() - timedelta(days=40))
    notice()
    told = Announcement.objects.order_by("kind").values_list("kind", "item_type", "is_alert", "devices")
    assert list(told) == [("alert", "news", True, 1), ("calls", "idea_call", False, 1), ("events", "event", False, 1)]


@pytest.mark.parametrize("status", EventStatus)
def test_devices_are_told_of_events_that_take_place(push_service, status):
    """When it is noticed, and once more when it is sent."""
    browser = Receiver(push_service, "/erika")
    device_of(browser=browser)
    off = status in {"cancelled", "postponed"}
    EventFactory(status=status)
    notice()
    assert Announcement.objects.count() == (0 if off else 1)
    send()
    later = EventFactory()
    notice()
    Event.objects.filter(pk=later.pk).update(status=status)
    send()
    assert len(browser.shown) == (0 if off else 2)


def test_what_was_not_noticed_was_not_announced():
    device_of()
    ArticleFactory()
    with transaction.atomic():
        notice()
        transaction.set_rollback(True)
    assert (Novelty.objects.count(), PushDelivery.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda article: editing.withdraw(article.pk, by=SYSTEM),
        lambda article: Article.objects.filter(pk=article.pk).update(
            published_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1)
        ),
        lambda article: article.municipalities.set(Municipality.objects.filter(slug="borsdorf")),
    ],
)
def test_what_waits_is_dropped_when_it_does_not_concern_the_place_any_more(push_service, change):
    browser = Receiver(push_service, "/erika")
    device_of(browser=browser, municipalities=["naunhof"])
    article = ArticleFactory(addressed=["naunhof", "borsdorf"])
    notice()
    change(article)
    send()
    assert (browser.shown, PushDelivery.objects.get().state) == ([], "obsolete")


class TestByHand:
    """In the administration."""

    @pytest.fixture
    def old(self):
        """An article that was loaded, so nobody was told of it."""
        article = ArticleFactory(published_at=timezone.now() - timedelta(days=40), addressed=["naunhof"])
        device_of(municipalities=["naunhof"])
        notice()
        return article

    @pytest.fixture
    def clerk(self):
        client = Client(headers={"Accept-Language": "de"})
        client.force_login(PersonFactory(is_staff=True, is_superuser=True))
        return client

    def test_what_nobody_was_told_of_can_be_announced_once(self, clerk, old):
        page = f"/admin/news/article/{old.pk}/"
        assert "Nicht verschickt" in clerk.get(f"{page}change/").text
        assert clerk.get(f"{page}announce/").status_code == 200
        assert PushDelivery.objects.count() == 0
        assert clerk.post(f"{page}announce/").status_code == 302
        moment = formats.date_format(
            timezone.localtime(Announcement.objects.get().announced_at), "SHORT_DATETIME_FORMAT"
        )
        assert f"{moment}, an 1 Gerät" in clerk.get(f"{page}change/").text
        assert f"1 Gerät wurde am {moment} darüber benachrichtigt" in clerk.get(f"{page}announce/").text
        again = clerk.post(f"{page}announce/")
        assert f"1 Gerät wurde am {moment} darüber benachrichtigt" in again.text
        assert PushDelivery.objects.count() == 1
        audited = AuditEntry.objects.filter(act="article.announced")
        assert list(audited.values_list("details", flat=True)) == [{"devices": 1}]

    def test_an_event_that_was_announced_by_itself_says_so(self, clerk):
        device_of()
        event = EventFactory()
        notice()
        assert "an 1 Gerät" in clerk.get(f"/admin/events/event/{event.pk}/change/").text
        answer = clerk.post(f"/admin/events/event/{event.pk}/announce/")
        assert (answer.status_code, "darüber benachrichtigt" in answer.text) == (200, True)

    def test_what_reached_nobody_can_be_announced_again(self):
        article = ArticleFactory()
        notice()
        assert publishing.of("news", article.pk).devices == 0
        device_of()
        assert publishing.announce_now("news", article.pk, by=SYSTEM).devices == 1

    def test_what_is_not_public_is_not_announced(self, old):
        Article.objects.filter(pk=old.pk).update(publication=Publication.DRAFT)
        with pytest.raises(publishing.NotPublic):
            publishing.announce_now("news", old.pk, by=SYSTEM)
        assert PushDelivery.objects.count() == 0

    def test_who_writes_for_others_announces_nothing_here(self, old):
        stranger = memberships.actor_of(clerk_of("gemeinde-grosspoesna", Role.EDITOR))
        with pytest.raises(roles.NotEntrusted):
            publishing.announce_now("news", old.pk, by=stranger)
