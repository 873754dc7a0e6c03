"""`python -m core.embedded_postgres DATA [--not-durable]`: start the keeper of a data folder, say what went wrong."""

import argparse
import sys
from pathlib import Path

from core.embedded_postgres import keeper
from core.embedded_postgres.layout import Layout


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m core.embedded_postgres", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--not-durable", action="store_true")
    arguments = parser.parse_args()
    sys.exit(keeper.launch(Layout.of(arguments.data), durable=not arguments.not_durable) or None)


main()
