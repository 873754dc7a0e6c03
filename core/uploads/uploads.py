"""Taking uploads in, and sweeping out those that nothing uses."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from core import images
from core.actors import Actor
from core.audit.record import record
from core.models import uuid7
from core.uploads import documents, files
from core.uploads.models import Upload, UploadKind

# How long an upload waits to be used: long enough to write a text beside it.
UNUSED_FOR = timedelta(days=1)
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


def add(content: bytes, *, name: str, by: Actor) -> Upload:
    """Take in a picture or a document, whichever its content says. Raises Invalid.

    The files are written first: a row never names one that is not there, and files without a row are swept.
    """
    if content.startswith(PICTURES):
        return add_image(content, by=by)
    return add_document(content, name=name, by=by)


def add_image(content: bytes, *, by: Actor) -> Upload:
    """Take in a picture, written anew in a few sizes. Raises NotAPicture, TooManyPixels."""
    return keep_image(images.renditions(content), by=by)


def add_photo(content: bytes, *, by: Actor) -> Upload:
    """Take in a picture from the people, under an id that tells nothing. Raises NotAPicture, TooManyPixels."""
    if not content.startswith(PICTURES):
        raise images.NotAPicture
    return keep_image(images.renditions(content), key=uuid.uuid4(), by=by)


def keep_image(made: Sequence[images.Rendition], *, key: uuid.UUID | None = None, by: Actor) -> Upload:
    """Keep a picture that has been read already."""
    plain = [one for one in made if one.ending != "webp"]
    largest = plain[-1]
    upload = Upload(
        id=key or uuid7(),
        kind=UploadKind.IMAGE,
        file_name=f"{largest.width}.{largest.ending}",
        media_type=images.MEDIA_TYPES[largest.ending],
        size=len(largest.content),
        width=largest.width,
        height=largest.height,
        widths=[one.width for one in plain],
    )
    return _keep(upload, {f"{one.width}.{one.ending}": one.content for one in made}, by=by)


def add_document(content: bytes, *, name: str, by: Actor) -> Upload:
    """Take in a PDF under a name made from its own. Raises NotADocument, ActiveDocument."""
    documents.check(content)
    upload = Upload(
        kind=UploadKind.DOCUMENT,
        file_name=documents.safe_name(name),
        media_type=documents.MEDIA_TYPE,
        size=len(content),
    )
    return _keep(upload, {upload.file_name: content}, by=by)


def remove(upload_ids: Collection[uuid.UUID]) -> None:
    """Delete those of them that nothing names any more, the files as soon as that is committed."""
    unused = list(Upload.objects.unused().filter(pk__in=upload_ids).values_list("pk", flat=True))
    Upload.objects.filter(pk__in=unused).delete()
    for upload_id in unused:
        transaction.on_commit(partial(files.remove, upload_id))


def sweep(*, now: datetime) -> int:
    """Remove what nothing has used within a day, files and rows; returns how many rows."""
    limit, count = now - UNUSED_FOR, 0
    for upload_id in Upload.objects.unused().older_than(limit).values_list("pk", flat=True):
        with transaction.atomic():
            # Under the lock nobody begins to use it: a foreign key asks for a lock of its own.
            locked = Upload.objects.select_for_update().filter(pk=upload_id)
            if locked.first() and Upload.objects.unused().filter(pk=upload_id).exists():
                Upload.objects.filter(pk=upload_id).delete()
                count += 1
    kept = {str(key) for key in Upload.objects.values_list("pk", flat=True)}
    for folder in files.folders(older_than=limit):
        if folder.name not in kept:
            files.remove_folder(folder)
    return count


def _keep(upload: Upload, contents: dict[str, bytes], *, by: Actor) -> Upload:
    files.write(upload.pk, contents)
    with transaction.atomic():
        upload.save(force_insert=True)
        record("upload.added", upload, by=by, kind=upload.kind, bytes=upload.size)
    return upload
