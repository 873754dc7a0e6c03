"""POST /uploads, and pictures and documents in what everyone reads."""

import pytest

from core.audit.models import AuditEntry
from core.uploads.models import Upload
from events.models import EventAttachment
from tests.factories.accounts import signed_in
from tests.factories.events import EventFactory
from tests.factories.news import ArticleFactory
from tests.factories.roles import clerk_of
from tests.factories.uploads import PDF, DocumentFactory, ImageFactory, multipart, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
HOST = "https://api.partheland.example"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA = tmp_path / "media"
    return settings.MEDIA


@pytest.fixture
def clerk():
    return clerk_of("gemeinde-borsdorf")


def send(api, person, content, *, headers=None, **form):
    body, kind = multipart(content, **form)
    return api.post("/uploads", body, headers={**kind, **(headers or {})}, token=signed_in(person).access)


def test_a_clerk_uploads_a_picture(api, clerk):
    answer = send(api, clerk, picture(900, 300))
    assert answer.status_code == 201
    upload = Upload.objects.get()
    told = answer.json()
    assert {name: told[name] for name in ("id", "kind", "media_type", "width", "height", "url")} == {
        "id": str(upload.pk), "kind": "image", "media_type": "image/jpeg", "width": 900, "height": 300,
        "url": f"{HOST}/media/{upload.pk}/900.jpg",
    }  # fmt: skip
    assert answer.headers["Location"] == told["url"]
    assert AuditEntry.objects.get(act="upload.added").actor_id == clerk.pk
    assert api.client.get(told["sizes"][0]["url"].removeprefix(HOST)).status_code == 200


def test_the_content_tells_what_it_is_not_the_name(api, clerk):
    assert send(api, clerk, PDF, name="bild.jpg").json()["kind"] == "document"
    assert send(api, clerk, picture(), name="plan.pdf").json()["kind"] == "image"
    answer = send(api, clerk, b"<html><script>alert(1)</script>", name="bild.jpg")
    assert (answer.status_code, answer.json()["code"]) == (400, "not_a_document")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/file"]
    answer = send(api, clerk, b"\xff\xd8\xff kaputt")
    assert (answer.status_code, answer.json()["code"]) == (400, "not_a_picture")


def test_more_than_ten_megabytes_are_refused(api, clerk, settings):
    assert send(api, clerk, b"x" * 10_020_000).status_code == 413
    settings.MAXIMUM_UPLOAD_BYTES = 1000
    assert send(api, clerk, b"x" * 1001).status_code == 413
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "media_type", "refusal"),
    [
        ("{}", "application/json", (415, "unsupported_media_type")),
        (b"x", "multipart/form-data", (400, "malformed_body")),
        (b"--grenze--\r\n", "multipart/form-data; boundary=grenze", (400, "invalid")),
        (multipart(picture(), part="bild")[0], "multipart/form-data; boundary=grenze", (400, "invalid")),
        (multipart(b"")[0], "multipart/form-data; boundary=grenze", (400, "invalid")),
    ],
)
def test_what_is_no_form_with_a_file_is_refused(api, clerk, body, media_type, refusal):
    answer = api.post("/uploads", body, headers={"Content-Type": media_type}, token=signed_in(clerk).access)
    assert (answer.status_code, answer.json()["code"]) == refusal


def test_the_same_file_sent_again_is_taken_once(api, clerk):
    key = {"Idempotency-Key": '"bild-1"'}
    first, again = (send(api, clerk, picture(), headers=key) for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert send(api, clerk, picture(99), headers=key).status_code == 422
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("missing", [len(PDF), 6, 4])
def test_what_broke_off_on_the_way_is_not_remembered_as_the_request(api, clerk, missing):
    body, kind = multipart(PDF, name="plan.pdf")
    token, headers = signed_in(clerk).access, {**kind, "Idempotency-Key": "auf-dem-weg"}
    broken = api.post("/uploads", body[:-missing], headers=headers, token=token)
    assert (broken.status_code, broken.json()["code"]) == (400, "malformed_body")
    assert "unvollständig" in broken.json()["detail"]
    assert api.post("/uploads", body, headers=headers, token=token).status_code == 201


def test_an_event_shows_its_picture_and_documents(api):
    image, document = ImageFactory(), DocumentFactory()
    shown = {"image": image, "image_alt": "Ein Saal", "image_credit": "Stadt", "image_licence": "CC BY 4.0"}
    event = EventFactory(**shown)
    EventAttachment.objects.create(event=event, document=document, title="Einladung")
    told = api.get(f"/events/{event.pk}").json()
    folder = f"{HOST}/media/{image.pk}"
    assert told["image"] == {
        "url": f"{folder}/800.jpg", "width": 800, "height": 600, "alt": "Ein Saal", "licence": "CC BY 4.0",
        "author": "Stadt",
        "sizes": [
            {"url": f"{folder}/320.jpg", "width": 320, "height": 240, "media_type": "image/jpeg"},
            {"url": f"{folder}/320.webp", "width": 320, "height": 240, "media_type": "image/webp"},
            {"url": f"{folder}/800.jpg", "width": 800, "height": 600, "media_type": "image/jpeg"},
            {"url": f"{folder}/800.webp", "width": 800, "height": 600, "media_type": "image/webp"},
        ],
    }  # fmt: skip
    url = f"{HOST}/media/{document.pk}/einladung.pdf"
    assert told["attachments"] == [
        {
            "title": "Einladung",
            "document": str(document.pk),
            "url": url,
            "media_type": "application/pdf",
            "size": 120_000,
        }
    ]
    assert api.get(f"/news/{ArticleFactory(**shown).pk}").json()["image"] == told["image"]


def test_a_change_of_the_documents_is_seen_at_once(api):
    event = EventFactory()
    assert api.get(f"/events/{event.pk}").json()["attachments"] == []
    attachment = EventAttachment.objects.create(event=event, document=DocumentFactory(), title="Plan")
    assert [one["title"] for one in api.get(f"/events/{event.pk}").json()["attachments"]] == ["Plan"]
    attachment.delete()
    assert api.get(f"/events/{event.pk}").json()["attachments"] == []


def test_an_event_is_written_with_an_uploaded_picture(api, clerk):
    api.token = signed_in(clerk).access
    image = str(ImageFactory().pk)
    event = {
        "title": "Lesung", "kind": "reading", "starts_at": "2027-03-01T19:00:00+01:00", "attendance_mode": "online",
        "municipalities": ["borsdorf"], "organization": "gemeinde-borsdorf", "image": image,
    }  # fmt: skip
    answer = api.post("/events", event)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (400, ["/image_alt"])
    written = api.post("/events", {**event, "image_alt": "Ein Buch", "image_credit": "Stadt"})
    assert written.status_code == 201
    told = written.json()["image"]
    assert (told["alt"], told["author"], told["url"]) == ("Ein Buch", "Stadt", f"{HOST}/media/{image}/800.jpg")
    answer = api.post("/events", {**event, "image": str(DocumentFactory().pk), "image_alt": "Ein Buch"})
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (400, ["/image"])
