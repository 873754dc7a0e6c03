"""Asking for the newsletter, confirming it, changing and ending it; and the proof that is kept of each."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as sent
from django.utils import timezone, translation

from core.accounts import roles
from core.accounts.models import Role
from core.accounts.services import memberships
from core.actors import GUEST
from core.audit.models import AuditEntry
from core.consents.models import Consent, EndReason, Proof
from core.mail import delivery
from core.mail.models import OutgoingMail
from core.municipalities.models import Municipality, Topic
from core.tokens import LinkExpired
from news import subscription_links, subscription_wishes
from news.errors import NotSubscribed
from news.models import Frequency, Novelty, Subscription, SubscriptionState
from news.services import subscriptions
from news.subscription_wishes import Wishes
from tests.factories.accounts import PersonFactory
from tests.factories.newsletter import SubscriptionFactory
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
EMAIL = "lena@example.org"
NOON = "2026-11-30T12:00:00+01:00"
SENTENCE = (
    "Ich möchte den Newsletter der Region Partheland per E-Mail bekommen, höchstens einmal in der Woche: "
    "Veranstaltungen, Neuigkeiten; für Borsdorf, Naunhof; zu allen Themen. Ich bin mindestens 16 Jahre alt. Ich kann "
    "ihn jederzeit und ohne Angabe von Gründen beenden, mit dem Link in jeder Ausgabe."
)


def wishes(*slugs, **more):
    places = list(Municipality.objects.filter(slug__in=slugs).order_by("sort_key"))
    return Wishes(municipalities=places, kinds=("news", "events"), **more)


def ask(email=EMAIL, wanted=None, language="de"):
    """Ask and deliver: the letter, or None where none goes out."""
    sent.outbox.clear()
    subscriptions.ask(email=email, wishes=wanted or wishes("naunhof", "borsdorf"), language=language)
    subscription = Subscription.objects.get(email=email.strip().lower())
    delivery.deliver(OutgoingMail.objects.filter(ids__subscription_id=str(subscription.pk)).latest("created_at").pk)
    return sent.outbox[0] if sent.outbox else None


def token_in(letter):
    return re.search(r"^\S+/newsletter/\w+\?token=(\S+)$", letter.body, re.MULTILINE)[1]


def confirmed(**asked):
    return subscriptions.confirm(token_in(ask(**asked)), by=GUEST)


def link_of(subscription):
    return subscription_links.token_for(subscription)


def living():
    return list(Consent.objects.living().values_list("text__text", flat=True))


def acts():
    return list(AuditEntry.objects.order_by("at").values_list("act", flat=True))


class TestAsking:
    def test_an_unknown_address_is_asked_first_in_a_letter_without_advertising(self):
        letter = ask(" Lena@Example.org ")
        one = Subscription.objects.get()
        assert (one.email, one.state, one.kinds) == (EMAIL, SubscriptionState.UNCONFIRMED, ["events", "news"])
        assert (letter.to, letter.subject) == ([EMAIL], "Bitte bestätigen Sie, dass Sie den Newsletter möchten")
        assert SENTENCE in letter.body
        assert len(re.findall(r"https?://", letter.body)) == 1
        assert "List-Unsubscribe" not in letter.message()
        assert living() == []

    def test_asking_again_replaces_the_wishes_and_begins_the_time_anew(self):
        with time_machine.travel(NOON, tick=False):
            ask()
        with time_machine.travel("2026-12-10T12:00:00+01:00", tick=False):
            ask(wanted=wishes("brandis", frequency=Frequency.DAILY), language="en")
            one = Subscription.objects.get()
            assert (one.asked_at, one.language, one.frequency) == (timezone.now(), "en", Frequency.DAILY)
            assert list(one.municipalities.values_list("slug", flat=True)) == ["brandis"]

    def test_who_gets_it_already_is_told_so_and_nothing_changes(self):
        one = SubscriptionFactory(email=EMAIL, places=["brandis"], frequency=Frequency.DAILY)
        before = Subscription.objects.values().get()
        letter = ask()
        assert letter.subject == "Sie bekommen den Newsletter schon"
        assert "Kommunen: Brandis\nThemen: alle Themen\nWie oft: höchstens einmal am Tag" in letter.body
        assert subscription_links.read(token_in(letter)) == one.pk
        assert Subscription.objects.values().get() == before
        assert list(one.municipalities.values_list("slug", flat=True)) == ["brandis"]

    def test_a_suspended_one_keeps_its_wishes_and_is_revived_by_confirming(self):
        asked_at = timezone.now() - timedelta(days=400)
        one = SubscriptionFactory(email=EMAIL, suspended=True, asked_at=asked_at, places=["brandis"], told_up_to=7)
        revived = subscriptions.confirm(token_in(ask()), by=GUEST)
        assert (revived.pk, revived.state, revived.refusals, revived.suspended_at) == (one.pk, "confirmed", 0, None)
        assert (revived.told_up_to, list(revived.municipalities.values_list("slug", flat=True))) == (7, ["brandis"])


class TestConfirming:
    @time_machine.travel(NOON, tick=False)
    def test_what_was_agreed_to_is_kept_as_proof_without_the_address(self):
        one = confirmed()
        subscriptions.confirm(token_in(sent.outbox[0]), by=GUEST)
        proof = Consent.objects.select_related("text").get()
        assert (one.state, one.confirmed_at) == (SubscriptionState.CONFIRMED, timezone.now())
        assert (proof.text.kind, proof.text.text, proof.proof) == ("newsletter", SENTENCE, Proof.LINK)
        assert (proof.about_id, proof.mail_id) == (one.pk, OutgoingMail.objects.get().pk)
        assert (proof.person, acts()) == (None, ["subscription.confirmed"])
        assert list(Consent.objects.of_address(EMAIL)) == [proof]

    def test_the_proof_of_who_has_an_account_belongs_to_it(self):
        person = PersonFactory(email=EMAIL)
        confirmed()
        assert Consent.objects.get().person == person

    @pytest.mark.parametrize(("frequency", "expected"), [("weekly", 1), ("daily", 2)])
    def test_the_first_issue_is_a_whole_one(self, frequency, expected):
        now = timezone.now()
        ids = [
            Novelty.objects.create(type="news", object_id=f"{days:032}", noticed_at=now - timedelta(days=days)).pk
            for days in (8, 2, 0)
        ]
        one = confirmed(wanted=wishes(frequency=frequency))
        assert (one.told_up_to, one.upcoming_until) == (ids[expected - 1], None)

    def test_a_link_is_valid_for_fourteen_days_and_repeatable_for_ever(self):
        with time_machine.travel(NOON, tick=False):
            early, late = token_in(ask()), token_in(ask("spaet@example.org"))
            subscriptions.confirm(early, by=GUEST)
        with time_machine.travel("2026-12-14T12:00:00+01:00", tick=False):
            assert subscriptions.confirm(early, by=GUEST).state == SubscriptionState.CONFIRMED
            for act in (lambda: subscriptions.confirm(late, by=GUEST), lambda: subscriptions.to_confirm(late)):
                with pytest.raises(LinkExpired):
                    act()

    def test_a_letter_written_too_late_is_not_sent(self):
        with time_machine.travel(NOON, tick=False):
            subscriptions.ask(email=EMAIL, wishes=wishes(), language="de")
        with time_machine.travel("2026-12-15T12:00:00+01:00", tick=False):
            delivery.deliver(OutgoingMail.objects.get().pk)
        assert sent.outbox == []


class TestChanging:
    def test_what_is_named_is_replaced_and_agreed_to_anew(self):
        one = confirmed()
        topic = Topic.objects.order_by("position").first()
        subscriptions.change(link_of(one), topics=[topic], kinds=["calls"], by=GUEST)
        one.refresh_from_db()
        assert (one.kinds, one.frequency, list(one.topics.all())) == (["calls"], Frequency.WEEKLY, [topic])
        assert list(one.municipalities.order_by("slug").values_list("slug", flat=True)) == ["borsdorf", "naunhof"]
        with translation.override("de"):
            assert living() == [subscription_wishes.declaration(subscription_wishes.of(one))]
        assert (Consent.objects.count(), acts()) == (2, ["subscription.confirmed", "subscription.changed"])
        assert AuditEntry.objects.latest("at").details == {"fields": ["kinds", "topics"]}

    def test_the_same_wishes_or_another_language_need_no_new_proof(self):
        one = confirmed()
        changed = subscriptions.change(link_of(one), language="en", kinds=["events", "news"], by=GUEST)
        assert (changed.language, Consent.objects.count(), len(acts())) == ("en", 1, 1)


class TestEnding:
    def test_the_row_goes_the_proof_stays_ended_and_nobody_is_written_to(self):
        one, other = confirmed(), SubscriptionFactory()
        link = link_of(one)
        sent.outbox.clear()
        for _again in range(2):
            subscriptions.unsubscribe(link, by=GUEST)
        assert (Subscription.objects.get(), Consent.objects.get().end_reason) == (other, EndReason.WITHDRAWN)
        assert (sent.outbox, OutgoingMail.objects.count()) == ([], 0)
        assert (acts(), subscriptions.is_there(link)) == (["subscription.confirmed", "subscription.ended"], False)
        assert EMAIL not in str(list(AuditEntry.objects.values()))
        for act in (subscriptions.behind, lambda token: subscriptions.change(token, kinds=["news"], by=GUEST)):
            with pytest.raises(NotSubscribed):
                act(link)

    def test_who_subscribes_again_is_not_ended_by_an_old_link(self):
        old = link_of(confirmed())
        subscriptions.unsubscribe(old, by=GUEST)
        again = confirmed()
        subscriptions.unsubscribe(old, by=GUEST)
        assert Subscription.objects.get() == again

    def test_an_editor_ends_it_for_somebody_who_calls(self):
        by = memberships.actor_of(clerk_of("stadt-naunhof", Role.EDITOR))
        one = confirmed()
        assert [subscriptions.end_for(email, by=by) for email in (" LENA@example.org", EMAIL)] == [True, False]
        entry = AuditEntry.objects.get(act="subscription.ended")
        assert (entry.actor_id, entry.subject_id, entry.details) == (by.person_id, str(one.pk), {})
        assert Consent.objects.get().end_reason == EndReason.WITHDRAWN

    def test_nobody_else_does(self):
        SubscriptionFactory(email=EMAIL)
        for by in (GUEST, memberships.actor_of(clerk_of("stadt-naunhof", Role.MODERATOR))):
            with pytest.raises(roles.NotEntrusted):
                subscriptions.end_for(EMAIL, by=by)
        assert Subscription.objects.count() == 1
