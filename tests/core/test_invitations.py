"""Inviting to a role and accepting: by page or app, with the account one has or a new one."""

import pytest
from django.conf import settings
from django.test import Client

from core import tokens
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import Invitation, InvitationToken, Membership, Person, Role
from core.accounts.services import invitations, memberships, sessions
from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.mail import letters
from core.municipalities.models import Organization
from core.tokens import LinkExpired
from tests.factories.accounts import PASSWORD, PersonFactory, signed_in
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
ADDRESS = "nora@naunhof.example"
NEW = {"display_name": "Nora Neu", "password": PASSWORD}


@pytest.fixture
def invitation():
    organization = Organization.objects.get(slug="stadt-naunhof")
    return invitations.invite(email=ADDRESS, organization=organization, role=Role.EDITOR, language="de", by=SYSTEM)


@pytest.fixture
def token(invitation):
    return mint(invitation)


def mint(invitation):
    return tokens.mint(InvitationToken, purpose=InvitationToken.ACCEPT, expires_at=None, invitation=invitation)


def test_the_letter_leads_to_the_page(invitation):
    letter = letters.writer_of("invitation")(invitation_id=invitation.pk)
    link = next(block for block in letter.blocks if isinstance(block, letters.Link))
    assert letter.to == ADDRESS
    assert link.url.startswith(f"{settings.PUBLIC_URL}/auth/invitation?token=")
    assert Client().get(link.url.removeprefix(settings.PUBLIC_URL)).status_code == 200


def test_who_has_no_account_gets_one(token):
    invitations.accept(token, **NEW)
    person = Person.objects.get(email=ADDRESS)
    assert (person.is_staff, person.display_name, person.check_password(PASSWORD)) == (True, "Nora Neu", True)
    assert sessions.sign_in(email=ADDRESS, password=PASSWORD)
    assert list(Membership.objects.values_list("person", "role")) == [(person.pk, "editor")]
    assert Invitation.objects.count() == 0


def test_who_has_an_account_keeps_it_and_signs_in_anew(token):
    person = PersonFactory(email=ADDRESS)
    access = signed_in(person).access
    invitations.accept(token, display_name="Anders", password="ein ganz anderes")
    with pytest.raises(InvalidToken):
        sessions.of_access_token(access)
    person.refresh_from_db()
    assert (person.display_name != "Anders", person.check_password(PASSWORD)) == (True, True)
    assert [one.role for one in memberships.of(person)] == ["editor"]


def test_it_works_once_and_not_after_it_is_taken_back(invitation, token):
    invitations.accept(token, **NEW)
    with pytest.raises(LinkExpired):
        invitations.accept(token, **NEW)
    again = Invitation.objects.create(email="b@example.org", organization=invitation.organization, role=Role.EDITOR)
    link = mint(again)
    invitations.take_back(again.pk, by=SYSTEM)
    with pytest.raises(LinkExpired):
        invitations.accept(link, **NEW)


@pytest.mark.parametrize(
    ("words", "pointers"),
    [
        ({}, ["/display_name", "/password"]),
        ({"display_name": "Nora"}, ["/password"]),
        ({"display_name": "Nora", "password": "kurz"}, ["/password"]),
        ({"display_name": "www.example.org/a", "password": PASSWORD}, ["/display_name"]),
    ],
)
def test_what_a_new_account_needs(token, words, pointers):
    with pytest.raises(Invalid) as refused:
        invitations.accept(token, **words)
    assert [error.pointer for error in refused.value.errors] == pointers
    assert (Person.objects.filter(email=ADDRESS).count(), Invitation.objects.count()) == (0, 1)


def test_a_resting_account_takes_on_nothing(token):
    PersonFactory(email=ADDRESS, is_active=False)
    with pytest.raises(LinkExpired):
        invitations.accept(token)


def test_the_page_asks_who_has_no_account_for_name_and_password(token):
    browser = Client(headers={"Accept-Language": "de"})
    assert 'name="password"' in browser.get("/auth/invitation", {"token": token}).content.decode()
    wrong = browser.post("/auth/invitation", {"token": token, "display_name": "Nora", "password": "kurz"})
    assert (wrong.status_code, Invitation.objects.count()) == (400, 1)
    done = browser.post("/auth/invitation", {"token": token, **NEW})
    assert (done.status_code, "Stadt Naunhof" in done.content.decode()) == (200, True)
    assert browser.get("/auth/invitation", {"token": token}).status_code == 410


def test_the_page_asks_who_has_an_account_for_the_button_only(token):
    PersonFactory(email=ADDRESS)
    browser = Client()
    assert 'name="password"' not in browser.get("/auth/invitation", {"token": token}).content.decode()
    assert browser.post("/auth/invitation", {"token": token}).status_code == 200
    assert Membership.objects.get().person.email == ADDRESS


def test_the_app_accepts_too(api, token):
    asked = api.post("/auth/invitation/accept", {"token": token})
    assert (asked.status_code, [one["pointer"] for one in asked.json()["errors"]]) == (
        400, ["/display_name", "/password"],
    )  # fmt: skip
    done = api.post("/auth/invitation/accept", {"token": token, **NEW})
    assert (done.status_code, done.json()["organization"]["slug"], done.json()["role"]) == (
        200, "stadt-naunhof", "editor",
    )  # fmt: skip
    assert api.post("/auth/invitation/accept", {"token": token, **NEW}).status_code == 410
    acts = AuditEntry.objects.filter(organization__slug="stadt-naunhof").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["invitation.sent", "invitation.accepted", "membership.given"]


def test_the_letter_names_who_invites_and_what_becomes_of_the_account():
    manager = clerk_of("stadt-naunhof", Role.MANAGER, display_name="Mina Muster")
    known = PersonFactory()
    told = []
    for email in ("neu@example.org", known.email):
        one = invitations.invite(
            email=email, organization=Organization.objects.get(slug="stadt-naunhof"), role=Role.EDITOR, language="de",
            by=memberships.actor_of(manager),
        )  # fmt: skip
        told.append(str(letters.writer_of("invitation")(invitation_id=one.pk)))
    assert [("Mina Muster" in one, "Ihr Passwort behalten Sie" in one) for one in told] == [(True, False), (True, True)]
