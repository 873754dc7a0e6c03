"""Documents to pass on: PDF and nothing else, by content and not by name."""

import re

from core.text import sort_key
from core.uploads.errors import ActiveDocument, NotADocument

MEDIA_TYPE = "application/pdf"
BEGINS_WITHIN = 1024  # ISO 32000-1, annex H.3.4.1: readers look for the mark there
ENDS_WITHIN = 2048
# Words that stand in plain sight where a PDF runs scripts, starts programs or brings files of its own.
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")


def check(content: bytes) -> None:
    """Raises NotADocument, ActiveDocument. What a PDF hides in packed parts is not looked at: it is never opened here,
    and is served as a file to keep, in a sandbox.
    """
    if b"%PDF-" not in content[:BEGINS_WITHIN] or b"%%EOF" not in content[-ENDS_WITHIN:]:
        raise NotADocument
    if ACTIVE.search(content):
        raise ActiveDocument


def safe_name(name: str) -> str:
    """A name for addresses and file systems made from what the file was called: `einladung-ortschaftsrat.pdf`."""
    stem = re.sub(r"[^a-z0-9]+", "-", sort_key(name.rpartition("/")[2].removesuffix(".pdf"))).strip("-")
    return f"{stem.removesuffix('-pdf')[:80].strip('-') or 'dokument'}.pdf"
