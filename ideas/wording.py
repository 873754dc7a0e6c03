"""An idea, its comments and its measure's progress in words, in the active language: the same in mails and on pages."""

from django.utils.translation import gettext as _

from ideas.models import Comment, Idea, MeasureProgress


def facts(idea: Idea) -> list[tuple[str, str]]:
    """What somebody has handed in, as pairs of name and value."""
    return [
        (_("Idea"), idea.title),
        (_("Where"), idea.municipality.name if idea.municipality else _("The whole region")),
        (_("Reference number"), idea.reference),
    ]


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
