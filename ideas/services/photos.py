"""The photos of ideas: taken in before the idea, shown with it, gone with it."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.accounts import roles
from core.accounts.models import Person
from core.accounts.services import accounts
from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid, Missing
from core.privacy import retention
from core.uploads import guards, uploads
from ideas.models import Idea, IdeaPhoto
from ideas.models.photo import MOST_PHOTOS
from ideas.services.locking import locked_idea


@dataclass(frozen=True)
class Wanted:
    """A photo that the idea shall show; without `alt` its description stays as it is."""

    photo_id: uuid.UUID
    alt: str | None = None


def add(content: bytes, *, person: Person | None = None, by: Actor) -> IdeaPhoto:
    """Take in a photo for an idea that is still to come: nobody is kept with it, and a day later it is gone.

    Only the audit names `person`. Raises NotAPicture, TooManyPixels, Unauthenticated.
    """
    with accounts.held(person) if person else transaction.atomic():
        return IdeaPhoto.objects.create(upload=uploads.add_photo(content, by=by))


def put(idea: Idea, wanted: Sequence[Wanted]) -> bool:
    """Have the locked idea show exactly these photos in this order; tells whether anything changed. Raises Invalid.

    A photo that another idea has taken is as unknown as one that is not there.
    """
    present = {photo.pk: photo for photo in idea.photos.all()}
    keys = [one.photo_id for one in wanted]
    free = IdeaPhoto.objects.select_for_update(no_key=True).filter(Q(idea=None) | Q(idea=idea), pk__in=keys)
    found = {photo.pk: photo for photo in free.order_by("pk")}
    if errors := _problems(keys, found):
        raise Invalid(errors)
    dropped = [photo for key, photo in present.items() if key not in found]
    delete(dropped)
    changed = bool(dropped)
    for position, one in enumerate(wanted, start=1):
        photo = found[one.photo_id]
        shown = (idea.pk, position, photo.alt if one.alt is None else one.alt)
        if (photo.idea_id, photo.position, photo.alt) != shown:
            photo.idea_id, photo.position, photo.alt = shown
            photo.save(update_fields=["idea", "position", "alt"])
            changed = True
    return changed


def only_removes(idea: Idea, wanted: Sequence[Wanted]) -> bool:
    """Whether nothing is new in it: taking a photo back is always free."""
    present = dict(idea.photos.values_list("pk", "alt"))
    return all(one.photo_id in present and one.alt in {None, present[one.photo_id]} for one in wanted)


def describe(photo_id: uuid.UUID, *, alt: str, by: Actor) -> IdeaPhoto:
    """Say what a photo shows, where its author has not. Raises Missing, NotEntrusted."""
    with locked_idea(idea_of(photo_id)) as (idea, now):
        roles.require_ideas_of(by, idea.municipality_id)
        photo = idea.photos.filter(pk=photo_id).first()
        if photo is None:
            raise Missing
        if photo.alt != alt:
            photo.alt, idea.updated_at = alt, now
            photo.save(update_fields=["alt"])
            idea.save(update_fields=["updated_at"])
            behalf = roles.on_behalf_of(by, idea.municipality_id)
            record("idea.photo_described", idea, by=by, organization_id=behalf)
    return photo


def idea_of(photo_id: uuid.UUID) -> uuid.UUID:
    """Raises Missing, also for a photo that no idea has taken."""
    idea_id = IdeaPhoto.objects.filter(pk=photo_id).values_list("idea", flat=True).first()
    if idea_id is None:
        raise Missing
    return idea_id


def delete(photos: Collection[IdeaPhoto]) -> None:
    """For good, with their files."""
    IdeaPhoto.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    uploads.remove([photo.upload_id for photo in photos])


def delete_all_of(idea_ids: Iterable[uuid.UUID]) -> None:
    delete(list(IdeaPhoto.objects.filter(idea__in=idea_ids)))


def never_taken(now: datetime) -> QuerySet[IdeaPhoto]:
    """What was uploaded for an idea that did not come."""
    return IdeaPhoto.objects.waiting().filter(created_at__lte=retention.limit("idea_photos", now=now))


def is_withheld(upload_id: uuid.UUID) -> bool:
    return IdeaPhoto.objects.withheld().filter(upload=upload_id).exists()


def take_part() -> None:
    guards.register("ideas", is_withheld)


def _problems(keys: Sequence[uuid.UUID], found: Collection[uuid.UUID]) -> list[FieldError]:
    errors = []
    if len(keys) > MOST_PHOTOS:
        sentence = _("An idea shows at most %(count)s photos.") % {"count": MOST_PHOTOS}
        errors.append(FieldError("/photos", "too_many", sentence))
    for place, key in enumerate(keys):
        if key in keys[:place]:
            errors.append(FieldError(f"/photos/{place}", "repeated", _("This photo stands here twice.")))
        elif key not in found:
            sentence = _("There is no such photo any more. Please upload it again.")
            errors.append(FieldError(f"/photos/{place}", "does_not_exist", sentence))
    return errors
