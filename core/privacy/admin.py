"""The reports of the nightly deletions, for reading only."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.administration.models import ModelAdmin, ReadOnly, display
from core.privacy.models import RetentionRun
from core.privacy.retention import TABLE

STATES: dict[Any, str] = {"done": "success", "failed": "danger", "unfinished": "warning"}
WORDS = {"done": _("Carried out"), "failed": _("Failed in part"), "unfinished": _("Not finished")}


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnly, ModelAdmin):
    list_display = ["started_at", "shown_state", "shown_total"]
    ordering = ["-started_at", "-id"]
    fields = ["started_at", "finished_at", "shown_state", "shown_counts", "shown_failed"]

    @display(description=_("state"), label=STATES)
    def shown_state(self, run: RetentionRun) -> tuple[str, Any]:
        state = "failed" if run.failed else "done" if run.finished_at else "unfinished"
        return state, WORDS[state]

    @display(description=_("rows deleted or emptied"))
    def shown_total(self, run: RetentionRun) -> int:
        return sum(run.counts.values())

    @display(description=_("what is gone"))
    def shown_counts(self, run: RetentionRun) -> SafeString | str:
        """Only what there was of; keys that the table knows no more are told as they are."""
        lines = [(_what(key), count) for key, count in _in_order(run.counts) if count]
        return format_html_join("", "<p>{}: {}</p>", lines) if lines else "–"

    @display(description=_("failed; the next night tries again"))
    def shown_failed(self, run: RetentionRun) -> SafeString | str:
        return format_html_join("", "<p>{}</p>", [(_what(key),) for key in run.failed]) if run.failed else "–"


def _what(key: str) -> str:
    return next((str(period.what) for period in TABLE if period.key == key), key)


def _in_order(counts: dict[str, int]) -> list[tuple[str, int]]:
    order = [period.key for period in TABLE]
    return sorted(counts.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))
