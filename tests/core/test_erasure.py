"""A person with rows in every table asks to be forgotten: afterwards no column of the whole database knows them."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone

from core import privacy, sealing
from core.accounts.models import (
    EmailChange,
    Invitation,
    Membership,
    PasswordToken,
    PendingSignUp,
    Person,
    Role,
    SecondFactor,
)
from core.accounts.services import memberships, site_keys
from core.actors import person as acting
from core.audit.record import record
from core.consents import records as consents
from core.mail import outbox
from core.municipalities.models import Municipality, Organization
from core.notifications.models import Choice, Notification
from core.privacy.models import DataRequest, StoredExport
from events.models import Channel, IncomingMail, Outcome, ParticipantMessage
from events.models import RegistrationState as State
from ideas.models import (
    Appeal,
    AuthorStanding,
    Ballot,
    Case,
    Decision,
    Display,
    Idea,
    IdeaStatus,
    InterestRequest,
    PreparedAnswer,
    Report,
)
from ideas.models.standing import address_digest
from ideas.services import history
from tests.factories.accounts import PASSWORD, PersonFactory, signed_in
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.factories.ideas import CommentFactory, FollowFactory, IdeaFactory, PollFactory, SupportFactory
from tests.factories.newsletter import SubscriptionFactory
from tests.factories.push import device_of
from tests.pages.conftest import manage_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

# No other row and no text of ours has these letters.
NAME, ADDRESS = "Xanthippe Quolsdorff", "xanthippe@quolsdorff.example"
WORDS = ("xanthippe", "quolsdorff")


def tables():
    return sorted(connection.introspection.table_names())


def where_it_stands(*words):
    """The tables of which a row has one of the words in any of its columns, JSON and bytes included."""
    found = set()
    with connection.cursor() as cursor:
        for table in tables():
            for word in words:
                as_bytes = word.encode().hex()
                cursor.execute(
                    f'SELECT EXISTS (SELECT FROM "{table}" AS it WHERE it::text ILIKE %s OR it::text LIKE %s)',
                    [f"%{word}%", f"%{as_bytes}%"],
                )
                if cursor.fetchone()[0]:
                    found.add(table)
    return found


def planted():
    """Somebody who has done all there is to do: as a citizen, as a guest before, and as a clerk."""
    person = PersonFactory(
        display_name=NAME, email=ADDRESS, municipality=Municipality.objects.get(slug="borsdorf"), is_staff=True
    )
    signed_in(person, "Xanthippes Telefon")
    borsdorf = Organization.objects.get(slug="gemeinde-borsdorf")
    Membership.objects.create(person=person, organization=borsdorf, role=Role.MANAGER)
    site_keys.create(borsdorf, label="Webseite", scopes=["read"], expires_at=None, by=memberships.actor_of(person))
    SecondFactor.objects.create(person=person, sealed_secret=b"x", confirmed_at=timezone.now(), last_step=1)
    PasswordToken.objects.create(digest=b"1", purpose="reset", person=person)
    EmailChange.objects.create(person=person, old_email="alt@quolsdorff.example", new_email=ADDRESS)
    PendingSignUp.objects.create(email=ADDRESS, password="x", display_name=NAME)
    wording = consents.wording("workshop", "Fotos sind erlaubt.")
    consents.give(wording, email=ADDRESS, person=person, proof="account", asked_at=timezone.now())
    Invitation.objects.create(email=ADDRESS, organization=borsdorf, role=Role.EDITOR, invited_by=person)
    outbox.queue("password_changed", language="de", person_id=person.pk)
    record("account.changed", person, by=acting(person), fields=["display_name"])
    Notification.objects.create(person=person, subject="own_ideas", event_id=uuid.uuid4(), channel="app")
    Choice.objects.create(person=person, subject="own_ideas", delivery="daily")
    device_of(person)
    registered(person, borsdorf)
    wrote_mails()
    had_ideas(person)
    SubscriptionFactory(email=ADDRESS)
    return person


def registered(person, organization):
    event = EventFactory(organization=organization)
    own = RegistrationFactory(workshop=WorkshopFactory(event=event), person=person, name=NAME, email=ADDRESS)
    RegistrationFactory(confirmed=True, name=NAME, email=ADDRESS)
    RegistrationFactory(confirmed=True, name=NAME, email=ADDRESS, channel=Channel.PHONE)
    RegistrationFactory(state=State.EXPIRED, ended_at=timezone.now(), name=NAME, email=ADDRESS)
    came = EventFactory(starts_at=timezone.now() - timedelta(days=9), ends_at=None)
    attended = RegistrationFactory(
        workshop=WorkshopFactory(event=came), person=person, name=NAME, email=ADDRESS, confirmed=True, attended=True
    )
    manage_token(attended)
    ParticipantMessage.objects.create(
        event=event,
        subject="Raum",
        text="Wir treffen uns im Saal.",
        states=[State.CONFIRMED],
        recipients=1,
        sent_by=person,
    )
    for row in (own, person, attended):
        remembered_in_the_administration(row, user=person)


def wrote_mails():
    DataRequest.objects.create(email=ADDRESS)
    digest = sealing.digest("incoming", ADDRESS)
    IncomingMail.objects.create(
        digest=b"1" * 32, sender_digest=digest, message_id="<1@quolsdorff.example>", sender=ADDRESS, sender_name=NAME,
        subject="Workshop", text="Ich komme gern. Xanthippe", outcome=Outcome.UNCLEAR,
    )  # fmt: skip
    IncomingMail.objects.create(
        digest=b"2" * 32, sender_digest=digest, message_id="<2@quolsdorff.example>", outcome=Outcome.REGISTERED,
        settled_at=timezone.now(),
    )  # fmt: skip


def had_ideas(person):
    public = IdeaFactory(author=person, email="", author_name=NAME, title="Bank am Radweg")
    IdeaFactory(author=person, email="", waiting=True, author_name="Quolsdorffs", display=Display.PSEUDONYM)
    IdeaFactory(author_name=NAME, email=ADDRESS, pending=True)
    IdeaFactory(author_name=NAME, email=ADDRESS, title="Als Gast")
    CommentFactory(author=person, email="", author_name=NAME)
    CommentFactory(author=person, email="", author_name="Quolsdorffs", display=Display.PSEUDONYM, waiting=True)
    CommentFactory(author_name=NAME, email=ADDRESS, pending=True)
    CommentFactory(author_name=NAME, email=ADDRESS)
    StoredExport.objects.create(person=person)
    SupportFactory(person=person)
    FollowFactory(person=person)
    InterestRequest.objects.create(idea=IdeaFactory(), email=ADDRESS, wish="follow")
    Ballot.objects.create(poll=PollFactory(kind="short"), person=person, text=NAME, cast_on=timezone.localdate())
    now = timezone.now()
    history.append(public, IdeaStatus.ACCEPTED, now=now, by=acting(person), happened_on=timezone.localdate(now))
    remembered_in_the_administration(public, user=person)
    was_moderated(public, person)


def was_moderated(idea, person):
    now = timezone.now()
    Case.objects.create(idea=idea, signals=["appeal"], assignee=person)
    decision = Decision.objects.create(idea=idea, outcome="hidden", reason="Grund", decided_at=now, decided_by=person)
    Appeal.objects.create(decision=decision, text="Xanthippe meint: nein.", made_at=now, decided_by=person)
    words = {"idea": IdeaFactory(), "reason": "other", "text": "Xanthippe sagt warum."}
    Report.objects.create(person=person, reporter=b"1" * 32, decision=decision, **words)
    Report.objects.create(email=ADDRESS, reporter=b"2" * 32, **words)
    AuthorStanding.objects.create(person=person, trust="trusted", set_by=person)
    PreparedAnswer.objects.create(idea=IdeaFactory(), status="done", answer="Ja.", publish_at=now, prepared_by=person)
    AuthorStanding.objects.create(address_digest=address_digest(ADDRESS), trust="trusted")


def remembered_in_the_administration(row, *, user):
    LogEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk), object_repr=NAME[:200],
        action_flag=CHANGE, action_time=timezone.now(), change_message=f'[{{"changed": {{"name": "{NAME}"}}}}]',
    )  # fmt: skip


def refers_to(person, model):
    """Whether a row of the table is the person's, by foreign key or by address."""
    fields = model._meta.concrete_fields
    keys = [field.name for field in fields if field.related_model is Person]
    addresses = [field.name for field in fields if isinstance(field, models.EmailField)]
    asked = [{name: person} for name in keys] + [{name: person.email} for name in addresses]
    return not asked or any(model._default_manager.filter(**one).exists() for one in asked)


def test_the_planted_person_has_rows_wherever_personal_data_is_kept():
    person = planted()
    missing = [
        model._meta.label
        for domain in privacy.domains()
        for model in domain.models
        if not refers_to(person, model)
    ]  # fmt: skip
    assert missing == ["idempotency.IdempotentRequest"]
    assert {"accounts_person", "events_registration", "ideas_idea"} <= where_it_stands(*WORDS)


@pytest.mark.parametrize("contributions", ["keep", "remove"])
def test_after_the_account_is_deleted_no_column_knows_the_person(api, contributions):
    person = planted()
    key = str(person.pk)
    api.token = signed_in(person, "Xanthippes Rechner").access
    body = {"password": PASSWORD, "contributions": contributions}
    assert api.delete("/me", body, headers={"Idempotency-Key": "xanthippe"}).status_code == 204
    assert where_it_stands(*WORDS, sealing.digest("incoming", ADDRESS).hex()) == set()
    # Not even by number, save that the audit tells that an account was erased.
    assert where_it_stands(key) <= {"audit_auditentry"}
    assert Idea.objects.filter(title="Bank am Radweg").exists() == (contributions == "keep")


def test_the_tokens_of_an_erased_account_are_dead_and_asking_again_is_harmless(api):
    person = planted()
    pair = signed_in(person)
    api.token = pair.access
    body = {"password": PASSWORD, "contributions": "remove"}
    assert api.delete("/me", body).status_code == 204
    assert [api.delete("/me", body).status_code, api.get("/me").status_code] == [401, 401]
    api.token = None
    assert api.post("/auth/token/refresh", {"refresh": pair.refresh}).status_code == 401
    assert api.post("/auth/token", {"email": ADDRESS, "password": PASSWORD}).status_code == 401


def test_the_seats_of_an_erased_account_pass_on(api):
    person = PersonFactory(display_name=NAME, email=ADDRESS)
    workshop = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=workshop, person=person, name=NAME, email=ADDRESS, confirmed=True)
    next_one = RegistrationFactory(workshop=workshop, waiting=True)
    api.token = signed_in(person).access
    assert api.delete("/me", {"password": PASSWORD, "contributions": "keep"}).status_code == 204
    next_one.refresh_from_db()
    assert (next_one.state, workshop.registrations.count()) == (State.OFFERED, 1)
