#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError
from psycopg_pool import PoolTimeout


def main() -> None:
    """What an operator has to do is told in a sentence rather than a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        sys.exit(str(fault))
    except OperationalError as fault:
        if not isinstance(fault.__cause__, PoolTimeout):
            raise
        sys.exit(
            "The database does not answer. The embedded one is there only while the service runs: start it first; "
            "else look at DATABASE_URL and at the server."
        )
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
