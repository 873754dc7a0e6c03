"""Run the whole service in the foreground."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from core.serving import service
from core.serving.claims import CannotServe


class Command(BaseCommand):
    help = "Run database, web server and worker until Ctrl-C or SIGTERM; docs/operating.md tells the rest."
    requires_system_checks = []

    def handle(self, **_options: Any) -> None:
        try:
            service.run(self._say)
        except CannotServe as reason:
            sys.exit(str(reason))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
