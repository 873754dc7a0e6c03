"""What /me/sync tells of an object never changes without an entry: whatever is written to any column it reads."""

import re
from datetime import timedelta
from functools import partial
from itertools import islice, zip_longest

import pytest
import time_machine
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.v1.me import copies
from core.actors import SYSTEM
from core.changes.models import PersonalChange
from core.municipalities.models import Municipality, Topic
from core.notifications import notifying
from core.notifications.models import Notification
from events import changed_facts
from events.models import Answer, EventChange, ParticipantMessage, Registration, RegistrationStep
from ideas.models import Follow, Idea, IdeaPhoto, IdeaStatus, MeasureProgress, Support
from ideas.services import history
from tests.client import let_triggers_act
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, VenueFactory, WorkshopFactory
from tests.factories.ideas import (
    CommentFactory,
    FollowFactory,
    IdeaCallFactory,
    IdeaFactory,
    MeasureFactory,
    SolvedQuestionFactory,
    SupportFactory,
)
from tests.factories.uploads import ImageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
OBJECTS = {
    "notification": (Notification, "id"),
    "registration": (Registration, "id"),
    "idea": (Idea, "id"),
    "support": (Support, "idea_id"),
    "follow": (Follow, "idea_id"),
}
# What nothing writes once the row is there: whose part it is, and what the files of an upload are.
NEVER = {
    ("events_workshop", "event"), ("ideas_comment", "idea"),
    ("ideas_solvedquestion", "idea"), ("ideas_solvedquestion", "step"),
    *(("uploads_upload", name) for name in ("file_name", "media_type", "width", "height", "widths")),
}  # fmt: skip
# For each kind of field how another value is made of the old one.
OTHERS = (
    (models.JSONField, lambda _field, old: {**old, "title": "Anders"} if isinstance(old, dict) else "anders"),
    (ArrayField, lambda field, _old: [1] if isinstance(field.base_field, models.IntegerField) else ["anders"]),
    (models.BooleanField, lambda _field, old: not old),
    (models.DateField, lambda _field, old: (old or timezone.now()) + timedelta(days=1)),  # moments too
    (models.CharField | models.TextField, lambda field, old: "UTC" if field.name == "time_zone" else f"{old or ''}x"),
    (models.IntegerField | models.FloatField | models.DecimalField, lambda _field, old: (old or 0) + 1),
)


@pytest.fixture
def erika():
    return PersonFactory(email="erika@example.org")


@pytest.fixture
def known(erika):
    """All that a document can show, and for all of it something that Erika is told; the clock stands still."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        registered(erika)
        thought(erika)
        let_triggers_act()
        yield clock


def registered(erika):
    event = EventFactory(venue=VenueFactory(), attendance_mode="mixed")
    workshop = WorkshopFactory(event=event, capacity=3)
    RegistrationFactory(confirmed=True, party_size=2, workshop=workshop)
    RegistrationFactory(waiting=True, party_size=2, workshop=workshop)
    for traits in ({"waiting": True}, {"offered": True}):
        registration = RegistrationFactory(workshop=workshop, person=erika, **traits)
    Answer.objects.create(registration=registration, key="note", label="Noch etwas?", kind="text", value="vorn")
    step = RegistrationStep.objects.create(
        registration=registration, state="offered", offered_until=registration.offered_until
    )
    change = EventChange.objects.create(event=event, before={**changed_facts.of(event), "title": "Fest"})
    message = ParticipantMessage.objects.create(event=event, subject="Raum", text="Im Saal", states=[], recipients=1)
    tell("registrations", step, change, message, to=erika)


def thought(erika):
    measure, other = MeasureFactory(), IdeaFactory()
    idea = IdeaFactory(
        author=erika, email="", measure=measure, call=IdeaCallFactory(), event=EventFactory(),
        municipality=Municipality.objects.get(slug="borsdorf"), topic=Topic.objects.get(slug="smart-mobility"),
        latitude=51.27, longitude=12.58,
    )  # fmt: skip
    IdeaFactory(author=erika, email="", status=IdeaStatus.DUPLICATE, duplicate_of=other)
    IdeaPhoto.objects.create(idea=idea, upload=ImageFactory(), position=1)
    answered = {"now": timezone.now(), "by": SYSTEM, "happened_on": timezone.localdate(), "answer": "Ja."}
    history.append(idea, IdeaStatus.ACCEPTED, **answered)
    answer = history.append(other, IdeaStatus.ACCEPTED, **answered)
    question = SolvedQuestionFactory(idea=idea)
    SupportFactory(idea=other, person=erika)
    FollowFactory(idea=other, person=erika)
    progress = MeasureProgress.objects.create(
        measure=measure, position=1, status_from="planned", status_to="running", happened_on=timezone.localdate()
    )
    tell("own_ideas", question.step, to=erika)
    tell("solved_questions", question, to=erika)
    tell("followed_ideas", answer, to=erika)
    tell("comments", CommentFactory(idea=idea), to=erika)
    tell("measures", progress, to=erika)


def tell(subject, *rows, to):
    for row in rows:
        notifying.tell(subject, row.pk, people=[to])


def documents(type_, person):
    model, key = OBJECTS[type_]
    return copies.documents_of(type_, list(model.objects.values_list(key, flat=True)), person=person)


def rows_read(type_, person):
    """The rows of each table that the documents are made of; without the objects themselves, which are all followed."""
    with CaptureQueriesContext(connection) as queries:
        mine = documents(type_, person)
    names = {name for query in queries for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    model, key = OBJECTS[type_]
    for name in sorted(names):
        rows = MODELS[name].objects.order_by("pk")
        if MODELS[name] is model:
            rows = rows.exclude(**{f"{key}__in": mine})
        if rows:
            yield list(rows)


def other_values(field, row):
    """Values that the field might have instead: none, all of its choices or two other rows, or just another one."""
    old = getattr(row, field.attname)
    if field.null and old is not None:
        yield None
    if field.remote_field:
        yield from field.remote_field.model.objects.exclude(pk=old).order_by("pk").values_list("pk", flat=True)[:2]
    elif field.choices:
        yield from (value for value, _ in field.choices if value != old)
    else:
        makes = (make for kinds, make in OTHERS if isinstance(field, kinds))
        yield from (make(field, old) for make in islice(makes, 1))


def writes(rows):
    """Whatever may be done to rows of a table, as words and what does it: each column written, the rows deleted."""
    model = type(rows[0])
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        if not field.primary_key and (table, field.name) not in NEVER:
            values = [list(other_values(field, row)) for row in rows]
            for some in zip_longest(*values, fillvalue=...):
                yield (
                    f"{table}.{field.name} = {some[0]!r}",
                    [
                        partial(model.objects.filter(pk=row.pk).update, **{field.attname: value})
                        for row, value in zip(rows, some, strict=True)
                        if value is not ...
                    ],
                )
    yield f"{table} deleted", [row.delete for row in rows]


def happens(act):
    """False where the database, or a rule about deleting, forbids it."""
    try:
        with transaction.atomic():
            act()
    except (DatabaseError, ProtectedError, RestrictedError):
        return False
    return True


@pytest.mark.parametrize("type_", OBJECTS)
def test_what_changes_a_document_leaves_an_entry(known, erika, type_):
    entries = PersonalChange.objects.filter(person_id=erika.pk, type=type_, position=None)
    before, ever, untold = documents(type_, erika), set(), []
    for rows in rows_read(type_, erika):
        for words, acts in writes(rows):
            with transaction.atomic():
                if [act for act in acts if happens(act)]:
                    after = documents(type_, erika)
                    changed = {key for key in before if after.get(key) != before[key]}
                    ever |= changed
                    if changed - set(entries.values_list("object_id", flat=True)):
                        untold.append(words)
                transaction.set_rollback(True)
    assert (untold, ever) == ([], set(before))


@pytest.mark.parametrize("type_", OBJECTS)
def test_time_alone_changes_no_document(known, erika, type_):
    before = documents(type_, erika)
    for days in (1, 20, 400):
        known.shift(timedelta(days=days))
        assert documents(type_, erika) == before


# Who changes what a document shows: a copy that was filled before has to hear of it. Note all objects of the type anew
# in a migration (UPDATE changes_personalchange SET position = NULL WHERE type = … AND is_present), then write it here.
INTEREST = "idea idea.id idea.reference idea.status idea.title since"
SHOWN = {
    "notification": "created_at id is_read item item.id item.type subject text title",
    "registration": "answers answers.note cancel_reason event event.id event.starts_at event.title id name "
    "offered_until party_size place_in_line status",
    "idea": "answer answer.date_precision answer.on answer.source_url answer.text author_name call comment_count "
    "date_precision display duplicate_of editable event follow id location location.latitude location.longitude "
    "measure moderation_note municipality origin photos photos.alt photos.height photos.id photos.sizes "
    "photos.sizes.height photos.sizes.media_type photos.sizes.url photos.sizes.width photos.url photos.width "
    "reference solved solved_question solved_question.asked_on solved_question.solved source_url "
    "status submitted_on support_count text title topic visibility",
    "support": INTEREST,
    "follow": INTEREST,
}


def names_in(document, before=""):
    """The names of all that it shows, with those it is part of."""
    match document:
        case dict():
            return {before, *(name for key, one in document.items() for name in names_in(one, f"{before}.{key}"))}
        case list():
            return {before, *(name for one in document for name in names_in(one, before))}
    return {before}


@pytest.mark.parametrize("type_", OBJECTS)
def test_what_documents_show_is_known(known, erika, type_):
    shown = {name[1:] for one in documents(type_, erika).values() for name in names_in(one)} - {""}
    assert " ".join(sorted(shown)) == SHOWN[type_]
