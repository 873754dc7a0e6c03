"""An idea, its steps and comments, and its measure's progress in words: the same in mails and on pages."""

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from ideas.models import CLOSED, Comment, DatePrecision, Idea, IdeaStatus, IdeaStatusChange, MeasureProgress


def facts(idea: Idea) -> list[tuple[str, str]]:
    """What somebody has handed in, as pairs of name and value."""
    return [
        (_("Idea"), idea.title),
        (_("Where"), idea.municipality.name if idea.municipality else _("The whole region")),
        (_("Reference number"), idea.reference),
    ]


def news_of(step: IdeaStatusChange) -> str:
    """A step of an idea for who follows it."""
    if step.status_to == step.status_from:
        return _("there is a new answer about this idea.")
    return _("the status of this idea is now: %(status)s") % {"status": step.get_status_to_display()}


def writer_of(comment: Comment) -> str:
    """Who says it, as everybody may know it."""
    if comment.organization is not None:
        return comment.organization.name
    return comment.author_name or _("Anonymous")


def progress(step: MeasureProgress) -> list[str]:
    """What is new about a measure, a sentence each."""
    sentences = []
    if step.status_to != step.status_from:
        sentences.append(_("New status: %(status)s.") % {"status": step.get_status_to_display()})
    sentences += [_("Milestone reached: %(title)s.") % {"title": title} for title in step.milestones]
    return [*sentences, step.text] if step.text else sentences


# What a template may leave open, in the language of those who write it.
PLACEHOLDERS = ("{Titel}", "{Nummer}")


def filled(words: str, idea: Idea) -> str:
    """A template's words with what it leaves open; all else in braces stays as it is."""
    return words.replace("{Nummer}", idea.reference).replace("{Titel}", idea.title)


def page_of(idea: Idea) -> str:
    """The address of the page where everybody reads it, once it is public."""
    return f"{settings.PUBLIC_URL}/ideas/{idea.pk}"


def day_of(step: IdeaStatusChange) -> str:
    """When it was, as exactly as it is known; empty where it is not."""
    if step.happened_on is None:
        return ""
    if step.date_precision == DatePrecision.YEAR:
        return str(step.happened_on.year)
    name = "YEAR_MONTH_FORMAT" if step.date_precision == DatePrecision.MONTH else "DATE_FORMAT"
    return formats.date_format(step.happened_on, name)


def headline_of(step: IdeaStatusChange) -> str:
    """What the author is told about, with a place for the idea's title."""
    if step.status_from in CLOSED and step.status_to in TAKEN_UP_AGAIN:
        return _("We have taken your idea up again: %(title)s")
    return _("News about your idea: %(title)s")


def sentence_of(step: IdeaStatusChange) -> str:
    """What has become of the idea, to its author, as the words after a greeting."""
    status = IdeaStatus(step.status_to)
    if step.status_to == step.status_from and not step.reason:  # a reason follows the sentence that announces it
        return _("there is a new answer to your idea:")
    again = TAKEN_UP_AGAIN.get(status) if step.status_from in CLOSED else None
    return (again or SENTENCES[status])()


SENTENCES = {
    IdeaStatus.RECEIVED: lambda: _("your idea has arrived."),
    IdeaStatus.UNDER_REVIEW: lambda: _("your idea is being examined."),
    IdeaStatus.ACCEPTED: lambda: _("your idea has been taken up."),
    IdeaStatus.IN_PROGRESS: lambda: _("work on your idea has begun."),
    IdeaStatus.DONE: lambda: _("your idea has been put into practice. Thank you for it!"),
    IdeaStatus.REJECTED: lambda: _("we have examined your idea and will not follow it up. The reason:"),
    IdeaStatus.NOT_RESPONSIBLE: lambda: _("your idea concerns something that the municipalities do not decide."),
    IdeaStatus.DUPLICATE: lambda: _("another idea says the same, so yours is continued together with it."),
    IdeaStatus.WITHDRAWN: lambda: _("your idea is withdrawn. Nothing more happens with it."),
}

# Whose idea was closed learns that this holds no more, before anything else.
TAKEN_UP_AGAIN = {
    IdeaStatus.UNDER_REVIEW: lambda: _("your idea was closed. We have taken it up again and examine it once more."),
    IdeaStatus.ACCEPTED: lambda: _("your idea was closed. Now we have taken it up after all."),
    IdeaStatus.IN_PROGRESS: lambda: _("your idea was closed. We have taken it up again, and work on it has begun."),
}
