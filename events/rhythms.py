"""The rhythms that clerks choose from, as rules; any other rule is written as an RRULE."""

from dataclasses import replace
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from events import rrule
from events.models import Series
from events.recurrence import Rule

# A fifth Tuesday is not in each month: who begins on one means the last.
LAST, MOST_IN_EACH_MONTH = -1, 4


class Rhythm(TextChoices):
    WEEKLY = "weekly", _("Each week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY_WEEKDAY = "monthly_weekday", _("Each month on the same weekday, such as the second Tuesday")
    MONTHLY_DAY = "monthly_day", _("Each month on the same day, such as the 15th")
    YEARLY = "yearly", _("Each year on the same day")
    DAILY = "daily", _("Each day")
    OTHER = "other", _("Another rule")


def rule_of(rhythm: str, *, starts_on: date) -> Rule:
    """The rule of a rhythm, but `OTHER`, for a series that begins on this day."""
    nth = (starts_on.day - 1) // 7 + 1
    weekday = (nth if nth <= MOST_IN_EACH_MONTH else LAST, starts_on.weekday())
    return {
        Rhythm.WEEKLY: Rule("WEEKLY"),
        Rhythm.FORTNIGHTLY: Rule("WEEKLY", interval=2),
        Rhythm.MONTHLY_WEEKDAY: Rule("MONTHLY", weekdays=(weekday,)),
        Rhythm.MONTHLY_DAY: Rule("MONTHLY"),
        Rhythm.YEARLY: Rule("YEARLY"),
        Rhythm.DAILY: Rule("DAILY"),
    }[Rhythm(rhythm)]


def of(series: Series) -> Rhythm:
    """Which of them a series has, its last day aside."""
    endless = replace(series.read_rule(), until=None)
    chosen = (one for one in Rhythm if one != Rhythm.OTHER)
    return next((one for one in chosen if rule_of(one, starts_on=series.starts_on) == endless), Rhythm.OTHER)


def words(series: Series) -> str:
    """The rhythm as a clerk reads it; a rule that none of them has stands there as it is."""
    found = of(series)
    return series.rule if found == Rhythm.OTHER else str(found.label)


def read(rhythm: str, rule: str, *, series: Series, last_on: date | None) -> Rule:
    """The rule that was chosen or written, for a series with its first day and clock. Raises Invalid under `/rule`."""
    if rhythm == Rhythm.OTHER:
        found = rrule.read(rule, zone=series.time_zone, starts_time=series.starts_time)
    else:
        found = rule_of(rhythm, starts_on=series.starts_on)
    return replace(found, until=last_on) if last_on else found
