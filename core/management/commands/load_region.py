"""Load the region's files; running it again changes only what has changed in them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import region


class Command(BaseCommand):
    help = "Load the region from its folder of files (PARTHELAND_REGION)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="add labelled sample content relative to today")

    def handle(self, *, demo: bool, **_options: Any) -> None:
        try:
            counts = region.load(settings.REGION_DIR, demo=demo)
        except region.RegionFileMissingError as missing:
            raise CommandError(str(missing)) from missing
        for file, count in counts.items():
            self.stdout.write(f"{file}: {count}")
