"""The administration: who may enter, what it loads, what it never changes, and whose words it speaks."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import unfold
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import formats, translation

from core.administration import words
from core.administration.models import ModelAdmin
from core.audit.models import AuditEntry
from core.mail.models import OutgoingMail
from core.municipalities.models import District, Municipality, Organization, Topic
from tests.factories.accounts import PersonFactory
from tests.forms import filled, submit

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 12, 3, 17, 5, tzinfo=UTC)
FORMATS = ("DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT", "TIME_FORMAT")
READ_ONLY = (AuditEntry, OutgoingMail, Municipality, District, Topic)


@pytest.fixture
def clerk():
    """A browser signed in as administrator."""
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    return client


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def of_objects(patterns, before=""):
    """The routes below a site's that name an object."""
    for one in patterns:
        route = f"{before}{one.pattern}"
        if hasattr(one, "url_patterns"):
            yield from of_objects(one.url_patterns, route)
        elif "<path:object_id>" in route and "<int" not in route:
            yield route


def test_citizens_do_not_enter():
    client = Client()
    client.force_login(PersonFactory())
    response = client.get("/admin/")
    assert (response.status_code, response.url) == (302, "/admin/login/?next=/admin/")


def test_every_page_is_ours_and_opens(clerk, region):
    assert {type(page).__mro__[-1] for page in admin.site._registry.values()} == {object}
    for model, of in admin.site._registry.items():
        assert isinstance(of, ModelAdmin), model
        assert clerk.get(page(model, "changelist")).status_code == 200, model


def test_the_job_librarys_pages_are_not_registered():
    assert [model for model in admin.site._registry if model._meta.app_label == "procrastinate"] == []


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/admin/events/event/"])
def test_pages_load_nothing_from_foreign_hosts(clerk, path):
    response = clerk.get(path, follow=True)
    text = response.content.decode()
    assert re.findall(r"(?:src|href)=[\"']((?:https?:)?//[^\"']+)", text) == []
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval';" in policy
    assert "http" not in policy


def test_a_form_keeps_its_origin(clerk):
    """Under “no-referrer” browsers send the origin “null”, and Django refuses the form."""
    assert clerk.get("/admin/").headers["Referrer-Policy"] == "same-origin"


def test_styles_and_fonts_come_from_our_host():
    styles = Path(unfold.__file__).parent.joinpath("static").rglob("*.css")
    assert [name for path in styles for name in re.findall(r"url\([\"']?((?:https?:)?//[^)]+)", path.read_text())] == []


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model._meta.model_name)
def test_what_is_read_only_stays_as_it_is_even_for_administrators(clerk, region, model):
    entry = (
        model.objects.first()
        or {
            AuditEntry: lambda: AuditEntry.objects.create(
                act="x", actor_kind="system", subject_type="a", subject_id="1"
            ),
            OutgoingMail: lambda: OutgoingMail.objects.create(letter="x", language="de", ids={}),
        }[model]()
    )
    before = model.objects.filter(pk=entry.pk).values().get()
    assert clerk.get(page(model, "change", entry.pk)).status_code == 200
    assert clerk.get(page(model, "add")).status_code == 403
    assert clerk.post(page(model, "change", entry.pk), {"name": "X"}).status_code == 403
    assert clerk.post(page(model, "delete", entry.pk), {"post": "yes"}).status_code == 403
    clerk.post(page(model, "changelist"), {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"})
    assert model.objects.filter(pk=entry.pk).values().get() == before


def test_mails_are_listed_without_addresses(clerk):
    OutgoingMail.objects.create(letter="registration_confirm", language="de", ids={"registration_id": "1"})
    response = clerk.get(page(OutgoingMail, "changelist"))
    assert "registration_confirm" in response.content.decode()
    assert [name for name in ("to", "email", "recipient") if hasattr(OutgoingMail, name)] == []


def test_an_organization_is_changed_through_its_service(clerk, region):
    organization = Organization.objects.get(slug="stadt-naunhof")
    address = page(Organization, "change", organization.pk)
    response = submit(
        clerk, address, name="Stadt Nänhof", municipalities=[str(Municipality.objects.get(slug="naunhof").pk)]
    )
    assert response.status_code == 302
    stored = Organization.objects.get(pk=organization.pk)
    assert (stored.name, stored.sort_key) == ("Stadt Nänhof", "stadt nanhof")
    assert list(stored.municipalities.values_list("slug", flat=True)) == ["naunhof"]
    entry = AuditEntry.objects.get(subject_id=str(organization.pk))
    assert (entry.act, entry.actor_kind) == ("organization.changed", "clerk")


def test_djangos_own_log_which_keeps_names_for_ever_stays_empty(clerk, region):
    organization = Organization.objects.first()
    submit(clerk, page(Organization, "change", organization.pk), name="Neuer Name")
    assert not LogEntry.objects.exists()


def test_the_history_of_an_object_is_the_audit(clerk, region):
    organization = Organization.objects.first()
    submit(clerk, page(Organization, "change", organization.pk), name="Neuer Name")
    response = clerk.get(page(Organization, "history", organization.pk), follow=True)
    assert response.status_code == 200
    assert [entry.act for entry in response.context["cl"].result_list] == ["organization.changed"]


def test_the_librarys_words_are_translated():
    with translation.override("de"):
        untranslated = [word for word in words.WORDS if translation.gettext(word) == word]
    assert untranslated in ([], ["System"])


def test_a_form_is_filled_as_the_page_shows_it(clerk, region):
    organization = Organization.objects.get(slug="stadt-naunhof")
    fields = filled(clerk.get(page(Organization, "change", organization.pk)))
    assert (fields["name"], fields["slug"]) == ("Stadt Naunhof", "stadt-naunhof")
    assert len(fields["municipalities"]) == 3


def test_no_address_with_a_broken_id_is_a_fault_of_ours(clerk, region):
    """The pages of one object, and where it has buttons theirs: nothing there, or led back to where something is."""
    with_buttons = [route for route in of_objects(admin.site.get_urls()) if route.startswith(("events/", "legal/"))]
    answers = {route: clerk.get("/admin/" + route.replace("<path:object_id>", "abc")) for route in with_buttons}
    assert {route: one.status_code for route, one in answers.items() if one.status_code not in {302, 403, 404}} == {}
    assert len(answers) > 20


@pytest.mark.parametrize(
    "path",
    [
        "events/event/a%00b/list/",
        "audit/auditentry/?subject_id=%00",
        "autocomplete/?term=%00&app_label=events&model_name=event&field_name=venue",
    ],
)
def test_what_no_table_can_hold_is_nowhere(clerk, region, path):
    assert clerk.get(f"/admin/{path}").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200), ("status__exact=sent", 200), ("status__regex=(", 400),
        ("status__startswith=s", 400), ("failure=x", 400), ("recipient__startswith=e", 400), ("nothing=x", 400),
    ],
)  # fmt: skip
def test_a_list_is_narrowed_by_what_its_page_offers(clerk, query, status):
    """Else one could guess, letter by letter, what it does not show."""
    assert clerk.get(f"{page(OutgoingMail, 'changelist')}?{query}").status_code == status


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (AuditEntry, "at__gte=2026-11-01%2000:00:00%2B01:00"), (AuditEntry, "subject_type=events.event&subject_id=1"),
        (AuditEntry, "actor_kind=person"), (AuditEntry, "organization__id__exact=x"), (AuditEntry, "at__gte=x"),
    ],
)  # fmt: skip
def test_what_filters_and_links_of_ours_ask_is_answered(clerk, model, query):
    """What makes no sense leads to the list."""
    assert clerk.get(f"{page(model, 'changelist')}?{query}", follow=True).status_code == 200


def test_english_dates_are_those_of_europe(clerk):
    with translation.override("en"):
        written = [formats.date_format(MOMENT, name) for name in FORMATS]
    assert written == ["3 December 2026", "3 December 2026, 17:05", "3 Dec 2026", "3 Dec 2026, 17:05", "17:05"]
    with translation.override("de"):
        assert formats.date_format(MOMENT, "DATE_FORMAT") == "3. Dezember 2026"
