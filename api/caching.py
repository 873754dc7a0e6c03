"""Public pages kept in the process, each under the versions of what it shows and until when time leaves it true."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

Versions = dict[str, int]
LARGEST_CACHE = 3_000_000  # bytes per process
BESIDE_BODY = 1000  # of its address, tag and versions


@dataclass(frozen=True)
class Page:
    """A body with its tag. It is true as long as the versions are these and `valid_until` has not come."""

    body: bytes
    etag: str
    versions: Versions
    valid_until: datetime | None


class Pages:
    """The pages used last, up to a number of bytes. Nothing here is asked before the database told the versions."""

    def __init__(self, largest: int = LARGEST_CACHE) -> None:
        self.largest, self.size = largest, 0
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = threading.Lock()

    def holds(self, key: str) -> bool:
        """Whether there is a page at all, true or not."""
        return key in self._pages

    def get(self, key: str, *, versions: Versions, now: datetime) -> Page | None:
        """The page, if it still says what is true."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.versions != versions or (page.valid_until and page.valid_until <= now):
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Page) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += len(page.body) + BESIDE_BODY
            while self.size > self.largest:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0

    def _drop(self, key: str) -> None:
        page = self._pages.pop(key, None)
        self.size -= len(page.body) + BESIDE_BODY if page else 0


PAGES = Pages()
