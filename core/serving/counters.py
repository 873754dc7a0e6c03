"""The folder in which the web processes share what they count (core.metrics)."""

import os
import shutil
from pathlib import Path


def share(folder: Path) -> None:
    """Have processes started from now on count into `folder`, emptied of what earlier ones left."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))
