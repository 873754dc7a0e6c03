"""The folder with the files of uploads: `<id>/<name>`, written once, never changed, never carried out."""

import re
import secrets
import shutil
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

# Every name we give; what else is asked for does not exist.
NAME = re.compile(r"\d{1,5}\.(jpg|png|webp)|[a-z0-9-]{1,80}\.pdf")


def write(upload_id: uuid.UUID, files: Mapping[str, bytes]) -> None:
    """Put all of an upload's files there at once, or none."""
    root = Path(settings.MEDIA)
    root.mkdir(mode=0o750, parents=True, exist_ok=True)
    draft = root / f".{secrets.token_hex(8)}"
    draft.mkdir(mode=0o750)
    try:
        for name, content in files.items():
            path = draft / name
            path.write_bytes(content)
            path.chmod(0o640)
        draft.rename(root / str(upload_id))
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def find(upload_id: uuid.UUID, name: str) -> Path | None:
    path = Path(settings.MEDIA) / str(upload_id) / name
    return path if NAME.fullmatch(name) and path.is_file() else None


def remove(upload_id: uuid.UUID) -> None:
    """All of an upload's files; what is left of it where that fails is swept."""
    remove_folder(Path(settings.MEDIA) / str(upload_id))


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def folders(*, older_than: datetime) -> Iterator[Path]:
    """Those of uploads and of writers that died half-way, last written before that moment."""
    root = Path(settings.MEDIA)
    for path in root.iterdir() if root.is_dir() else ():
        if path.is_dir() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < older_than:
            yield path
