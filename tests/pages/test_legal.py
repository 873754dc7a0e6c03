"""The pages of legal documents: what holds, what held, whose it is; safe whatever is written into it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import override_settings

from core.actors import SYSTEM
from core.legal import documents
from core.legal.models import LegalDocument
from core.municipalities.models import Municipality

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-30T12:00:00+01:00", tick=False):
        yield


def written(kind="imprint", slug=None, days=0, text="Text", english=""):
    municipality = Municipality.objects.get(slug=slug) if slug else None
    day = TODAY + timedelta(days=days)
    document = LegalDocument(kind=kind, municipality=municipality, valid_from=day, text_de=text, text_en=english)
    return documents.save(document, by=SYSTEM)


def test_without_documents_there_is_no_page_and_no_link(reader):
    assert [reader.open(path).status_code for path in ("/legal/imprint", "/legal", "/")] == [404, 200, 200]
    assert "/legal/" not in reader.open("/").text


def test_every_page_leads_to_what_holds(reader):
    written("privacy")
    written("imprint")
    written("terms", days=1)
    written("accessibility", slug="borsdorf")
    text = reader.open("/problems").text
    assert [one in text for one in ("/legal/imprint", "/legal/privacy", "/legal/terms", "/legal/accessibility")] == [
        True, True, False, False,
    ]  # fmt: skip
    overview = reader.open("/legal").text
    assert ("/legal/accessibility/borsdorf" in overview, "Gemeinde Borsdorf" in overview) == (True, True)


def test_a_place_shows_its_own_or_the_regions(reader):
    written(text="Von der Region")
    written(slug="borsdorf", text="Von Borsdorf")
    shown = {slug: reader.open(f"/legal/imprint/{slug}").text for slug in ("borsdorf", "brandis")}
    assert [("Von Borsdorf" in text, "Von der Region" in text) for text in shown.values()] == [
        (True, False), (False, True),
    ]  # fmt: skip
    assert 'Impressum: <span lang="de">Stadt Brandis</span>' in shown["brandis"]
    missing = ("/legal/imprint/leipzig", "/legal/terms", "/legal/colour", "/legal/imprint?version=7")
    assert [reader.open(path).status_code for path in missing] == [404] * 4


def test_former_and_announced_versions_are_read_and_say_that_they_do_not_hold(reader):
    with time_machine.travel("2026-11-01T12:00:00+01:00", tick=False):
        written(days=-20, text="Erste")
    written(text="Zweite")
    written(days=5, text="Dritte")
    written(slug="borsdorf", days=5, text="Eigene")
    held = reader.open("/legal/imprint").text
    assert ("Zweite" in held, "gilt nicht mehr" in held, held.count("?version=")) == (True, False, 3)
    former, planned = (reader.open("/legal/imprint", version=one).text for one in ("1", "3"))
    assert ("Erste" in former, "Diese Fassung gilt nicht mehr" in former) == (True, True)
    assert ("Dritte" in planned, "Diese Fassung gilt noch nicht" in planned) == (True, True)
    place = reader.open("/legal/imprint/borsdorf").text
    assert ("Zweite" in place, "?version=1" in place) == (True, True)
    assert "Eigene" in reader.open("/legal/imprint/borsdorf", version="1").text


def test_english_is_shown_where_it_is_there(reader):
    written("imprint", text="Deutscher Text", english="English text")
    written("terms", text="Nur deutsch")
    reader.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert '<article class="guide" lang="en"><p>English text</p>' in reader.open("/legal/imprint").text
    assert '<article class="guide" lang="de"><p>Nur deutsch</p>' in reader.open("/legal/terms").text


def test_nothing_runs_and_nothing_is_loaded_from_elsewhere(reader):
    evil = '<script>alert(1)</script> ![Bild](https://fremd.example/a.png) [Link](javascript:alert(1)) <b onclick="x">'
    written(text=evil)
    text = reader.open("/legal/imprint").text.partition("<article")[2].partition("</article>")[0]
    assert [one in text for one in ("<script", "<img", 'href="javascript', "<b ")] == [False] * 4


@override_settings(RETENTION_DAYS={"registrations": 61})
def test_the_privacy_notice_tells_the_periods_by_which_the_service_deletes(reader):
    written("privacy", text="Alt")
    text = reader.open("/legal/privacy").text
    assert ("61 Tage" in text, 'id="periods"' in text) == (True, True)
    written("privacy", days=1)
    assert 'id="periods"' not in reader.open("/legal/privacy", version="2").text


def test_a_sample_says_that_it_is_one(reader):
    documents.publish_sample(LegalDocument(kind="terms", text_de="[[Name]]"), valid_from=TODAY, by=SYSTEM)
    assert "Dies ist ein Muster" in reader.open("/legal/terms").text
