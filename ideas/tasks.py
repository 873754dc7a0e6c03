"""The clock's hands for ideas: what time alone changes."""

import uuid

from django.utils import timezone

from core import jobs
from ideas.services import comment_privacy, discussions, editing, prepared, privacy, solved, supports


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


@jobs.task("ideas.ask_whether_solved", every="30 8 * * *")
def ask_whether_solved() -> None:
    solved.ask_due(now=timezone.now())


@jobs.task("ideas.show_what_is_solved", every="10 2 * * *")
def show_what_is_solved() -> None:
    solved.show_answers()


@jobs.task("ideas.erase_idea")
def erase_idea(item_id: str) -> None:
    privacy.erase_later(uuid.UUID(item_id))


@jobs.task("ideas.strip_idea")
def strip_idea(item_id: str) -> None:
    privacy.strip_later(uuid.UUID(item_id))


@jobs.task("ideas.erase_comment")
def erase_comment(item_id: str) -> None:
    comment_privacy.erase_later(uuid.UUID(item_id))


@jobs.task("ideas.strip_comment")
def strip_comment(item_id: str) -> None:
    comment_privacy.strip_later(uuid.UUID(item_id))
