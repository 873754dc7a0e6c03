"""Personal data of ideas: export, erasure, keeping, and the join of a guest's ideas with the account."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import privacy
from core.accounts.models import Person
from core.actors import SYSTEM, Actor
from core.audit.record import record
from core.notifications import notifying
from core.privacy import Rule, retention, traces
from ideas.models import (
    Comment,
    Display,
    Idea,
    IdeaPhoto,
    IdeaStatus,
    IdeaStatusChange,
    IdeaToken,
    PreparedAnswer,
    SolvedQuestion,
    Visibility,
)
from ideas.models.idea import IdeaQuerySet
from ideas.services import comment_privacy, history, parting, photos, telling

EXPORTED = (
    "id", "reference", "title", "text", "municipality__slug", "topic__slug", "call__slug", "latitude", "longitude",
    "author_name", "display", "follow", "language", "visibility", "moderation_note", "status", "channel", "origin",
    "created_at", "confirmed_at", "published_at",
)  # fmt: skip


def export(person: Person) -> dict[str, Any]:
    ideas = _of(person).order_by("created_at", "id")
    photos_of: dict[Any, list[dict[str, str]]] = {}
    for photo in IdeaPhoto.objects.filter(idea__in=ideas.order_by()).in_order():
        photos_of.setdefault(photo.idea_id, []).append({"url": photo.upload.url, "alt": photo.alt})
    said = SolvedQuestion.objects.filter(idea__in=ideas.order_by()).order_by("asked_on", "id")
    return {
        "ideas": [
            {name.removesuffix("__slug"): idea[name] for name in EXPORTED} | {"photos": photos_of.get(idea["id"], [])}
            for idea in ideas.values(*EXPORTED)
        ],
        "asked_whether_solved": list(said.values("idea_id", "asked_on", "answer")),
    }


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:
    """Public ideas may stay, anonymously; all others, and those too where nothing is to be kept, are deleted.

    Those that were known without the person's name have no author any more, and nobody sees it; they go, or lose the
    pseudonym, later, each by itself.
    """
    ideas = _of(person)
    nameless = ideas.filter(published_at__isnull=False).exclude(display=Display.NAME)
    _part_with(nameless, keep=keep_contributions, by=by)
    if keep_contributions:
        kept = ideas.public()
        for idea in kept:
            record("idea.author_forgotten", idea, by=by)
        _anonymise(kept)
    _delete(list(ideas), by=by)


def erase_later(idea_id: uuid.UUID) -> None:
    """Delete an idea whose author has gone. Repeating it changes nothing."""
    with transaction.atomic():
        _delete(list(_without_author(idea_id)), by=SYSTEM)


def strip_later(idea_id: uuid.UUID) -> None:
    """Take pseudonym, photos and place from an idea whose author has gone. Repeating it changes nothing."""
    with transaction.atomic():
        _anonymise(_without_author(idea_id))


def _part_with(ideas: IdeaQuerySet, *, keep: bool, by: Actor) -> None:
    known = list(ideas)
    for idea in known:
        record("idea.author_forgotten", idea, by=by)
    ideas.update(author=None, email="", follow=False)
    kept = {idea.pk for idea in known if keep and idea.visibility == Visibility.PUBLIC}
    parting.later("ideas.strip_idea", kept)
    parting.later("ideas.erase_idea", {idea.pk for idea in known} - kept)


def _without_author(idea_id: uuid.UUID) -> IdeaQuerySet:
    return Idea.objects.filter(pk=idea_id, author=None, email="").exclude(display=Display.NAME)


def _never_confirmed(now: datetime) -> QuerySet[Idea]:
    old = Idea.objects.filter(created_at__lte=retention.limit("unconfirmed_ideas", now=now))
    return old.filter(visibility=Visibility.PENDING_CONFIRMATION)


def _delete_with_photos(ideas: QuerySet[Idea]) -> None:
    photos.delete_all_of(ideas.values_list("pk", flat=True))
    ideas.delete()


def _old_addresses(now: datetime) -> QuerySet[Idea]:
    """Of guests to whom nothing more is to be told."""
    return Idea.objects.ended(retention.limit("idea_addresses", now=now)).exclude(email="")


def _old_drafts(now: datetime) -> QuerySet[Idea]:
    return Idea.objects.drafts().filter(updated_at__lte=retention.limit("idea_drafts", now=now))


def _settled_answers(now: datetime) -> QuerySet[PreparedAnswer]:
    return PreparedAnswer.objects.filter(settled_at__lte=retention.limit("prepared_answers", now=now))


def adopt(person: Person) -> int:
    """Unconfirmed ones stay out: anybody may have written this address."""
    theirs = Idea.objects.filter(email=person.email, author=None, confirmed_at__isnull=False)
    return theirs.update(author=person, email="")


def _of(person: Person) -> IdeaQuerySet:
    """The person's own, and what came in as a guest's under the same, proven address."""
    return Idea.objects.filter(Q(author=person) | Q(email=person.email))


def _anonymise(ideas: IdeaQuerySet) -> None:
    """What could tell who it was goes; a photo may show the own garden."""
    photos.delete_all_of(ideas.values_list("pk", flat=True))
    ideas.update(
        author=None, email="", display=Display.ANONYMOUS, author_name="", latitude=None, longitude=None, follow=False
    )


def _delete(ideas: list[Idea], *, by: Actor) -> None:
    """Delete for good. Ideas that were continued as one of these live again, and their authors are told."""
    now = timezone.now()
    keys = [idea.pk for idea in ideas]
    for orphan in Idea.objects.select_for_update(no_key=True).filter(duplicate_of__in=keys).order_by("pk"):
        step = history.append(orphan, IdeaStatus.UNDER_REVIEW, now=now, by=SYSTEM, happened_on=timezone.localdate(now))
        if orphan.pk not in keys:
            telling.step(step, of=orphan)
    for idea in ideas:
        record("idea.erased", idea, by=by)
    photos.delete_all_of(keys)
    comment_privacy.delete(list(Comment.objects.filter(idea__in=keys).values_list("pk", flat=True)))
    steps = list(IdeaStatusChange.objects.filter(idea__in=keys).values_list("pk", flat=True))
    traces.remove(IdeaStatusChange, steps, letters_by="change_id")
    prepared = list(PreparedAnswer.objects.filter(idea__in=keys).values_list("pk", flat=True))
    traces.remove(PreparedAnswer, prepared, letters_by="prepared_id")
    questions = list(SolvedQuestion.objects.filter(idea__in=keys).values_list("pk", flat=True))
    traces.remove(SolvedQuestion, questions, letters_by="question_id")
    notifying.forget([*steps, *questions])
    traces.remove(Idea, keys, letters_by="idea_id")
    Idea.objects.filter(pk__in=keys).delete()


def take_part() -> None:
    rules = [
        Rule("unconfirmed_ideas", _never_confirmed, _delete_with_photos),
        Rule("idea_drafts", _old_drafts, _delete_with_photos),
        Rule("idea_photos", photos.never_taken, lambda batch: photos.delete(list(batch))),
        Rule("idea_addresses", _old_addresses, lambda batch: batch.update(email="")),
        Rule("prepared_answers", _settled_answers),
    ]
    privacy.register(
        "ideas",
        models=[Idea, IdeaPhoto, IdeaStatusChange, IdeaToken, PreparedAnswer],
        export=export,
        erase=erase,
        rules=rules,
        adopt=adopt,
    )
