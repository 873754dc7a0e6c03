"""Legal documents: versions that stay, who may write them where, templates, and the warning in production."""

import json
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from core.accounts import roles
from core.accounts.models import Role
from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.legal import documents, loading
from core.legal.models import LegalDocument
from core.legal.policies import VersionHolds
from core.municipalities.models import Municipality, Organization
from core.serving import preparation
from tests.factories.accounts import PersonFactory
from tests.factories.roles import actor_of, clerk_of
from tests.forms import submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = time_machine.travel("2026-11-30T12:00:00+01:00", tick=False)
TODAY = date(2026, 11, 30)


def place(slug):
    return Municipality.objects.get(slug=slug)


def written(kind="imprint", slug=None, day=None, text="Text", by=SYSTEM):
    municipality = place(slug) if slug else None
    document = LegalDocument(kind=kind, municipality=municipality, valid_from=day, text_de=text)
    return documents.save(document, by=by)


def codes(refusal):
    return [error.code for error in refusal.value.errors]


@NOON
def test_a_version_follows_another_and_both_stay():
    first = written(day=TODAY, text="Alt")
    second = written(day=TODAY + timedelta(days=2), text="Neu")
    assert (first.number, second.number) == (1, 2)

    def held(day):
        return LegalDocument.objects.held_on(day, kind="imprint", municipality=None)

    assert [held(TODAY + timedelta(days=one)) for one in (-1, 0, 1, 2)] == [None, first, first, second]
    assert list(LegalDocument.objects.in_force(TODAY)) == [first]
    assert [documents.state_of(one).value for one in (first, second)] == ["in_force", "planned"]
    with time_machine.travel("2026-12-02T12:00:00+01:00", tick=False):
        assert [documents.state_of(one).value for one in (first, second)] == ["former", "in_force"]


@NOON
def test_a_municipality_has_its_own_or_else_the_regions():
    of_region, own = written(day=TODAY), written(slug="borsdorf", day=TODAY)
    assert own.number == 1
    held = [
        LegalDocument.objects.held_on(TODAY, kind="imprint", municipality=place(one)) for one in ("borsdorf", "brandis")
    ]
    assert held == [own, of_region]
    assert LegalDocument.objects.held_on(TODAY, kind="terms", municipality=place("borsdorf")) is None


@NOON
def test_what_holds_is_neither_changed_nor_thrown_away_but_written_anew():
    document = written(day=TODAY, text="Es gilt")
    document.text_de = "Heimlich geändert"
    with pytest.raises(VersionHolds):
        documents.save(document, by=SYSTEM)
    with pytest.raises(VersionHolds):
        documents.delete(document.pk, by=SYSTEM)
    draft = documents.new_version(document.pk, by=SYSTEM)
    assert (draft.number, draft.valid_from, draft.text_de) == (None, None, "Es gilt")
    assert documents.new_version(document.pk, by=SYSTEM) == draft
    documents.delete(draft.pk, by=SYSTEM)
    assert LegalDocument.objects.get().text_de == "Es gilt"
    acts = AuditEntry.objects.filter(subject_type="legal.legaldocument").order_by("id")
    assert list(acts.values_list("act", flat=True)) == [
        "legal_document.created", "legal_document.created", "legal_document.deleted",
    ]  # fmt: skip


@NOON
def test_a_planned_version_may_still_be_changed_and_taken_back():
    written(day=TODAY)
    planned = written(day=TODAY + timedelta(days=7))
    planned.valid_from = TODAY + timedelta(days=3)
    assert documents.save(planned, by=SYSTEM).number == 2
    planned.valid_from = None
    assert documents.save(planned, by=SYSTEM).number is None
    told = AuditEntry.objects.filter(act="legal_document.changed").order_by("id").last()
    assert told.details["changes"] == {"number": [2, None], "valid_from": ["2026-12-03", None]}


@NOON
@pytest.mark.parametrize(
    ("day", "text", "code"),
    [
        (TODAY - timedelta(days=1), "Text", "past"),
        (TODAY + timedelta(days=1), "Text", "before_another"),
        (TODAY + timedelta(days=9), "[[Name der Stadt]] und mehr", "placeholders"),
    ],
)
def test_a_version_that_cannot_be_is_refused(day, text, code):
    written(day=TODAY + timedelta(days=5))
    with pytest.raises(Invalid) as refusal:
        written(day=day, text=text)
    assert (codes(refusal), LegalDocument.objects.count()) == ([code], 1)


@NOON
def test_a_version_before_the_last_one_is_left_alone():
    early = written(day=TODAY + timedelta(days=2))
    written(day=TODAY + timedelta(days=5))
    early.valid_from = None
    with pytest.raises(Invalid) as refusal:
        documents.save(early, by=SYSTEM)
    assert codes(refusal) == ["not_latest"]


@NOON
def test_managers_write_for_the_places_of_their_authority_only():
    naunhof = actor_of("stadt-naunhof", Role.MANAGER)
    of_region = actor_of("region-partheland", Role.MANAGER)
    own = written(slug="naunhof", by=naunhof)
    assert AuditEntry.objects.get(subject_id=str(own.pk)).organization.slug == "stadt-naunhof"
    own.municipality = place("borsdorf")
    for attempt in (
        lambda: written(slug="borsdorf", by=naunhof),
        lambda: written(by=naunhof),
        lambda: documents.save(own, by=naunhof),
        lambda: written(slug="naunhof", by=actor_of("stadt-naunhof", Role.EDITOR, Role.MODERATOR)),
    ):
        with pytest.raises(roles.NotEntrusted):
            attempt()
    assert written(by=of_region).municipality is None


@NOON
def test_who_manages_a_club_writes_no_legal_documents():
    club = Organization.objects.get(slug="stadt-naunhof")
    club.handles_ideas = False
    club.save(update_fields=["handles_ideas"])
    with pytest.raises(roles.NotEntrusted):
        written(slug="naunhof", by=actor_of(club.slug, Role.MANAGER))
    browser = Client()
    browser.force_login(clerk_of(club.slug, Role.MANAGER))
    assert browser.get(reverse("admin:legal_legaldocument_changelist")).status_code == 403


@NOON
def test_the_page_refuses_beside_the_field_and_writes_by_the_service():
    browser = Client(headers={"Accept-Language": "de"})
    browser.force_login(clerk_of("stadt-naunhof", Role.MANAGER))
    add = reverse("admin:legal_legaldocument_add")
    form = browser.get(add).context["adminform"].form
    offered = [one.slug for one in form.fields["municipality"].queryset]
    assert (offered, form.fields["municipality"].required) == (["belgershain", "naunhof", "parthenstein"], True)
    words = {"kind": "imprint", "municipality": place("naunhof").pk, "text_de": "[[Name]]", "valid_from": "30.11.2026"}
    refused = submit(browser, add, **words).context["adminform"].form
    assert refused.errors == {"text_de": ["Bitte füllen Sie aus, was die Vorlage offen lässt: Name."]}
    assert submit(browser, add, **words | {"text_de": "Stadt Naunhof"}).status_code == 302
    document = LegalDocument.objects.get()
    change = reverse("admin:legal_legaldocument_change", args=[document.pk])
    assert 'name="text_de"' not in browser.get(change).content.decode()
    renew = reverse("admin:legal_legaldocument_write_new_version", args=[document.pk])
    assert (browser.get(renew).status_code, LegalDocument.objects.count()) == (200, 1)
    draft = browser.post(renew)["Location"]
    assert submit(browser, draft, text_de="Neu", valid_from="01.12.2026").status_code == 302
    versions = LegalDocument.objects.published()
    assert [(one.number, one.text_de) for one in versions] == [(2, "Neu"), (1, "Stadt Naunhof")]


@NOON
def test_templates_are_drafts_and_samples_hold_but_say_what_they_are():
    entries = json.loads((settings.REGION_DIR / "legal.json").read_text(encoding="utf-8"))
    for _again in range(2):
        loading.load_templates(entries)
    assert [one.number for one in LegalDocument.objects.all()] == [None] * 4
    LegalDocument.objects.all().delete()
    for _again in range(2):
        loading.load_sample_documents(entries)
        loading.load_templates(entries)
    found = LegalDocument.objects.all()
    assert [(one.number, one.valid_from, bool(one.placeholders), "<!--" in one.text_de) for one in found] == [
        (1, TODAY, True, False)
    ] * 4


@NOON
def test_production_is_warned_until_the_documents_hold_and_are_filled_in():
    def warned():
        found = run_checks(tags=["database"], databases=["default"])
        return [one.id for one in found if one.id and one.id.startswith("legal.")]

    assert warned() == []
    with override_settings(PRODUCTION=True):
        assert warned() == ["legal.imprint", "legal.privacy", "legal.accessibility"]
        written("imprint", day=TODAY)
        written("accessibility", slug="borsdorf", day=TODAY)
        sample = LegalDocument(kind="privacy", text_de="[[Name]]")
        documents.publish_sample(sample, valid_from=timezone.localdate(), by=SYSTEM)
        assert warned() == ["legal.privacy", "legal.accessibility"]


@NOON
def test_a_start_in_production_says_what_is_missing_and_goes_on():
    said = []
    with override_settings(PRODUCTION=True):
        preparation.check_database(said.append)
        assert [one.split("“")[1].split("”")[0] for one in said] == ["imprint", "privacy", "accessibility"]
        for kind in ("imprint", "privacy", "accessibility"):
            written(kind, day=TODAY)
        said.clear()
        preparation.check_database(said.append)
    assert said == []


def test_administrators_write_for_the_region():
    browser = Client()
    browser.force_login(PersonFactory(is_staff=True, is_superuser=True))
    submit(browser, reverse("admin:legal_legaldocument_add"), kind="terms", text_de="Regeln")
    assert LegalDocument.objects.get().municipality is None
