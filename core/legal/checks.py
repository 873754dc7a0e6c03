"""What the law asks of a public service before citizens use it: an imprint and a privacy notice."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name
from django.db import connection
from django.utils import timezone

from core.legal.models import LegalDocument, LegalKind
from core.municipalities.models import Region

# § 5 DDG and § 18 MStV; Art. 13 DSGVO; Art. 7 of Directive (EU) 2016/2102, in Saxony the BfWebG.
REQUIRED = (LegalKind.IMPRINT, LegalKind.PRIVACY, LegalKind.ACCESSIBILITY)


@register("database")
def required_documents_are_there(*, databases: Sequence[str] | None, **_kwargs: Any) -> Sequence[CheckMessage]:
    """A warning, for the administration in which they are written has to start first."""
    if not databases or not settings.PRODUCTION or not _is_migrated() or not Region.objects.exists():
        return []
    held = LegalDocument.objects.filter(municipality=None).in_force(timezone.localdate())
    complete = {document.kind for document in held if not document.placeholders}
    return [
        Warning(
            f"The region has no complete legal document “{kind.value}” in force.",
            hint="Write it in the administration under “Legal documents”; docs/legal has templates.",
            id=f"legal.{kind.value}",
        )
        for kind in REQUIRED
        if kind not in complete
    ]


def _is_migrated() -> bool:
    return LegalDocument._meta.db_table in connection.introspection.table_names()
