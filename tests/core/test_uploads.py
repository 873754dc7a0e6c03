"""Uploads: kept, handed out safely, swept when nothing uses them."""

import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.uploads import documents, uploads
from core.uploads.errors import ActiveDocument, NotADocument
from core.uploads.models import Upload
from events.models import EventAttachment
from tests.factories.events import EventFactory
from tests.factories.news import ArticleFactory
from tests.factories.uploads import PDF, DocumentFactory, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region", "media")]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA = tmp_path / "media"
    return settings.MEDIA


def path_of(url):
    return url.removeprefix("https://api.partheland.example")


def test_a_picture_is_kept_and_handed_out_for_ever():
    upload = uploads.add(picture(1000, 500), name="IMG_1.png", by=SYSTEM)
    assert (upload.kind, upload.width, upload.height, upload.widths) == ("image", 1000, 500, [320, 800, 1000])
    assert [(one["width"], one["height"], one["media_type"]) for one in upload.sizes()] == [
        (320, 160, "image/jpeg"), (320, 160, "image/webp"), (800, 400, "image/jpeg"), (800, 400, "image/webp"),
        (1000, 500, "image/jpeg"), (1000, 500, "image/webp"),
    ]  # fmt: skip
    for size in upload.sizes():
        answer = Client().get(path_of(size["url"]))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, size["media_type"])
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Disposition"].startswith("inline")
    assert list(AuditEntry.objects.values_list("act", "subject_id")) == [("upload.added", str(upload.pk))]


def test_a_document_is_one_to_keep_not_to_show():
    upload = uploads.add(PDF, name="C:/Pläne/Große Einladung!.PDF", by=SYSTEM)
    assert upload.file_name == "grosse-einladung.pdf"
    answer = Client().get(path_of(upload.url))
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="grosse-einladung.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "expected"), [("", "dokument.pdf"), (".pdf", "dokument.pdf"), ("a/../b", "b.pdf")])
def test_names_of_documents_are_safe(name, expected):
    assert documents.safe_name(name) == expected


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NotADocument),
        (b"<html><script>alert(1)</script>", NotADocument),
        (b"MZ\x90\0", NotADocument),
        (b"PK\x03\x04", NotADocument),
        (PDF.replace(b"%%EOF", b""), NotADocument),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"), ActiveDocument),
        (PDF.replace(b"/Catalog", b"/Catalog /S /Launch"), ActiveDocument),
    ],
)
def test_what_is_no_plain_document_is_refused(media, content, refusal):
    with pytest.raises(refusal):
        uploads.add(content, name="a.pdf", by=SYSTEM)
    assert (Upload.objects.count(), media.exists()) == (0, False)


@pytest.mark.parametrize(
    "name", ["../secret", "320.jpg.exe", "320.svg", "", "a.html", "..%2f..%2fsecret_key", "x" * 300]
)
def test_no_other_file_is_handed_out(media, name):
    upload = uploads.add(picture(), name="", by=SYSTEM)
    (media / "secret").write_text("geheim")
    assert Client().get(f"/media/{upload.pk}/{name}").status_code == 404


def test_files_cannot_be_carried_out_and_are_changed_by_nobody_through_the_web(media):
    upload = uploads.add(picture(), name="", by=SYSTEM)
    assert {path.stat().st_mode & 0o777 for path in (media / str(upload.pk)).iterdir()} == {0o640}
    assert Client().post(path_of(upload.url)).status_code == 405


def test_what_nothing_uses_goes_after_a_day_and_what_is_used_stays(media):
    with time_machine.travel("2026-11-24T12:00:00+01:00", tick=False):
        unused, used, read = (uploads.add(picture(), name="", by=SYSTEM) for _ in range(3))
        attached = uploads.add(PDF, name="", by=SYSTEM)
        EventFactory(image=used, image_alt="Ein Saal")
        ArticleFactory(image=read, image_alt="Ein Haus")
        EventAttachment.objects.create(event=EventFactory(), document=attached, title="Plan")
        now = timezone.now()
        assert uploads.sweep(now=now + timedelta(hours=23)) == 0
        assert uploads.sweep(now=now + timedelta(hours=25)) == 1
    assert set(Upload.objects.all()) == {used, read, attached}
    assert Client().get(path_of(used.url)).status_code == 200
    lost = media / str(uuid.uuid4())
    lost.mkdir()
    for folder in (lost, media / str(unused.pk), media / str(used.pk)):
        os.utime(folder, (0, 0))
    uploads.sweep(now=timezone.now())
    assert {folder.name for folder in Path(media).iterdir()} == {str(one.pk) for one in (used, read, attached)}


def test_a_picture_needs_words_in_the_database_too():
    document = DocumentFactory()
    with pytest.raises(IntegrityError, match="events_event_image_has_alt"), transaction.atomic():
        EventFactory(image=document, image_alt="")
