"""The worker's process: runs the jobs that wait in the database."""

import os
import sys

import django
from django.core.management import call_command

from core.serving import lifeline


def main() -> None:
    lifeline.end_with(int(sys.argv[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    django.setup()
    call_command("procrastinate", "worker", "--shutdown-graceful-timeout=3")


if __name__ == "__main__":
    main()
