"""Refuse all copies made so far; to be run once after a backup was restored."""

from typing import Any

from django.core.management.base import BaseCommand

from core.changes import log


class Command(BaseCommand):
    help = "Make every copy kept with GET /sync begin again. Run it once after restoring a backup."

    def handle(self, **_options: Any) -> None:
        log.begin_anew()
        self.stdout.write("Copies made so far will be refused with 410 and begin again.")
