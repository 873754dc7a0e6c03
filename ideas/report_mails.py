"""The letters to who has reported something: the receipt, and what was decided (DSA art. 16 (4) and (5))."""

import uuid

from django.utils.translation import gettext as _

from core.mail.letters import Block, Facts, Letter, writes
from ideas import wording
from ideas.mails import letter_about
from ideas.models import Outcome, Report


@writes("report_received")
def received(report_id: uuid.UUID) -> Letter | None:
    """Without the words of the report: anybody may have typed this address."""
    report = _report(report_id)
    if report is None or report.decided_at:
        return None
    return _to_reporter(
        report,
        subject=_("We have received your report: %(title)s"),
        blocks=[
            _("your report has arrived. A person looks at it, and we write to you what we decide and why."),
            Facts(_facts(report)),
            _("Did you not report anything? Then please ignore this mail."),
        ],
    )


@writes("report_decided")
def decided(report_id: uuid.UUID) -> Letter | None:
    report = _report(report_id)
    if report is None or not report.decided_at:
        return None
    decision = report.decision
    blocks: list[Block] = [_("we have looked at what you have reported."), _what(decision.outcome if decision else "")]
    if decision is not None and decision.reason and decision.outcome == Outcome.HIDDEN:
        blocks.append(decision.reason)
    return _to_reporter(
        report,
        subject=_("Your report is decided: %(title)s"),
        blocks=[
            *blocks,
            Facts(_facts(report)),
            _("You see it differently? Then please answer this mail; somebody looks at it once more."),
        ],
    )


def _what(outcome: str) -> str:
    match outcome:
        case Outcome.APPROVED:
            return _("It stays public: it breaks neither a law nor the rules for taking part.")
        case Outcome.HIDDEN:
            return _("It is not shown publicly any more. The reason:")
        case Outcome.CHANGES_REQUESTED:
            return _("It is not shown publicly until its author has changed it.")
    return _("Its author has taken it away meanwhile.")


def _facts(report: Report) -> list[tuple[str, str]]:
    what = _("Comment on an idea") if report.comment_id else _("Idea")
    return [
        (_("Number of your report"), report.reference),
        (_("Reported"), what),
        (_("Reason"), str(report.get_reason_display())),
        *wording.facts(report.idea),
    ]


def _report(report_id: uuid.UUID) -> Report | None:
    related = ("person", "decision", "idea__municipality", "idea__call__organization")
    return Report.objects.select_related(*related).filter(pk=report_id).first()


def _to_reporter(report: Report, *, subject: str, blocks: list[Block]) -> Letter | None:
    address = report.email or (report.person.email if report.person else "")
    name = report.person.display_name if report.person else ""
    return letter_about(report.idea, to=address, name=name, subject=subject, blocks=blocks)
