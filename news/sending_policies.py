"""Rules of sending an issue: when a copy is tried again, when an address is given up, how long a whole issue rests."""

from datetime import datetime, timedelta

from core.mail.attempts import Outcome

FIRST_WAIT = timedelta(minutes=5)
# Nine waits, each twice as long as the one before: 43 hours in all. A mailbox that is full is often read on Monday.
MOST_ATTEMPTS = 10
# Issues in a row that were refused for good, after which an address gets no more.
MOST_REFUSALS = 3
# So many refused in a row, none taken in between: dead addresses, or we or our mail server. The next one tells.
SUSPICIOUSLY_MANY = 10
SHORTEST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=30)


def next_attempt_at(attempts: int, *, now: datetime) -> datetime | None:
    """When a copy is handed over again after so many attempts; None where it is given up."""
    return None if attempts >= MOST_ATTEMPTS else now + FIRST_WAIT * 2 ** (attempts - 1)


def rests_until(since: datetime, *, now: datetime) -> datetime:
    """When a mail server is asked again that has taken nothing since then: the longer it lasts, the seldomer."""
    return now + min(max(now - since, SHORTEST_REST), LONGEST_REST)


def are_suspicious(refused: int) -> bool:
    """Whether so many refusals in a row may be a fault of ours: then somebody else is asked, elsewhere if possible."""
    return refused >= SUSPICIOUSLY_MANY


def are_our_fault(refused: int) -> bool:
    """Whether they are: also the one who was asked because of the doubt is refused."""
    return refused > SUSPICIOUSLY_MANY


def counts_against(outcome: Outcome) -> bool:
    """Whether a refusal says something of the address; what was disliked about the mail does not."""
    return not outcome.is_about_content


def is_given_up(outcome: Outcome, *, refusals: int) -> bool:
    """Whether the address gets no more issues; `refusals` are those in a row, with this one."""
    return outcome.is_dead_mailbox or refusals >= MOST_REFUSALS
