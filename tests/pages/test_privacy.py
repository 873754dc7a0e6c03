"""Everybody's rights by mailed link: what is stored under an address is shown, saved and deleted."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.utils import timezone

from core.accounts.models import Person
from core.audit.models import AuditEntry
from core.mail import letters
from core.mail.models import OutgoingMail
from core.privacy import mails, rights, runs
from core.privacy.models import DataRequest, DataRequestToken
from events.models import Registration
from ideas.models import Comment, Idea
from pages import stored
from pages.stored_words import SECTIONS
from tests.core.test_erasure import ADDRESS, NAME, WORDS, planted, where_it_stands
from tests.core.test_privacy import everything_stored
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.factories.ideas import CommentFactory, IdeaFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"
GUEST = "xaverine@example.org"
REMOVE = {"act": "erase", "contributions": "remove", "is_final": "on"}


def heading(response):
    return response.text.partition("<h1>")[2].partition("</h1>")[0]


def link_in_mail(reader, email=GUEST):
    """Ask for it as people do, and take the token out of the letter."""
    assert reader.press("/privacy", email=email).status_code == 200
    asked = DataRequest.objects.filter(email=email).latest("created_at")
    mail = OutgoingMail.objects.get(letter="data_request", ids__data_request_id=str(asked.pk))
    letter = letters.writer_of(mail.letter)(**mail.ids)
    assert letter.to == email
    (link,) = [block for block in letter.blocks if isinstance(block, letters.Link)]
    return link.url.partition("token=")[2]


def guest_was_here():
    """A guest's rows on every floor, and somebody else's beside them."""
    workshop = WorkshopFactory(capacity=1, event=EventFactory(title="Radtour im Frühling"))
    mine = RegistrationFactory(workshop=workshop, confirmed=True, name="Xaverine Quast", email=GUEST)
    others = RegistrationFactory(workshop=workshop, waiting=True, name="Fremde Frau", email="fremd@example.org")
    IdeaFactory(email=GUEST, author_name="Xaverine Quast", title="Eine Bank")
    CommentFactory(email=GUEST, author_name="Xaverine Quast", text="Gute Sache")
    return mine, others


class TestAsking:
    def test_it_is_answered_the_same_whether_or_not_anything_is_stored(self, reader):
        PersonFactory(email="erika@example.org")
        assert heading(reader.open("/privacy")) == "Ihre Daten"
        known, unknown = (reader.press("/privacy", email=email) for email in ("Erika@example.org", "neu@example.org"))
        assert known.text.replace("erika@", "") == unknown.text.replace("neu@", "")
        assert OutgoingMail.objects.filter(letter="data_request").count() == 2
        assert list(DataRequest.objects.order_by("email").values_list("email", flat=True)) == [
            "erika@example.org", "neu@example.org",
        ]  # fmt: skip

    @pytest.mark.parametrize("email", ["erika", "erika@\u202e\u2066.org"])
    def test_no_address_no_letter(self, reader, email):
        refused = reader.press("/privacy", email=email)
        assert (refused.status_code, OutgoingMail.objects.count(), DataRequest.objects.count()) == (400, 0, 0)

    def test_letters_are_limited(self, reader, settings):
        settings.RATE_LIMITS = True
        assert [reader.press("/privacy", email=GUEST).status_code for _ in range(6)] == [200] * 5 + [429]

    def test_the_letter_is_in_the_readers_language(self):
        Client(headers={"Accept-Language": "en"}).post("/privacy", {"email": GUEST})
        assert OutgoingMail.objects.get().language == "en"

    def test_the_token_itself_is_nowhere_stored(self, reader):
        token = link_in_mail(reader)
        assert (len(token), token in everything_stored(), DataRequestToken.objects.count()) == (43, False, 1)


class TestSeeing:
    def test_the_guest_sees_what_is_theirs_on_every_floor_and_nothing_else(self, reader):
        guest_was_here()
        shown = reader.open("/privacy/data", token=link_in_mail(reader))
        assert (shown.status_code, heading(shown)) == (200, "Was wir über Sie gespeichert haben")
        for word in ("kein Konto", "Radtour im Frühling", "Xaverine Quast", "Eine Bank", "Gute Sache", "Bestätigt"):
            assert word in shown.text, word
        assert ("Fremde" in shown.text, "fremd@" in shown.text) == (False, False)
        assert (shown["Cache-Control"], shown["X-Robots-Tag"]) == ("no-store", "noindex")

    def test_opening_it_changes_nothing(self, reader):
        guest_was_here()
        token = link_in_mail(reader)
        before = everything_stored()
        for _again in range(2):
            reader.open("/privacy/data", token=token, act="erase", contributions="remove", is_final="on")
        assert everything_stored() == before

    def test_under_an_unknown_address_there_is_nothing_but_the_asking(self, reader):
        shown = reader.open("/privacy/data", token=link_in_mail(reader, "neu@example.org"))
        assert shown.text.count("<details") == 1
        assert "Anfragen, was wir gespeichert haben (1)" in shown.text

    def test_everything_has_words(self):
        """Whoever registers something new in core.privacy says here how it is called: pages/stored_words.py."""
        exported = rights.export(planted())
        names = {f"{domain}.{kind}" for domain, kinds in exported.items() if domain != "exported_at" for kind in kinds}
        assert names == set(SECTIONS)
        told = {section.title: section for section in stored.sections(exported)}
        wordless = [title for title, section in told.items() if not all(section.entries)]
        assert wordless == [str(SECTIONS["idempotency.answers"])] or wordless == []

    def test_many_entries_are_told_by_number(self, reader, monkeypatch):
        monkeypatch.setattr(stored, "MOST", 1)
        for _each in range(3):
            IdeaFactory(email=GUEST)
        assert "2 weitere Einträge stehen in der Datei." in reader.open(
            "/privacy/data", token=link_in_mail(reader)
        ).text  # fmt: skip


class TestSaving:
    def test_the_file_holds_all_of_it(self, reader):
        mine, _others = guest_was_here()
        answer = Client().post("/privacy/data", {"token": link_in_mail(reader), "act": "save"})
        assert answer["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
        assert (answer["Cache-Control"], answer["Content-Type"]) == ("no-store", "application/json")
        told = json.loads(answer.content)
        assert (told["email"], told["accounts"]["account"]) == (GUEST, None)
        assert [one["id"] for one in told["events"]["registrations"]] == [str(mine.pk)]
        assert [one["title"] for one in told["ideas"]["ideas"]] == ["Eine Bank"]
        assert "fremd@" not in answer.content.decode()


class TestErasing:
    def test_a_guest_is_gone_and_the_seat_passes_on(self, reader):
        mine, others = guest_was_here()
        link = link_in_mail(reader)
        done = reader.press("/privacy/data", token=link, **REMOVE)
        assert (done.status_code, heading(done)) == (200, "Ihre Daten sind gelöscht")
        told = everything_stored()
        assert ("xaverine" in told.lower(), "Eine Bank" in told, "Gute Sache" in told) == (False, False, False)
        others.refresh_from_db()
        assert (others.state, others.name, Registration.objects.filter(pk=mine.pk).exists()) == (
            "offered", "Fremde Frau", False,
        )  # fmt: skip
        entry = AuditEntry.objects.get(act="guest.erased")
        assert (entry.actor_kind, entry.details) == ("guest", {"keep_contributions": False})

    def test_what_is_public_may_stay_without_a_name(self, reader):
        guest_was_here()
        reader.press("/privacy/data", token=link_in_mail(reader), **(REMOVE | {"contributions": "keep"}))
        assert (Idea.objects.get(title="Eine Bank").author_name, Comment.objects.get().author_name) == ("", "")
        assert "xaverine" not in everything_stored().lower()

    @pytest.mark.parametrize("left_out", ["contributions", "is_final"])
    def test_nothing_goes_by_mistake(self, reader, left_out):
        guest_was_here()
        token = link_in_mail(reader)
        before = everything_stored()
        fields = {name: value for name, value in REMOVE.items() if name != left_out}
        refused = reader.press("/privacy/data", token=token, **fields)
        assert (refused.status_code, everything_stored() == before) == (400, True)
        assert f"id_{left_out}_error" in refused.text or "Bitte bestätigen Sie" in refused.text

    def test_the_link_ends_with_it_and_in_time(self, reader):
        with time_machine.travel(NOON, tick=False) as clock:
            used, old = link_in_mail(reader), link_in_mail(reader, "otto@example.org")
            reader.press("/privacy/data", token=used, **REMOVE)
            answers = [reader.open("/privacy/data", token=used), reader.press("/privacy/data", token=used, **REMOVE)]
            clock.shift(mails.OPEN_WITHIN)
            answers += [reader.open("/privacy/data", token=old), reader.press("/privacy/data", token=old, **REMOVE)]
        answers += [reader.open("/privacy/data"), reader.press("/privacy/data", token="x" * 43, act="save")]
        assert [answer.status_code for answer in answers] == [410] * 6
        assert DataRequest.objects.count() == 1

    @pytest.mark.parametrize("contributions", ["keep", "remove"])
    def test_an_account_goes_as_by_the_app_and_leaves_nothing(self, reader, contributions):
        planted()
        token = link_in_mail(reader, ADDRESS)
        shown = reader.open("/privacy/data", token=token)
        assert (NAME in shown.text, "Konto und alle Daten löschen" in shown.text) == (True, True)
        done = reader.press("/privacy/data", token=token, **(REMOVE | {"contributions": contributions}))
        assert done.status_code == 200
        assert where_it_stands(*WORDS) == set()
        assert not Person.objects.filter(email=ADDRESS).exists()
        assert Idea.objects.filter(title="Bank am Radweg").exists() == (contributions == "keep")
        assert AuditEntry.objects.filter(act="account.erased").count() == 1


def test_requests_are_forgotten_after_two_days(reader):
    with time_machine.travel(NOON, tick=False) as clock:
        link_in_mail(reader)
        clock.shift(timedelta(days=2))
        assert runs.carry_out(now=timezone.now()).counts["data_requests"] == 0
        clock.shift(timedelta(seconds=1))
        assert runs.carry_out(now=timezone.now()).counts["data_requests"] == 1
    assert DataRequestToken.objects.count() == 0


def test_the_export_of_an_account_tells_of_requests(reader):
    person = PersonFactory(email=GUEST)
    link_in_mail(reader)
    told = rights.export(person)["privacy"]["requests"]
    assert DjangoJSONEncoder().encode(told).count("created_at") == 1
