"""Steps of ideas, comments below them, and the progress of measures, as notifications, in words."""

import uuid
from collections.abc import Collection

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Publication
from core.notifications import subjects
from core.notifications.subjects import Notice, Subject
from ideas import wording
from ideas.models import Comment, IdeaStatusChange, MeasureProgress, SolvedQuestion, Visibility

OWN_IDEAS = "own_ideas"
COMMENTS = "comments"
FOLLOWED_IDEAS = "followed_ideas"
MEASURES = "measures"
SOLVED = "solved_questions"


def own_steps(change_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    """News for the author, who may read it whoever else sees the idea."""
    steps = IdeaStatusChange.objects.filter(pk__in=change_ids).select_related("idea")
    return {
        step.pk: Notice(
            title=wording.headline_of(step) % {"title": step.idea.title},
            text="\n\n".join(filter(None, [capfirst(wording.sentence_of(step)), step.reason, step.answer])),
            item_type="idea",
            item_id=step.idea_id,
            url=wording.page_of(step.idea) if step.idea.visibility == Visibility.PUBLIC else "",
        )
        for step in steps
    }


def followed_steps(change_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    """News for who follows the idea, as long as everybody may read them."""
    public = IdeaStatusChange.objects.filter(is_public=True, idea__visibility=Visibility.PUBLIC)
    return {
        step.pk: Notice(
            title=_("News about an idea you follow: %(title)s") % {"title": step.idea.title},
            text="\n\n".join(filter(None, [capfirst(wording.news_of(step)), step.reason, step.answer])),
            item_type="idea",
            item_id=step.idea_id,
            url=wording.page_of(step.idea),
        )
        for step in public.filter(pk__in=change_ids).select_related("idea")
    }


def comments(comment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    """What was said about an idea, as long as everybody may read it."""
    rows = Comment.objects.public().filter(pk__in=comment_ids).select_related("idea")
    return {
        row.pk: Notice(
            title=_("New comment on: %(title)s") % {"title": row.idea.title},
            text=row.text,
            item_type="idea",
            item_id=row.idea_id,
            url=wording.page_of(row.idea),
        )
        for row in rows
    }


def progress(progress_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    """How measures get on, as long as they are public."""
    steps = MeasureProgress.objects.filter(pk__in=progress_ids, measure__publication=Publication.PUBLISHED)
    return {
        step.pk: Notice(
            title=_("News about the measure: %(name)s") % {"name": step.measure.name},
            text="\n".join(wording.progress(step)),
            item_type="measure",
            item_id=step.measure_id,
        )
        for step in steps.select_related("measure")
    }


def solved(question_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    """Questions whether it is solved, as long as they are open."""
    rows = SolvedQuestion.objects.open().filter(pk__in=question_ids).select_related("idea")
    return {
        row.pk: Notice(
            title=_("Has it been solved? %(title)s") % {"title": row.idea.title},
            text=_("Your idea has been put into practice. Please say in your account whether that has solved it."),
            item_type="idea",
            item_id=row.idea_id,
        )
        for row in rows
    }


def take_part() -> None:
    for subject in (
        Subject(
            OWN_IDEAS, letter="idea_status", letter_id="change_id", describe=own_steps,
            signal=gettext_lazy("There is news about your idea"),
        ),
        Subject(
            FOLLOWED_IDEAS, letter="followed_idea_status", letter_id="change_id", describe=followed_steps,
            signal=gettext_lazy("There is news about an idea you follow"),
        ),
        Subject(
            COMMENTS, letter="idea_comment", letter_id="comment_id", describe=comments,
            signal=gettext_lazy("There is a new comment on your idea"),
        ),
        Subject(
            MEASURES, letter="measure_progress", letter_id="progress_id", describe=progress,
            signal=gettext_lazy("There is news about a measure"),
        ),
        Subject(
            SOLVED, letter="idea_solved", letter_id="question_id", describe=solved,
            signal=gettext_lazy("There is a question about your idea"),
        ),
    ):  # fmt: skip
        subjects.register(subject)
