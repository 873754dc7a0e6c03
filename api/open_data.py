"""Open data: all public items of a list in one file, with the licence under which anyone may use them.

A file is put together on disk, some hundred items at a time: its size costs no memory, and no slow reader holds a
connection to the database.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework.request import Request

from api import rendering
from api.caching import PAGES, Page, Versions
from api.filters import StrictFilterBackend, StrictFilterSet
from api.views import Kept
from core.changes import log
from core.limits.policies import EXPORTS
from core.municipalities.models import Region

AT_ONCE = 500
# Up to so many bytes a file stays in memory, and is kept there like any other public answer.
SMALL = 500_000


class OpenDataFile(Kept):
    """`document_type`, `media_type`, `filterset_class`, `get_queryset` in its order, and `write`."""

    filterset_class: ClassVar[type[StrictFilterSet]]
    limits: ClassVar = {"get": EXPORTS}

    def get_queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def write(self, documents: Iterable[dict[str, Any]]) -> Iterator[str]:
        """The file's text, piece by piece."""
        raise NotImplementedError

    def known_parameters(self) -> Sequence[str]:
        return list(self.filterset_class.base_filters)

    @cached_property
    def region(self) -> Region:
        return Region.objects.first() or Region()

    @cached_property
    def versions(self) -> Versions:
        """Also of the licence: the region is in no change log."""
        said = f"{self.region.name}\n{self.region.licence_name}\n{self.region.licence_url}"
        return {**log.versions([self.document_type]), "region": zlib.crc32(said.encode())}

    def file(self, request: Request) -> HttpResponseBase:
        """The present file: from memory where it is small and still true, else written anew."""
        rows = StrictFilterBackend().filter_queryset(request, self.get_queryset(), self)
        key, now = request.get_full_path(), timezone.now()
        page = PAGES.get(key, versions=self.versions, now=now)
        if page is not None and page.body:
            return self._answer(HttpResponse(page.body), page)
        file, size, etag = self._written(rows)
        page = Page(file.read() if size <= SMALL else b"", etag, self.versions, None)
        PAGES.put(key, page)
        if not page.body:
            return self._answer(FileResponse(file), page)  # which closes it in the end
        file.close()
        return self._answer(HttpResponse(page.body), page)

    def _answer(self, answer: HttpResponseBase, page: Page) -> HttpResponseBase:
        answer.headers["Content-Type"] = self.media_type
        answer.headers["ETag"] = page.etag
        if self.region.licence_url:
            answer.headers["Link"] = f'<{self.region.licence_url}>; rel="license"'
        return answer

    def _written(self, rows: QuerySet[Any]) -> tuple[SpooledTemporaryFile[bytes], int, str]:
        """The file at its beginning, how many bytes it has, and the strong tag of exactly these."""
        digest = hashlib.sha256()
        with ExitStack() as unless_it_fails:
            file = unless_it_fails.enter_context(SpooledTemporaryFile(max_size=SMALL))
            for text in self.write(self._documents(rows)):
                piece = text.encode()
                digest.update(piece)
                file.write(piece)
            size = file.tell()
            file.seek(0)
            unless_it_fails.pop_all()
        return file, size, f'"{base64.urlsafe_b64encode(digest.digest()[:15]).decode()}"'

    def _documents(self, rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
        stored = rendering.with_document(self.document_type, rows).values_list("pk", "document")
        for chunk in _in_chunks(stored.iterator(chunk_size=AT_ONCE)):
            filled = rendering.fill(self.document_type, chunk)
            yield from (json.loads(filled[key]) for key in chunk if key in filled)


def _in_chunks(rows: Iterable[tuple[Any, Any]]) -> Iterator[dict[Any, Any]]:
    chunk: dict[Any, Any] = {}
    for key, document in rows:
        chunk[key] = document
        if len(chunk) == AT_ONCE:
            yield chunk
            chunk = {}
    if chunk:
        yield chunk
