"""Photos of ideas over HTTP: uploaded before, named in the idea, shown with it."""

import pytest

from core.uploads.models import Upload
from ideas.models import Idea, IdeaPhoto
from ideas.services import photos
from ideas.services.photos import Wanted
from tests.api.test_content_writes import EVENT
from tests.factories.accounts import signed_in
from tests.factories.ideas import AuthorFactory, IdeaFactory
from tests.factories.roles import clerk_of
from tests.factories.uploads import PDF, ImageFactory, multipart, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
HOST = "https://api.partheland.example"
GUEST = {"title": "Bank", "text": "Am Radweg.", "author_name": "Gisela", "email": "gisela@example.org"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA = tmp_path / "media"


def send(api, content=None, **options):
    body, kind = multipart(content or picture(400, 300))
    headers = options.pop("headers", {})
    return api.post("/ideas/photos", body, headers={**kind, **headers}, **options)


def public_idea(count=1):
    idea = IdeaFactory()
    made = [IdeaPhoto.objects.create(upload=ImageFactory()) for _ in range(count)]
    photos.put(idea, [Wanted(photo.pk, f"Foto {number}") for number, photo in enumerate(made, start=1)])
    return idea


def test_a_guest_hands_in_an_idea_with_a_photo(api):
    uploaded = send(api)
    assert uploaded.status_code == 201
    told, photo = uploaded.json(), IdeaPhoto.objects.get()
    assert {name: told[name] for name in ("id", "width", "height", "alt", "url")} == {
        "id": str(photo.pk), "width": 400, "height": 300, "alt": "",
        "url": f"{HOST}/media/{photo.upload_id}/400.jpg",
    }  # fmt: skip
    assert api.post("/ideas", GUEST | {"photos": [{"id": told["id"], "alt": "Der Weg"}]}).status_code == 202
    assert [(one.pk, one.alt) for one in Idea.objects.get().photos.all()] == [(photo.pk, "Der Weg")]
    again = api.post("/ideas", GUEST | {"title": "Andere", "photos": [{"id": told["id"]}]})
    assert [(error["pointer"], error["code"]) for error in again.json()["errors"]] == [
        ("/photos/0", "does_not_exist")
    ]  # fmt: skip


def test_the_author_keeps_adds_and_leaves_out_photos(api):
    anna = AuthorFactory()
    api.token = signed_in(anna).access
    first, second = (send(api).json()["id"] for _ in range(2))
    idea = api.post("/ideas", {"title": "Bank", "text": "Am Radweg.", "photos": [{"id": first, "alt": "Weg"}]}).json()
    assert [(one["id"], one["alt"]) for one in idea["photos"]] == [(first, "Weg")]
    changed = api.patch(f"/ideas/{idea['id']}", {"photos": [{"id": second}, {"id": first}]}).json()
    assert [(one["id"], one["alt"]) for one in changed["photos"]] == [(second, ""), (first, "Weg")]
    assert api.patch(f"/ideas/{idea['id']}", {"text": "Am Weg."}).json()["photos"] == changed["photos"]
    assert api.patch(f"/ideas/{idea['id']}", {"photos": []}).json()["photos"] == []
    assert Upload.objects.count() == 0


def test_everybody_sees_the_photos_of_a_public_idea_and_changes_at_once(api):
    idea = public_idea(2)
    shown = api.get(f"/ideas/{idea.pk}").json()["photos"]
    assert [one["alt"] for one in shown] == ["Foto 1", "Foto 2"]
    assert [size["width"] for size in shown[0]["sizes"]] == [320, 320, 800, 800]
    assert api.get("/ideas").json()["results"][0]["photos"] == shown
    photos.put(idea, [])
    assert api.get(f"/ideas/{idea.pk}").json()["photos"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_photos_cost_my_list_one_query(api, django_assert_num_queries, count):
    anna = AuthorFactory()
    token = signed_in(anna).access
    for _ in range(count):
        public_idea(2)
    Idea.objects.update(author=anna, email="")
    with django_assert_num_queries(5):
        mine = api.get("/me/ideas", token=token).json()["results"]
    assert [len(idea["photos"]) for idea in mine] == [2] * count


@pytest.mark.parametrize("content", [PDF, b"\xff\xd8\xff kaputt", b"<svg onload='alert(1)'/>"])
def test_only_pictures_are_taken(api, content):
    answer = send(api, content)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_a_picture")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/file"]
    assert (Upload.objects.count(), IdeaPhoto.objects.count()) == (0, 0)


def test_more_than_five_are_too_many(api):
    made = [IdeaPhoto.objects.create(upload=ImageFactory()) for _ in range(6)]
    answer = api.post("/ideas", GUEST | {"photos": [{"id": str(photo.pk)} for photo in made]})
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/photos", "max_length")]


def test_the_same_photo_sent_again_is_taken_once(api):
    key = {"Idempotency-Key": '"foto-1"'}
    first, again = (send(api, headers=key) for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert IdeaPhoto.objects.count() == 1


def test_uploading_has_a_limit_of_its_own(api, settings):
    settings.RATE_LIMITS = True
    answer = send(api)
    assert '"photos";q=150;w=3600' in answer.headers["RateLimit-Policy"]
    assert '"photos";r=149' in answer.headers["RateLimit"]


def test_nobodys_photo_becomes_the_picture_of_an_event(api):
    photo = send(api).json()
    upload = photo["url"].split("/")[-2]
    api.token = signed_in(clerk_of("gemeinde-borsdorf")).access
    answer = api.post("/events", EVENT | {"image": upload, "image_alt": "Ein Weg"})
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/image", "unknown")]
