"""The clock's hands for ideas: what time alone changes."""

from django.utils import timezone

from core import jobs
from ideas.services import discussions, editing, prepared, supports


@jobs.task("ideas.publish_due", every="* * * * *")
def publish_due() -> None:
    editing.publish_due(now=timezone.now())


@jobs.task("ideas.publish_answers", every="* * * * *")
def publish_answers() -> None:
    prepared.publish_due(now=timezone.now())


@jobs.task("ideas.turn_calls", every="* * * * *")
def turn_calls() -> None:
    editing.turn_due(now=timezone.now())


@jobs.task("ideas.recount_supports", every="41 2 * * *")
def recount_supports() -> None:
    supports.recount()


@jobs.task("ideas.recount_comments", every="47 2 * * *")
def recount_comments() -> None:
    discussions.recount()
