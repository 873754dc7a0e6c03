"""The clock's hand for privacy, and the worker's part in large exports."""

import uuid

from django.utils import timezone

from core import jobs
from core.privacy import exports, runs


@jobs.task("core.expire_personal_data", every="17 2 * * *")
def expire_personal_data() -> None:
    runs.carry_out(now=timezone.now())


@jobs.task("core.assemble_export", attempts=3)
def assemble_export(export_id: str) -> None:
    exports.assemble(uuid.UUID(export_id))
