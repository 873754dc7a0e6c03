"""The ways the news say no; each sentence says what to do next."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, Gone


class NoticePeriodRuns(Conflict):
    code = "notice_period_runs"
    title = _("The notice has to be shown still")
    advice = _(
        "This public notice must stay public until the end of its period. If it really has to go, "
        "please first shorten the period in “notice_until”."
    )


class NotSubscribed(Gone):
    code = "not_subscribed"
    title = _("You do not get the newsletter (any more)")
    advice = _("It has been ended, and nothing is stored about it. You can subscribe again at any time.")


class IssueNotBeingSent(Conflict):
    code = "issue_not_being_sent"
    title = _("This issue is not going out at the moment")
    advice = _("Only what is going out can be held up and continued. Please load the page again.")


class IssueHasBegun(Conflict):
    code = "issue_has_begun"
    title = _("This issue is already going out")
    advice = _("It can no longer be changed. Please take the next issue.")


class IssueOutOfTurn(Conflict):
    code = "issue_out_of_turn"
    title = _("The issue can't go out at this moment")
    advice = _("Please choose a moment that is still to come, and before the regular moment of the next issue.")
