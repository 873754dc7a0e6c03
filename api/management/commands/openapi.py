"""Write openapi.yaml from the code, or check that it is up to date."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.renderers import OpenApiYamlRenderer

from api.schema import document

FILE = Path(settings.BASE_DIR) / "openapi.yaml"


class Command(BaseCommand):
    help = "Write openapi.yaml from the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the file is up to date")

    def handle(self, *, check: bool, **_options: Any) -> None:
        written: bytes = OpenApiYamlRenderer().render(document(), renderer_context={})  # type: ignore[no-untyped-call]
        text = written.decode()
        if GENERATOR_STATS:
            raise CommandError("Some operation is described only as a guess; see the warnings above.")
        if not check:
            FILE.write_text(text, encoding="utf-8")
        elif not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
            raise CommandError("openapi.yaml is not what the code says. Run: .venv/bin/python manage.py openapi")
