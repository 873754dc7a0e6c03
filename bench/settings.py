"""The service's settings with the bench's own routes beside the real ones."""

from core.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
