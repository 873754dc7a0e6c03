"""Export, erasure, retention and adoption over all floors; and nobody with personal data is forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from procrastinate.contrib.django import app

from core import privacy, tokens
from core.accounts.models import PasswordToken, PendingSignUp, Person, RefreshToken, Session
from core.actors import person as acting
from core.audit.models import AuditEntry
from core.mail import outbox
from core.mail.models import OutgoingMail
from core.privacy import retention, rights, runs
from core.privacy.tasks import expire_personal_data
from events.models import Registration, RegistrationToken
from events.services import registrations
from tests.factories.accounts import PersonFactory, signed_in
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"

# Fields that look personal but are not, by model; whoever adds a line says whose name or address it is.
IMPERSONAL = {
    "municipalities.Region": "name and address of the region's office",
    "municipalities.Municipality": "name of a town, address of its town hall",
    "municipalities.District": "name of a place",
    "municipalities.Organization": "name and address of an authority",
    "municipalities.Topic": "name of a field of action",
    "events.Event": "name and address of the office that answers questions about it",
    "events.Venue": "name and address of a public place",
    "uploads.Upload": "name of a public file",
    "ideas.Measure": "name of a public undertaking",
}
TELLING = ("name", "email", "mail", "address", "phone", "password", "birth", "device", "author", "ip")


def looks_personal(field):
    """By type, by target or by name."""
    if isinstance(field, models.EmailField | models.GenericIPAddressField) or field.related_model is Person:
        return True
    words = field.name.split("_")
    return isinstance(field, models.CharField | models.TextField) and any(word in TELLING for word in words)


def personal_models():
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in OUR_PACKAGES]
    return {
        model._meta.label
        for model in ours
        if any(looks_personal(field) for field in model._meta.concrete_fields) or model is Person
    }


OUR_PACKAGES = {"core", "events", "ideas", "news", "api", "pages"}


def test_every_model_with_personal_fields_is_registered():
    registered = {model._meta.label for domain in privacy.domains() for model in domain.models}
    assert personal_models() - registered - set(IMPERSONAL) == set()
    assert set(IMPERSONAL) & registered == set()


def test_the_search_for_personal_fields_finds_them():
    assert {"accounts.Person", "accounts.Session", "accounts.PendingSignUp", "audit.AuditEntry"} <= personal_models()
    assert {"events.Registration", "events.Venue"} <= personal_models()


def erase(person, *, keep=False):
    rights.erase(person, keep_contributions=keep, by=acting(person))


def everything_stored():
    """All rows of our applications and of the administration's log, as text."""
    chosen = [model for model in apps.get_models() if model.__module__.split(".")[0] in OUR_PACKAGES | {"django"}]
    return DjangoJSONEncoder(default=str).encode([list(model._default_manager.values()) for model in chosen])


def remember_in_admin(row, text):
    admin = PersonFactory(display_name="Amt", email="amt@example.org")
    LogEntry.objects.create(
        user=admin, content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk), object_repr=text,
        action_flag=CHANGE, action_time=timezone.now(),
    )  # fmt: skip


def test_an_erased_person_leaves_nothing_behind():
    person = PersonFactory(display_name="Walburga Ungewöhnlich", email="walburga@example.org")
    signed_in(person, "Walburgas Telefon")
    with time_machine.travel(timezone.now() - timedelta(days=60)):
        past = WorkshopFactory(event=EventFactory(starts_at=timezone.now() + timedelta(days=1)))
    old = RegistrationFactory(
        workshop=past, confirmed=True, person=person, name=person.display_name, email=person.email
    )
    coming = RegistrationFactory(confirmed=True, name="Walburga Ungewöhnlich", email=person.email)
    PendingSignUp.objects.create(email=person.email, password="x", display_name="Walburga")
    outbox.queue("password_changed", language="de", person_id=person.pk)
    remember_in_admin(coming, "Walburga Ungewöhnlich (bestätigt)")
    key = str(person.pk)
    erase(person)
    told = everything_stored().lower()
    assert ("walburga" in told, "ungew" in told) == (False, False)
    assert (Person.objects.filter(pk=key).count(), Session.objects.count(), OutgoingMail.objects.count()) == (0, 0, 0)
    assert AuditEntry.objects.filter(actor__isnull=False).count() == 0
    kept = Registration.objects.get()
    assert (kept.pk, kept.party_size, kept.state, kept.name, kept.person) == (old.pk, 1, "confirmed", "", None)


def test_seats_of_an_erased_person_pass_on():
    person = PersonFactory()
    workshop = WorkshopFactory(capacity=1)
    registrations.register_person(workshop.event_id, person=person, party_size=1, by=acting(person))
    waiting = RegistrationFactory(workshop=workshop, waiting=True)
    erase(person)
    waiting.refresh_from_db()
    assert (waiting.state, Registration.objects.count()) == ("offered", 1)


def test_erasing_one_person_leaves_the_others_as_they_are():
    person, other = PersonFactory(), PersonFactory(display_name="Bleibt")
    pair = signed_in(other)
    theirs = RegistrationFactory(confirmed=True, person=other, email=other.email, name="Bleibt")
    erase(person)
    theirs.refresh_from_db()
    assert (theirs.person, theirs.name, theirs.state, bool(pair)) == (other, "Bleibt", "confirmed", True)
    assert (Person.objects.get(), Session.objects.count(), RefreshToken.objects.count()) == (other, 1, 1)


def test_erasing_twice_does_no_harm():
    person = PersonFactory()
    again = Person.objects.get(pk=person.pk)
    erase(person)
    erase(again)
    assert AuditEntry.objects.filter(act="account.erased").count() == 1


def test_the_export_holds_what_is_known_of_this_person_alone():
    person, other = PersonFactory(display_name="Erika"), PersonFactory(display_name="Fremd")
    signed_in(person, "Telefon")
    signed_in(other, "Fremdes Telefon")
    mine = RegistrationFactory(confirmed=True, person=person, email=person.email, name="Erika")
    RegistrationFactory(confirmed=True, workshop=mine.workshop, person=other, email=other.email, name="Fremd")
    exported = rights.export(person)
    assert list(exported) == ["exported_at", *(domain.name for domain in privacy.domains())]
    assert exported["accounts"]["account"]["email"] == person.email
    assert [session["device_name"] for session in exported["accounts"]["sessions"]] == ["Telefon"]
    assert [row["id"] for row in exported["events"]["registrations"]] == [mine.pk]
    assert [row["act"] for row in exported["audit"]["acts"]] == ["session.started"]
    told = DjangoJSONEncoder().encode(exported)
    assert ("Fremd" in told, other.email in told, "argon2" in told) == (False, False, False)


def test_a_guests_registrations_join_the_account_of_the_same_address():
    guest, other = RegistrationFactory(confirmed=True, email="erika@example.org"), RegistrationFactory(confirmed=True)
    person = PersonFactory(email="erika@example.org")
    assert (rights.adopt(person), rights.adopt(person)) == (1, 0)
    assert list(person.registrations.values_list("pk", flat=True)) == [guest.pk]
    other.refresh_from_db()
    assert other.person is None


def test_registrations_lose_their_names_thirty_days_after_the_event():
    with time_machine.travel(NOON, tick=False) as clock:
        workshop = WorkshopFactory(event=EventFactory(starts_at=timezone.now() + timedelta(days=1)))
        came = RegistrationFactory(workshop=workshop, confirmed=True, name="Erika", party_size=3)
        waited = RegistrationFactory(workshop=workshop, waiting=True)
        later = RegistrationFactory(confirmed=True, name="Später")
        RegistrationToken.objects.create(digest=tokens.digest("x"), purpose="manage", registration=came)
        clock.move_to(workshop.event.over_at + timedelta(days=30))
        runs.carry_out(now=timezone.now())
        assert Registration.objects.filter(pk__in=[came.pk, waited.pk]).exclude(name="").count() == 2
        clock.shift(timedelta(seconds=1))
        assert runs.carry_out(now=timezone.now()).counts["registrations"] == 2
        assert runs.carry_out(now=timezone.now()).counts["registrations"] == 0
    assert set(Registration.objects.values_list("pk", "name", "party_size")) == {
        (came.pk, "", 3),
        (later.pk, "Später", 1),
    }
    assert RegistrationToken.objects.count() == 0


def test_addresses_that_were_never_confirmed_go_after_two_weeks():
    with time_machine.travel(NOON, tick=False) as clock:
        workshop = WorkshopFactory(event=EventFactory(starts_at=timezone.now() + timedelta(days=90)))
        lapsed = RegistrationFactory(workshop=workshop, state="expired", ended_at=timezone.now())
        kept = RegistrationFactory(workshop=workshop, confirmed=True)
        PendingSignUp.objects.create(email="erika@example.org", password="x", display_name="Erika")
        clock.shift(timedelta(days=14))
        runs.carry_out(now=timezone.now())
        assert (Registration.objects.filter(pk=lapsed.pk).count(), PendingSignUp.objects.count()) == (1, 1)
        clock.shift(timedelta(seconds=1))
        counts = runs.carry_out(now=timezone.now()).counts
    assert (counts["unconfirmed_registrations"], counts["sign_ups"]) == (1, 1)
    assert (Registration.objects.get(), PendingSignUp.objects.count()) == (kept, 0)


def test_sign_ins_are_forgotten_thirty_days_after_their_end():
    person = PersonFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(person, "Beendet")
        Session.objects.update(ended_at=timezone.now(), end_reason="signed_out")
        signed_in(person, "Vergessen")
        clock.shift(timedelta(days=30, seconds=1))
        signed_in(person, "Neu")
        assert runs.carry_out(now=timezone.now()).counts["sessions"] == 1
        assert set(Session.objects.values_list("device_name", flat=True)) == {"Vergessen", "Neu"}
        clock.shift(timedelta(days=60))
        runs.carry_out(now=timezone.now())
        assert set(Session.objects.values_list("device_name", flat=True)) == {"Neu"}


def test_letters_links_and_audit_end_in_their_time():
    person = PersonFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        outbox.queue("password_changed", language="de", person_id=person.pk).settle(OutgoingMail.Status.SENT)
        outbox.queue("password_changed", language="de", person_id=person.pk)
        PasswordToken.objects.create(
            digest=tokens.digest("x"), purpose="reset", expires_at=timezone.now(), person=person
        )
        signed_in(person)
        clock.shift(timedelta(days=31))
        counts = runs.carry_out(now=timezone.now()).counts
        assert (counts["mails"], counts["audit"], PasswordToken.objects.count()) == (1, 0, 0)
        assert AuditEntry.objects.filter(act="session.started").count() == 1
        clock.shift(timedelta(days=335))
        runs.carry_out(now=timezone.now())
        assert AuditEntry.objects.filter(act="session.started").count() == 0


def test_batches_reach_every_row(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(5):
            PendingSignUp.objects.create(email=f"e{number}@example.org", password="x", display_name="E")
        clock.shift(timedelta(days=15))
        assert runs.carry_out(now=timezone.now()).counts["sign_ups"] == 5


def test_an_authority_may_keep_something_for_longer(settings):
    settings.RETENTION_DAYS = {"sign_ups": 20}
    assert (retention.days("sign_ups"), retention.days("registrations")) == (20, 30)


def test_the_worker_carries_the_table_out_every_night():
    with time_machine.travel(NOON, tick=False) as clock:
        PendingSignUp.objects.create(email="erika@example.org", password="x", display_name="Erika")
        clock.shift(timedelta(days=15))
        expire_personal_data()
    assert PendingSignUp.objects.count() == 0
    nightly = [
        job for job in app.periodic_registry.periodic_tasks.values() if job.task.name == "core.expire_personal_data"
    ]
    assert [job.cron for job in nightly] == ["17 2 * * *"]


def test_the_table_tells_every_period_once():
    keys = [period.key for period in retention.TABLE]
    assert len(keys) == len(set(keys))
    assert all(str(text) for period in retention.TABLE for text in (period.what, period.why, period.since))
