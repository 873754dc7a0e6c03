"""Taking templates of legal documents in: drafts to fill in, and samples for a demonstration."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from core import region
from core.actors import SYSTEM
from core.legal import documents
from core.legal.models import LegalDocument
from core.municipalities.models import Municipality

Entry = dict[str, Any]
TEMPLATES = settings.BASE_DIR / "docs" / "legal"


@region.loads("demo/legal.json", order=4, demo=True)
def load_sample_documents(entries: list[Entry]) -> int:
    """Templates that hold from now on and say on their pages that they are samples; never beside a true version."""
    for entry in entries:
        document = _new(entry)
        if not _known(document).filter(number__isnull=False).exists():
            documents.publish_sample(document, valid_from=timezone.localdate(), by=SYSTEM)
    return len(entries)


@region.loads("legal.json", order=5)
def load_templates(entries: list[Entry]) -> int:
    """Drafts where there is nothing yet: what is being written is never touched again."""
    for entry in entries:
        document = _new(entry)
        if not _known(document).exists():
            documents.save(document, by=SYSTEM)
    return len(entries)


def _new(entry: Entry) -> LegalDocument:
    slug = entry["municipality"]
    text = (TEMPLATES / f"{entry['template']}.md").read_text(encoding="utf-8")
    return LegalDocument(
        kind=entry["kind"],
        municipality=Municipality.objects.get(slug=slug) if slug else None,
        text_de=text.partition("-->\n")[2].strip(),  # without the note to whoever fills it in
    )


def _known(document: LegalDocument) -> Any:
    return LegalDocument.objects.filter(kind=document.kind, municipality=document.municipality)
