"""Everything about a person as JSON: at once where it is little, put together by the worker where it is much."""

import json
import uuid
import zlib
from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils import timezone

from core import jobs, sealing
from core.accounts.models import Person
from core.accounts.services import accounts
from core.privacy import retention, rights
from core.privacy.models import StoredExport

# So many rows are put together and told in about a tenth of a second (docs/adr/0033-exports-by-the-worker.md).
AT_ONCE = 2000
# Who asks again within this time gets the same; later it is put together anew.
FRESH = timedelta(hours=1)
PURPOSE = "export"


def of(person: Person) -> bytes | None:
    """The person's export as JSON; None as long as the worker is at it, then ask again."""
    if rights.size(person) <= AT_ONCE:
        return _as_json(person)
    now = timezone.now()
    with accounts.held(person):
        StoredExport.objects.filter(person=person, finished_at__lte=now - FRESH).delete()
        stored, _is_new = StoredExport.objects.get_or_create(person=person)
        content = _opened(stored)
        if content is None:
            # Each time anew: a job that died must not leave anybody waiting. One that finds the work done does nothing.
            jobs.defer("core.assemble_export", once=f"export {stored.pk}", export_id=str(stored.pk))
    return content


def assemble(export_id: uuid.UUID) -> None:
    """The worker's part; nothing where it is done already, or the person is gone."""
    stored = StoredExport.objects.select_related("person").filter(pk=export_id).first()
    if stored is None or _opened(stored) is not None:
        return
    sealed = sealing.seal_for(PURPOSE, zlib.compress(_as_json(stored.person)))
    # An erasure in the meantime has taken the row, and this finds none.
    StoredExport.objects.filter(pk=export_id).update(sealed=sealed, finished_at=timezone.now())


def old(now: datetime) -> QuerySet[StoredExport]:
    return StoredExport.objects.filter(created_at__lt=retention.limit("exports", now=now))


def _as_json(person: Person) -> bytes:
    return json.dumps(rights.export(person), cls=DjangoJSONEncoder, ensure_ascii=False).encode()


def _opened(stored: StoredExport) -> bytes | None:
    """What it holds; None where it is not there yet, or sealed under a key that is known no more."""
    content = sealing.unseal_for(PURPOSE, bytes(stored.sealed)) if stored.sealed is not None else None
    return zlib.decompress(content) if content is not None else None
