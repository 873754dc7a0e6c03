"""Loading a region from its folder of files: each floor registers what it reads, core runs them in order."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

Entries = Any
Load = Callable[[Entries], int]


@dataclass(frozen=True)
class Loader:
    """`load` makes the database agree with the file's entries, idempotently, and tells how many it read."""

    file: str
    load: Load
    order: int
    is_demo: bool


_loaders: dict[str, Loader] = {}


class RegionFileMissingError(Exception):
    """The region's folder lacks a file that every region needs."""


def loads(file: str, *, order: int, demo: bool = False) -> Callable[[Load], Load]:
    """Register a function for a file below the region's folder; lower orders run first."""

    def register(load: Load) -> Load:
        _loaders[file] = Loader(file, load, order, demo)
        return load

    return register


def load(folder: Path, *, demo: bool) -> dict[str, int]:
    """Load all files of a region in one transaction; returns how many entries each held."""
    chosen = sorted(
        (one for one in _loaders.values() if demo or not one.is_demo), key=lambda one: (one.order, one.file)
    )
    with transaction.atomic():
        return {one.file: one.load(_read(folder / one.file)) for one in chosen}


def _read(path: Path) -> Entries:
    if not path.is_file():
        raise RegionFileMissingError(f"{path} is missing. docs/region-data.md tells what a region's folder holds.")
    return json.loads(path.read_text(encoding="utf-8"))
