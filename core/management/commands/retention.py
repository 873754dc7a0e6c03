"""Delete what is kept no longer, now instead of at night; or count it; or write the table's page."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.privacy import retention, runs, table

FILE = settings.BASE_DIR / "docs" / "loeschfristen.md"


class Command(BaseCommand):
    help = "Delete or empty the personal data whose time is over, as every night."

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--dry-run", action="store_true", help="only count what would go")
        choice.add_argument("--document", action="store_true", help=f"write {FILE.relative_to(settings.BASE_DIR)}")

    def handle(self, *, dry_run: bool, document: bool, **_options: Any) -> None:
        if document:
            FILE.write_text(table.document(), encoding="utf-8")
            return
        now = timezone.now()
        if dry_run:
            self._print(runs.count_due(now=now))
            return
        run = runs.carry_out(now=now)
        self._print(run.counts)
        if run.failed:
            raise CommandError(f"Failed, see the log: {', '.join(run.failed)}. What is left is tried again at night.")

    def _print(self, counts: dict[str, int]) -> None:
        width = max(map(len, counts))
        for key, count in counts.items():
            self.stdout.write(f"{key:<{width}}  {retention.days(key):>5} days  {count:>8}")
        self.stdout.write(f"{'total':<{width}}  {'':>10}  {sum(counts.values()):>8}")
