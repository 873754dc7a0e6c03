"""A device of an account ends with its sign-in, however that ends: it is told nothing any more, and is soon gone."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core.accounts.bearer_tokens import AccessJwt, InvalidToken
from core.accounts.models import EndReason, Person, Session
from core.accounts.services import sessions, standing
from core.actors import SYSTEM
from core.push import devices, publishing, sending
from core.push.models import Announcement, Device, PushDelivery
from ideas.models import IdeaStatus
from ideas.services import answers
from tests.factories.accounts import PersonFactory, signed_in
from tests.factories.ideas import IdeaFactory
from tests.factories.news import ArticleFactory
from tests.factories.push import device_of
from tests.push_service import Receiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


class Lost:
    """A telephone that is signed in, beside another one of the same person."""

    def __init__(self):
        self.person = PersonFactory()
        self.tokens = signed_in(self.person)
        self.session = Session.objects.get(pk=AccessJwt.read(self.tokens.access).session_id)
        self.other_session = Session.objects.create(person=self.person)

    @property
    def sessions(self):
        return Session.objects.filter(pk=self.session.pk)

    def is_signed_out(self):
        sessions.revoke(self.tokens.refresh)

    def is_ended_from_elsewhere(self):
        sessions.end(self.session.pk, person=self.person, by=SYSTEM)

    def has_a_new_password(self):
        with transaction.atomic():
            sessions.end_all(self.person, EndReason.PASSWORD_CHANGED, by=SYSTEM, but=self.other_session)

    def was_copied(self):
        sessions.refresh(self.tokens.refresh)
        with pytest.raises(InvalidToken):
            sessions.refresh(self.tokens.refresh)

    def is_ended_by_sql(self):
        self.sessions.update(ended_at=timezone.now(), end_reason=EndReason.REVOKED)

    def ran_out(self):
        self.sessions.update(last_used_at=timezone.now() - timedelta(days=60))

    def is_erased(self):
        self.sessions.delete()


ENDS = (
    Lost.is_signed_out, Lost.is_ended_from_elsewhere, Lost.has_a_new_password, Lost.was_copied, Lost.is_ended_by_sql,
    Lost.ran_out, Lost.is_erased,
)  # fmt: skip


def news_for(person):
    """Something of their account, and something public."""
    answers.change_status(IdeaFactory(by_person=True, author=person).pk, IdeaStatus.ACCEPTED, by=SYSTEM)
    publishing.announce("news", [ArticleFactory(addressed=["naunhof"]).pk])


def send():
    sending.send_due(now=timezone.now() + timedelta(seconds=1))


def titles(receiver):
    return sorted(shown["title"] for shown in receiver.shown)


@pytest.mark.parametrize("ends", ENDS)
def test_a_device_is_told_nothing_once_its_sign_in_is_over(push_service, ends):
    """Neither what waited nor what comes; the person's other device and who has no account hear on."""
    lost = Lost()
    theirs, other, stranger = (Receiver(push_service, f"/{name}") for name in ("lost", "other", "stranger"))
    device_of(session=lost.session, browser=theirs)
    stay = [device_of(session=lost.other_session, browser=other), device_of(browser=stranger)]
    news_for(lost.person)
    ends(lost)
    news_for(lost.person)
    told = Announcement.objects.order_by("pk").values_list("devices", flat=True)
    assert (list(told), PushDelivery.objects.filter(device__in=stay).count()) == ([3, 2], 6)
    send()
    assert titles(theirs) == []
    assert titles(other) == ["2 Neuigkeiten in Ihrem Konto", "2 neue Einträge in Naunhof"]
    assert titles(stranger) == ["2 neue Einträge in Naunhof"]
    for _again in range(2):
        devices.forget_signed_out(now=timezone.now())
        assert {one.pk for one in Device.objects.all()} == {one.pk for one in stay}


@pytest.mark.parametrize(
    "rests",
    [
        lambda person: standing.deactivate(person.pk, by=SYSTEM),
        lambda person: Person.objects.filter(pk=person.pk).update(is_active=False),
    ],
)
def test_an_account_that_rests_has_no_devices(push_service, rests):
    person, browser = PersonFactory(), Receiver(push_service, "/erika")
    device_of(person, browser=browser)
    stranger = device_of()
    news_for(person)
    rests(person)
    send()
    devices.forget_signed_out(now=timezone.now())
    assert (browser.shown, Device.objects.get()) == ([], stranger)


def test_a_device_tells_of_the_account_that_it_is_of_by_now(push_service):
    """Two accounts register one browser at the very same moment: what waits for the one is not for the other."""
    erika, max_, browser = PersonFactory(), PersonFactory(), Receiver(push_service, "/tablet")
    device_of(erika, browser=browser)
    news_for(erika)
    Device.objects.update(session=Session.objects.create(person=max_))
    send()
    assert titles(browser) == ["Neues in Naunhof"]
    assert PushDelivery.objects.get(notification__isnull=False).state == "obsolete"


def test_the_next_sign_in_takes_its_browser_along(push_service):
    """Also where the former sign-in is ended only afterwards."""
    person, browser = PersonFactory(), Receiver(push_service, "/erika")
    before = device_of(person, browser=browser)
    now = device_of(person, browser=browser)
    sessions.end(before.session_id, person=person, by=SYSTEM)
    devices.forget_signed_out(now=timezone.now())
    assert (now.pk, Device.objects.get(), before.session_id == now.session_id) == (before.pk, now, False)
    news_for(person)
    send()
    assert len(browser.shown) == 2
