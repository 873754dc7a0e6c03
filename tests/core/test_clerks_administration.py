"""What clerks see and do in the administration: only what their roles entrust to them, of their organizations."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from core.accounts.models import Invitation, Membership, Role, Scope, SiteKey
from core.accounts.services import memberships, site_keys
from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.audit.record import record
from core.legal.models import LegalDocument, LegalKind
from core.mail.models import OutgoingMail
from core.municipalities.models import District, Municipality, Organization, Topic
from events.models import Event, IncomingMail, Outcome, Registration, Series, Venue
from ideas.models import (
    AnswerTemplate,
    AuthorStanding,
    Case,
    Comment,
    Idea,
    IdeaCall,
    Measure,
    Poll,
    PreparedAnswer,
    Signal,
)
from news.models import Article, Issue, Subscription
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.factories.ideas import CommentFactory, IdeaCallFactory, IdeaFactory, MeasureFactory, PollFactory
from tests.factories.news import ArticleFactory
from tests.factories.roles import clerk_of, site_key_of
from tests.forms import filled, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NAUNHOF, BORSDORF = "stadt-naunhof", "gemeinde-borsdorf"
LOOKED_UP = {Municipality, District, Topic}
OPENED = {
    Role.EDITOR: {
        Event,
        Series,
        IncomingMail,
        Registration,
        Venue,
        Article,
        Issue,
        Subscription,
        IdeaCall,
        Measure,
        Poll,
    },
    Role.MODERATOR: {Idea, Comment, Case, AuthorStanding, AnswerTemplate, PreparedAnswer},
    Role.MANAGER: {Membership, Invitation, SiteKey, AuditEntry, LegalDocument},
}


def browser_of(person):
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(person)
    return client


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def listed(browser, model):
    return set(browser.get(page(model, "changelist")).context["cl"].queryset)


def organization(slug):
    return Organization.objects.get(slug=slug)


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_pages_only(role):
    browser = browser_of(clerk_of(NAUNHOF, role))
    open_to = {model for model in admin.site._registry if browser.get(page(model, "changelist")).status_code == 200}
    assert open_to == OPENED[role] | LOOKED_UP
    shown = {one["model"] for app in browser.get("/admin/").context["app_list"] for one in app["models"]}
    assert shown == open_to


def test_a_citizen_with_a_cookie_opens_nothing():
    browser = browser_of(PersonFactory(is_staff=False))
    assert {browser.get(page(model, "changelist")).status_code for model in admin.site._registry} == {302}


def things_of(slug, place):
    """One thing of each kind that belongs to the organization."""
    own, municipality = organization(slug), Municipality.objects.get(slug=place)
    idea = IdeaFactory(municipality=municipality)
    workshop = WorkshopFactory(event=EventFactory(organization=own, addressed=[place]))
    record("event.changed", workshop.event, by=SYSTEM)
    return {
        Event: workshop.event,
        Registration: RegistrationFactory(workshop=workshop, confirmed=True),
        Article: ArticleFactory(organization=own, addressed=[place]),
        IdeaCall: IdeaCallFactory(organization=own, addressed=[place]),
        Measure: MeasureFactory(organization=own, addressed=[place]),
        Poll: PollFactory(organization=own, addressed=[place]),
        Idea: idea,
        Comment: CommentFactory(idea=idea),
        AnswerTemplate: AnswerTemplate.objects.create(title="A", status="accepted", answer="A", organization=own),
        PreparedAnswer: PreparedAnswer.objects.create(
            idea=idea, status="accepted", answer="A", publish_at=idea.created_at
        ),
        Case: Case.objects.create(idea=idea, signals=[Signal.values[0]]),
        Membership: clerk_of(slug, Role.EDITOR).memberships.get(),
        Invitation: Invitation.objects.create(email=f"a@{place}.example", organization=own, role=Role.EDITOR),
        SiteKey: site_key_of(slug).row,
        AuditEntry: AuditEntry.objects.filter(organization=own, act="event.changed").get(),
        LegalDocument: LegalDocument.objects.create(kind=LegalKind.IMPRINT, municipality=municipality, text_de="Text"),
    }


def test_of_others_nothing_is_seen_nor_changed():
    mine, theirs = things_of(NAUNHOF, "naunhof"), things_of(BORSDORF, "borsdorf")
    browser = browser_of(clerk_of(NAUNHOF))
    for model, thing in mine.items():
        seen = listed(browser, model)
        assert (model, thing in seen, theirs[model] in seen) == (model, True, False)
        assert browser.get(page(model, "change", thing.pk)).status_code == 200
        for name in ("change", "delete"):
            answer = browser.get(page(model, name, theirs[model].pk))
            assert (model, name, answer.status_code in {302, 403}) == (model, name, True)


def test_the_choice_of_organizations_is_ones_own():
    form = browser_of(clerk_of(NAUNHOF, Role.EDITOR)).get(page(Event, "add")).context["adminform"].form
    assert list(form.fields["organization"].queryset) == [organization(NAUNHOF)]


def test_nobody_writes_for_another_organization_past_the_form():
    browser = browser_of(clerk_of(NAUNHOF, Role.EDITOR))
    event = EventFactory(organization=organization(NAUNHOF), addressed=["naunhof"])
    answer = submit(browser, page(Event, "change", event.pk), organization=organization(BORSDORF).pk)
    assert "organization" in answer.context["adminform"].form.errors
    event.refresh_from_db()
    assert event.organization == organization(NAUNHOF)


def test_a_shared_place_is_taken_away_by_administrators_only():
    venue = Venue.objects.create(name="Saal")
    answers = [
        browser_of(one).get(page(Venue, "delete", venue.pk)).status_code
        for one in (clerk_of(NAUNHOF, Role.EDITOR), PersonFactory(is_staff=True, is_superuser=True))
    ]
    assert answers == [403, 200]


def test_a_manager_invites_changes_and_removes():
    browser = browser_of(clerk_of(NAUNHOF, Role.MANAGER))
    words = {"email": "Nora@Naunhof.example", "organization": organization(NAUNHOF).pk, "role": "editor"}
    assert submit(browser, page(Invitation, "add"), **words).status_code == 302
    assert submit(browser, page(Invitation, "add"), **words).status_code == 302
    assert Invitation.objects.get().email == "nora@naunhof.example"
    assert OutgoingMail.objects.filter(letter="invitation").count() == 2
    colleague = clerk_of(NAUNHOF, Role.EDITOR, email="kollege@naunhof.example").memberships.get()
    refused = submit(browser, page(Invitation, "add"), **{**words, "email": "kollege@naunhof.example"})
    assert list(refused.context["adminform"].form.errors) == ["role"]
    assert submit(browser, page(Membership, "change", colleague.pk), role="moderator").status_code == 302
    colleague.refresh_from_db()
    assert colleague.role == "moderator"
    assert browser.post(page(Membership, "delete", colleague.pk), {"post": "yes"}).status_code == 302
    assert browser.post(page(Invitation, "delete", Invitation.objects.get().pk), {"post": "yes"}).status_code == 302
    assert (Membership.objects.filter(pk=colleague.pk).count(), Invitation.objects.count()) == (0, 0)
    told = AuditEntry.objects.filter(organization=organization(NAUNHOF)).exclude(act__startswith="session.")
    assert list(told.order_by("id").values_list("act", flat=True)) == [
        "invitation.sent", "invitation.sent", "membership.changed", "membership.removed", "invitation.taken_back",
    ]  # fmt: skip


def test_a_manager_makes_a_key_that_is_shown_once_and_revokes_it():
    browser = browser_of(clerk_of(NAUNHOF, Role.MANAGER))
    words = {"organization": organization(NAUNHOF).pk, "label": "Webseite", "scopes": ["events:write"]}
    assert submit(browser, page(SiteKey, "add"), label="", scopes=[]).status_code == 200
    shown = submit(browser, page(SiteKey, "add"), **words)
    key = SiteKey.objects.get()
    secret = shown.context["key"].secret
    assert (site_keys.recognize(secret), key.scopes) == (key, [Scope.EVENTS_WRITE])
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret in shown.content.decode()
    for name in ("changelist", "change"):
        args = [key.pk] if name == "change" else []
        told = browser.get(page(SiteKey, name, *args)).content.decode()
        assert (secret in told, "Veranstaltungen schreiben" in told) == (False, True)
    chosen = {"action": "revoke", "_selected_action": [key.pk]}
    browser.post(page(SiteKey, "changelist"), chosen)
    key.refresh_from_db()
    assert key.revoked_at is None
    browser.post(page(SiteKey, "changelist"), {**chosen, "confirmed": "yes"})
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_who_loses_a_role_loses_its_pages_with_the_next_click():
    person = clerk_of(NAUNHOF, Role.EDITOR)
    browser = browser_of(person)
    assert browser.get(page(Event, "changelist")).status_code == 200
    memberships.remove(person.memberships.get().pk, by=SYSTEM)
    assert browser.get(page(Event, "changelist")).status_code == 302


def test_the_lists_choices_of_events_are_ones_own():
    mine, theirs = things_of(NAUNHOF, "naunhof"), things_of(BORSDORF, "borsdorf")
    shown = browser_of(clerk_of(NAUNHOF, Role.EDITOR)).get(page(Registration, "changelist")).content.decode()
    assert (mine[Event].title in shown, theirs[Event].title in shown) == (True, False)


def test_the_form_of_an_event_can_be_saved_by_its_editor():
    browser = browser_of(clerk_of(NAUNHOF, Role.EDITOR))
    event = WorkshopFactory(event=EventFactory(organization=organization(NAUNHOF), addressed=["naunhof"])).event
    address = page(Event, "change", event.pk)
    assert "workshop-0-capacity" in filled(browser.get(address))
    assert submit(browser, address, title="Neu").status_code == 302
    event.refresh_from_db()
    assert event.title == "Neu"


# What a page links to, by its shape: the ids of rows and the order of filters make no other page.
LINK = re.compile(r'href="(/admin/[^"#?]*)')
ROW = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")


@pytest.mark.parametrize("role", Role)
def test_no_page_of_a_clerk_leads_to_one_that_refuses(role):
    things_of(NAUNHOF, "naunhof")
    browser = browser_of(clerk_of(NAUNHOF, role))
    waiting, answers = ["/admin/"], {}
    while waiting:
        address = waiting.pop()
        shape = ROW.sub("…", address)
        if shape in answers or "logout" in shape:
            continue
        answer = browser.get(address, follow=True)
        answers[shape] = answer.status_code
        # The audit names everything done for the organization, whoever may see it at its own place.
        if answer.status_code == 200 and not answer.streaming and "/audit/" not in shape:
            words = answer.content.decode()
            waiting += LINK.findall(words)
            assert (shape, "(&#x27;" in words) == (shape, False)  # a tuple, which only programmers can read
    assert {shape: code for shape, code in answers.items() if code != 200} == {}
    assert len(answers) > 10


def test_day_and_time_say_whose_they_are():
    workshop = WorkshopFactory(event=EventFactory(organization=organization(NAUNHOF), addressed=["naunhof"]))
    shown = browser_of(clerk_of(NAUNHOF, Role.EDITOR)).get(page(Event, "change", workshop.event.pk)).content.decode()
    named = re.findall(r'name="((?:starts_at|workshop-0-closes_at)_[01])"[^>]*aria-label="([^"]+)"', shown)
    assert named == [
        ("starts_at_0", "Beginn: Datum"), ("starts_at_1", "Beginn: Zeit"),
        ("workshop-0-closes_at_0", "Anmeldung möglich bis: Datum"),
        ("workshop-0-closes_at_1", "Anmeldung möglich bis: Zeit"),
    ]  # fmt: skip


def test_who_writes_for_one_town_finds_it_chosen():
    borsdorf, naunhof = organization(BORSDORF), organization(NAUNHOF)
    several = clerk_of(NAUNHOF, Role.EDITOR)
    Membership.objects.create(person=several, organization=borsdorf, role=Role.EDITOR)
    chosen = []
    for person in (clerk_of(BORSDORF, Role.EDITOR), clerk_of(NAUNHOF, Role.EDITOR), several):
        form = browser_of(person).get(page(Article, "add")).context["adminform"].form
        chosen.append((form["organization"].value(), form["municipalities"].value()))
    # Naunhof's town hall works for three municipalities: of these nobody but the clerk knows which are meant.
    assert chosen == [(borsdorf.pk, [one.pk for one in borsdorf.municipalities.all()]), (naunhof.pk, []), (None, None)]


def test_the_overview_tells_what_waits_for_whoever_looks():
    things_of(NAUNHOF, "naunhof")
    things_of(BORSDORF, "borsdorf")
    IncomingMail.objects.create(digest=b"1", sender_digest=b"1", subject="Anmeldung", outcome=Outcome.UNCLEAR)
    begun = {"started_at": now(), "paused_at": now(), "after": 0, "up_to": 9, "upcoming_until": now()}
    Issue.objects.create(frequency="weekly", slot_on="2026-12-03", send_at=now(), state="sending", **begun)
    people = {
        "moderator": clerk_of(NAUNHOF, Role.MODERATOR), "editor": clerk_of(NAUNHOF, Role.EDITOR),
        "manager": clerk_of(NAUNHOF, Role.MANAGER),
        "administrator": PersonFactory(is_staff=True, is_superuser=True),
    }  # fmt: skip
    told = {}
    for name, person in people.items():
        shown = browser_of(person).get("/admin/")
        told[name] = [one["words"] for one in shown.context["waiting"]]
        for one in shown.context["waiting"]:
            assert len(browser_of(person).get(one["url"]).context["cl"].queryset) > 0
    of_editors = ["1 E-Mail ist einer Veranstaltung zuzuordnen", "Eine Ausgabe des Newsletters ist angehalten"]
    assert {name: sorted(words) for name, words in told.items()} == {
        "moderator": ["1 Beitrag ist zu prüfen", "1 Idee hat noch keine Antwort"],
        "editor": of_editors,
        "manager": [],
        "administrator": sorted([
            "2 Beiträge sind zu prüfen", "2 Ideen haben noch keine Antwort", *of_editors,
        ]),
    }  # fmt: skip
