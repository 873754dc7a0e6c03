"""The letters about a comment: to who wrote it, and to who wants to hear of it."""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from core import tokens
from core.accounts.models import Person
from core.mail.letters import Facts, Letter, Link, writes
from ideas import decision_links, policies, wording
from ideas.mails import letter_about, reading, validity
from ideas.models import Comment, CommentToken, CommentVisibility, Outcome


@writes("comment_confirm")
def confirm(comment_id: uuid.UUID) -> Letter | None:
    """Without the comment's words: anybody may have typed this address."""
    comment = _comment(comment_id, CommentVisibility.PENDING_CONFIRMATION)
    if comment is None:
        return None
    expires_at = comment.created_at + policies.CONFIRM_WITHIN
    token = tokens.mint(CommentToken, purpose=CommentToken.CONFIRM, expires_at=expires_at, comment=comment)
    return letter_about(
        comment.idea,
        to=comment.email,
        name=comment.author_name,
        subject=_("Please confirm your comment on: %(title)s"),
        blocks=[
            _("thank you for your comment. Please confirm with this link that it comes from you:"),
            Link(_("Confirm comment"), f"{settings.PUBLIC_URL}/comments/confirm?{urlencode({'token': token})}"),
            Facts(wording.facts(comment.idea)),
            validity(expires_at),
            _("Did you not write a comment? Then please ignore this mail; without confirmation it is deleted."),
        ],
    )


@writes("comment_hidden")
def hidden(comment_id: uuid.UUID) -> Letter | None:
    comment = _comment(comment_id, CommentVisibility.HIDDEN)
    if comment is None:
        return None
    author = comment.author
    return letter_about(
        comment.idea,
        to=author.email if author else comment.email,
        name=author.display_name if author else comment.author_name,
        subject=_("Your comment is not public: %(title)s"),
        blocks=[
            _("your comment is not shown publicly. The reason:"),
            comment.moderation_note,
            Facts([(_("Your comment"), comment.text), *wording.facts(comment.idea)]),
            *decision_links.objecting(comment, Outcome.HIDDEN),
        ],
    )


@writes("idea_comment")
def new(comment_id: uuid.UUID, person_id: uuid.UUID | None = None) -> Letter | None:
    """To the person, or, without one, to the guest who handed in the idea; none once it is not public any more."""
    comment = _comment(comment_id, CommentVisibility.PUBLIC)
    if comment is None or not Comment.objects.public().filter(pk=comment_id).exists():
        return None
    idea = comment.idea
    person = Person.objects.filter(pk=person_id, is_active=True).first() if person_id else None
    if person_id and person is None:
        return None
    return letter_about(
        idea,
        to=person.email if person else idea.email,
        name=person.display_name if person else idea.author_name,
        subject=_("New comment on: %(title)s"),
        blocks=[
            _("somebody has written about this idea:"),
            comment.text,
            Facts([(_("Written by"), wording.writer_of(comment)), *wording.facts(idea)]),
            *reading(idea),
        ],
    )


def _comment(comment_id: uuid.UUID, visibility: CommentVisibility) -> Comment | None:
    """The comment where it still is in this state; a letter for another state is no longer true."""
    related = ("author", "organization", "idea__author", "idea__call__organization", "idea__municipality")
    return Comment.objects.select_related(*related).filter(pk=comment_id, visibility=visibility).first()
