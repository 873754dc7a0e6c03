"""What the newsletter knows of people: told, taken along, erased, and gone in time; and the links of its issues."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.consents import records
from core.consents.models import Consent, ConsentKind, EndReason, Proof
from core.mail import outbox
from core.mail.models import OutgoingMail
from core.privacy import rights, runs
from core.tokens import LinkExpired
from news import subscription_links
from news.models import Copy, Issue, Subscription, SubscriptionState
from news.services import newsletter_privacy
from tests.factories.accounts import PersonFactory
from tests.factories.newsletter import SubscriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def agreed(subscription):
    text = records.wording(ConsentKind.NEWSLETTER, "Ich möchte ihn.")
    return records.give(
        text, email=subscription.email, person=None, proof=Proof.LINK, asked_at=subscription.asked_at,
        about_id=subscription.pk,
    )  # fmt: skip


def copy_of(subscription):
    issue = Issue.objects.create(frequency="weekly", slot_on=date(2026, 11, 27), send_at=timezone.now())
    return Copy.objects.create(
        issue=issue, subscription=subscription, domain="example.org", next_attempt_at=timezone.now()
    )


def ends():
    return list(Consent.objects.order_by("created_at").values_list("end_reason", flat=True))


class TestLinks:
    def test_they_lead_to_the_pages_and_hold_the_subscription_only(self, settings):
        subscription = SubscriptionFactory()
        addresses = [subscription_links.preferences_url(subscription), subscription_links.unsubscribe_url(subscription)]
        tokens = [address.partition("?token=")[2] for address in addresses]
        assert addresses == [
            f"{settings.PUBLIC_URL}/newsletter/{page}?token={token}"
            for page, token in zip(["preferences", "unsubscribe"], tokens, strict=True)
        ]
        assert [subscription_links.read(token) for token in tokens] == [subscription.pk] * 2
        assert tokens[0].partition(".")[0] == str(subscription.pk)

    def test_they_survive_a_new_secret_key_as_long_as_the_former_is_known(self, settings):
        token = subscription_links.token_for(SubscriptionFactory())
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
        assert subscription_links.read(token) == Subscription.objects.get().pk
        settings.SECRET_KEY_FALLBACKS = []
        with pytest.raises(LinkExpired):
            subscription_links.read(token)

    def test_what_was_never_ours_opens_nothing(self):
        token = subscription_links.token_for(SubscriptionFactory())
        another = str(uuid.uuid4()) + token[36:]
        for wrong in ("", "x", another, token[:-1], token.partition(".")[0], "x" * 5000, "ä.ö"):
            with pytest.raises(LinkExpired):
                subscription_links.read(wrong)


class TestPrivacy:
    def test_people_are_told_what_they_subscribed_to_and_what_they_were_sent(self):
        person = PersonFactory()
        mine = SubscriptionFactory(email=person.email, places=["naunhof", "borsdorf"])
        SubscriptionFactory()
        copy_of(mine)
        told = newsletter_privacy.export(person)
        assert told == {
            "subscriptions": [
                {
                    "email": person.email, "state": "confirmed", "kinds": ["events", "news", "calls"],
                    "frequency": "weekly", "language": "de", "asked_at": mine.asked_at,
                    "confirmed_at": mine.confirmed_at, "suspended_at": None, "refusals": 0,
                    "municipality": ["borsdorf", "naunhof"], "topic": None,
                }
            ],
            "copies": [
                {"issue__slot_on": date(2026, 11, 27), "state": "queued", "settled_at": None, "failure": ""}
            ],
        }  # fmt: skip
        assert newsletter_privacy.size(person) == 1

    def test_who_is_erased_gets_no_newsletter_and_others_still_do(self):
        guest = rights.guest("weg@example.org")
        gone, other = SubscriptionFactory(email=guest.email), SubscriptionFactory()
        for one in (gone, other):
            agreed(one)
            outbox.queue("password_changed", language="de", subscription_id=one.pk)
        copy_of(gone)
        rights.erase_guest(guest, keep_contributions=True, by=SYSTEM)
        assert (Subscription.objects.get(), Copy.objects.count()) == (other, 0)
        assert OutgoingMail.objects.get().ids == {"subscription_id": str(other.pk)}
        assert ends() == [EndReason.ERASED, ""]

    @pytest.mark.parametrize("traits", [{}, {"suspended": True}])
    def test_it_follows_an_account_to_its_new_address(self, traits):
        person = PersonFactory(email="neu@example.org")
        followed = SubscriptionFactory(email="alt@example.org", **traits)
        SubscriptionFactory(email="neu@example.org", unconfirmed=True)
        assert rights.readdress(person, "alt@example.org") == 1
        found = Subscription.objects.get()
        assert (found.pk, found.email, found.state) == (followed.pk, "neu@example.org", SubscriptionState.CONFIRMED)
        assert (found.suspended_at, found.refusals) == (None, 0)

    def test_where_the_new_address_has_one_already_that_one_stays(self):
        person = PersonFactory(email="neu@example.org")
        agreed(SubscriptionFactory(email="alt@example.org"))
        kept = SubscriptionFactory(email="neu@example.org")
        assert rights.readdress(person, "alt@example.org") == 0
        assert (Subscription.objects.get(), ends()) == (kept, [EndReason.WITHDRAWN])

    def test_what_was_never_confirmed_does_not_follow(self):
        SubscriptionFactory(email="alt@example.org", unconfirmed=True)
        assert rights.readdress(PersonFactory(email="neu@example.org"), "alt@example.org") == 0
        assert Subscription.objects.get().email == "alt@example.org"

    def test_never_confirmed_and_long_suspended_ones_go_in_time(self):
        now = timezone.now()
        for days in (15, 13):
            SubscriptionFactory(unconfirmed=True, asked_at=now - timedelta(days=days))
        for days in (91, 89):
            agreed(SubscriptionFactory(suspended=True, suspended_at=now - timedelta(days=days)))
        SubscriptionFactory(confirmed_at=now - timedelta(days=2000), asked_at=now - timedelta(days=2000))
        counts = runs.carry_out(now=now).counts
        assert (counts["unconfirmed_subscriptions"], counts["suspended_subscriptions"]) == (1, 1)
        assert (Subscription.objects.count(), ends()) == (3, [EndReason.DELETED, ""])
