"""An idea and its comments in words, in the active language: the same in mails and on pages."""

from django.utils.translation import gettext as _

from ideas.models import Comment, Idea


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
