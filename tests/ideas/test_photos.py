"""Photos of ideas: without what the camera added, public with their idea only, gone with it, or taken out by clerks."""

import io
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.accounts.models import Person
from core.actors import GUEST, SYSTEM
from core.actors import person as acting
from core.audit.models import AuditEntry
from core.errors import Invalid, Missing
from core.privacy import runs
from core.uploads.models import Upload
from ideas import errors
from ideas.models import Decision, Idea, IdeaPhoto
from ideas.services import ideas, moderation, photos, redaction
from ideas.services import privacy as ours
from ideas.services.photos import Wanted
from tests.factories.ideas import IdeaFactory
from tests.factories.roles import clerk_of
from tests.factories.uploads import picture
from tests.ideas.conftest import letter, token_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region", "media")]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA = tmp_path / "media"
    return settings.MEDIA


def taken(**options):
    return photos.add(picture(400, 300, **options), by=GUEST)


def shown_by(idea):
    return [(photo.pk, photo.alt) for photo in IdeaPhoto.objects.filter(idea=idea).in_order()]


def with_photos(count=1, **traits):
    idea, made = IdeaFactory(**traits), [taken() for _ in range(count)]
    photos.put(idea, [Wanted(photo.pk) for photo in made])
    return idea, made


def status_of(photo):
    return Client().get(photo.upload.url.removeprefix("https://api.partheland.example")).status_code


def test_a_guests_idea_shows_its_photos_in_order_without_place_and_device(submit, media):
    exif = Image.Exif()
    exif[271] = "Geheime Kamera"
    first, second = taken(exif=exif), taken()
    idea = submit(shown=[Wanted(second.pk), Wanted(first.pk, "Der Radweg")])
    assert shown_by(idea) == [(second.pk, ""), (first.pk, "Der Radweg")]
    files = list((media / str(first.upload_id)).iterdir())
    assert {path.name for path in files} == {"320.jpg", "320.webp", "400.jpg", "400.webp"}
    assert [dict(Image.open(io.BytesIO(path.read_bytes())).getexif()) for path in files] == [{}] * 4
    assert (first.pk.version, first.upload_id.version) == (4, 4)  # no address tells the moment
    ideas.confirm(token_of(idea))
    assert len(shown_by(idea)) == 2


def test_the_same_idea_sent_again_takes_the_new_photos(submit):
    first, second = taken(), taken()
    idea = submit(shown=[Wanted(first.pk)])
    assert submit(shown=[Wanted(second.pk)]) == idea
    assert shown_by(idea) == [(second.pk, "")]
    assert set(Upload.objects.all()) == {second.upload}


def test_photos_that_are_taken_twice_too_many_or_somebody_elses_are_refused(submit):
    _idea, [theirs] = with_photos()
    one, *others = [taken() for _ in range(6)]
    for wanted, problems in (
        ([one, one], [("/photos/1", "repeated")]),
        ([one, *others], [("/photos", "too_many")]),
        ([one, theirs], [("/photos/1", "does_not_exist")]),
    ):
        with pytest.raises(Invalid) as refusal:
            submit(shown=[Wanted(photo.pk) for photo in wanted])
        assert [(error.pointer, error.code) for error in refusal.value.errors] == problems
    with pytest.raises(Invalid):
        submit(shown=[Wanted(uuid.uuid4())])
    assert (Idea.objects.count(), IdeaPhoto.objects.waiting().count()) == (1, 6)


def put_beside(photo):
    """A second photo in the same place; the transaction might still sort it out, so the database is asked now."""
    IdeaPhoto.objects.filter(pk=taken().pk).update(idea=photo.idea_id, position=photo.position)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_knows_five_places_for_one_photo_each():
    _idea, [photo] = with_photos()
    for position in (0, 6, None):
        with pytest.raises(IntegrityError, match="ideas_photo_has_place"), transaction.atomic():
            IdeaPhoto.objects.filter(pk=photo.pk).update(position=position)
    with pytest.raises(IntegrityError, match="ideas_photo_one_in_each_place"), transaction.atomic():
        put_beside(IdeaPhoto.objects.get(pk=photo.pk))


def test_a_file_is_there_for_all_only_as_long_as_its_idea_may_be_seen(moderator):
    idea, [photo] = with_photos(waiting=True)
    answer = Client().get(photo.upload.url.removeprefix("https://api.partheland.example"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=3600")
    moderation.approve(idea.pk, by=moderator)
    assert status_of(photo) == 200
    moderation.hide(idea.pk, reason="Zeigt jemanden.", by=moderator)
    assert status_of(photo) == 404
    moderation.approve(idea.pk, by=moderator)
    moderation.request_changes(idea.pk, reason="Bitte ohne Gesicht.", by=moderator)
    assert status_of(photo) == 404


def test_what_no_idea_takes_is_gone_after_a_day_files_and_all(media, django_capture_on_commit_callbacks):
    old, young, (_idea, [used]) = taken(), taken(), with_photos()
    IdeaPhoto.objects.exclude(pk=young.pk).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert runs.carry_out(now=timezone.now()).counts["idea_photos"] == 1
    assert set(IdeaPhoto.objects.all()) == {young, used}
    assert {path.name for path in media.iterdir()} == {str(young.upload_id), str(used.upload_id)}
    assert not Upload.objects.filter(pk=old.upload_id).exists()


@pytest.mark.parametrize("keep", [True, False])
def test_photos_go_with_their_author(media, django_capture_on_commit_callbacks, keep):
    idea, [_photo] = with_photos(by_person=True)
    _other, [kept] = with_photos()
    assert ours.export(idea.author)["ideas"][0]["photos"] == [{"url": _photo.upload.url, "alt": ""}]
    with django_capture_on_commit_callbacks(execute=True):
        ours.erase(idea.author, keep_contributions=keep, by=SYSTEM)
    assert list(IdeaPhoto.objects.all()) == [kept]
    assert [path.name for path in media.iterdir()] == [str(kept.upload_id)]
    assert Idea.objects.filter(pk=idea.pk).exists() is keep


def test_photos_of_an_idea_nobody_confirmed_go_with_it(media, django_capture_on_commit_callbacks):
    with_photos(pending=True, created_at=timezone.now() - timedelta(days=15))
    with django_capture_on_commit_callbacks(execute=True):
        assert runs.carry_out(now=timezone.now()).counts["unconfirmed_ideas"] == 1
    assert (IdeaPhoto.objects.count(), Upload.objects.count(), list(media.iterdir())) == (0, 0, [])


def test_the_author_takes_photos_back_at_any_time_but_shows_no_new_ones():
    idea, [first, second] = with_photos(2, by_person=True, support_count=1)
    by = acting(idea.author)
    for wanted in ([Wanted(first.pk), Wanted(taken().pk)], [Wanted(first.pk, "Neu beschrieben")]):
        with pytest.raises(errors.IdeaNotEditable):
            ideas.change(idea.pk, by=by, shown=wanted)
    ideas.change(idea.pk, by=by, shown=[Wanted(second.pk)])
    assert shown_by(idea) == [(second.pk, "")]


def test_a_clerk_takes_a_photo_out_and_the_author_is_told(media, moderator, django_capture_on_commit_callbacks):
    idea, [bad, good] = with_photos(2)
    with django_capture_on_commit_callbacks(execute=True):
        decision = redaction.remove_photo(bad.pk, reason="Zeigt ein Kind.", by=moderator)
    assert shown_by(idea) == [(good.pk, "")]
    assert [path.name for path in media.iterdir()] == [str(good.upload_id)]
    assert (decision.outcome, decision.places, decision.reason) == ("redacted", 1, "Zeigt ein Kind.")
    told = letter("photo_removed", decision_id=decision.pk)
    assert (told.to, "Zeigt ein Kind." in words_of(told)) == (idea.email, True)
    assert AuditEntry.objects.filter(act="idea.photo_removed", subject_id=str(idea.pk)).count() == 1
    with pytest.raises(Missing):
        redaction.remove_photo(bad.pk, by=moderator)


@pytest.fixture
def office(client):
    person = Person.objects.create_superuser("klara@example.org", "langes-passwort-4711", display_name="Klara")
    client.force_login(person)
    return client


def form_of(idea, rows):
    empty = dict.fromkeys(("decision", "decision_reason", "next_status", "answer", "status_reason", "target"), "")
    form = empty | dict.fromkeys(("municipality", "topic", "measure"), "")
    form |= {"history-TOTAL_FORMS": 0, "history-INITIAL_FORMS": 0}
    form |= {"photos-TOTAL_FORMS": len(rows), "photos-INITIAL_FORMS": len(rows)}
    for number, (photo, row) in enumerate(rows):
        said = {"id": photo.pk, "idea": idea.pk, "alt": photo.alt, "removal_reason": ""} | row
        form |= {f"photos-{number}-{name}": value for name, value in said.items()}
    return form


def test_clerks_see_describe_and_take_out_photos_on_the_ideas_page(office):
    idea, [first, second] = with_photos(2, hidden=True)
    page = reverse("admin:ideas_idea_change", args=[idea.pk])
    shown = reverse("admin:ideas_idea_photo", args=[idea.pk, first.pk, 320])
    assert shown in office.get(page).content.decode()
    answer = office.get(shown)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer.headers["Cache-Control"]
    rows = [(first, {"alt": "Der Radweg"}), (second, {"DELETE": "on", "removal_reason": "Ein Gesicht."})]
    assert office.post(page, form_of(idea, rows)).status_code == 302
    assert shown_by(idea) == [(first.pk, "Der Radweg")]
    assert Decision.objects.get().reason == "Ein Gesicht."


def test_a_photo_in_the_administration_is_for_those_who_answer_for_the_idea(client):
    idea, [photo] = with_photos(hidden=True)
    other, [_theirs] = with_photos()
    address = reverse("admin:ideas_idea_photo", args=[idea.pk, photo.pk, 320])
    assert client.get(address).status_code == 302
    client.force_login(clerk_of("gemeinde-borsdorf"))  # an idea for the whole region is not theirs
    assert client.get(address).status_code == 404
    client.force_login(Person.objects.create_superuser("k@example.org", "langes-passwort-4711", display_name="K"))
    assert client.get(reverse("admin:ideas_idea_photo", args=[other.pk, photo.pk, 320])).status_code == 404
