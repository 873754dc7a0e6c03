"""What is behind the token of a mail link; reading changes nothing."""

from core import tokens
from ideas import comment_policies, errors
from ideas.models import (
    Comment,
    CommentToken,
    CommentVisibility,
    DecisionToken,
    Idea,
    IdeaToken,
    SolvedQuestion,
    Visibility,
)


def idea_to_confirm(token: str) -> Idea:
    """The idea a confirmation link is about, confirmed or not. Raises LinkExpired where confirming would."""
    row = tokens.find(IdeaToken, token, purpose=IdeaToken.CONFIRM, even_expired=True)
    idea = Idea.objects.select_related("municipality").get(pk=row.idea_id)
    if idea.visibility == Visibility.PENDING_CONFIRMATION and tokens.is_expired(row):
        raise tokens.LinkExpired
    return idea


def question_of(token: str) -> SolvedQuestion:
    """The open question whether it is solved. Raises LinkExpired, NotAsked."""
    row = tokens.find(IdeaToken, token, purpose=IdeaToken.SOLVED)
    question = SolvedQuestion.objects.open().filter(idea=row.idea_id).select_related("idea__municipality").first()
    if question is None:
        raise errors.NotAsked
    return question


def comment_to_confirm(token: str) -> Comment:
    """The comment a confirmation link is about, confirmed or not. Raises what confirming would."""
    row = tokens.find(CommentToken, token, purpose=CommentToken.CONFIRM, even_expired=True)
    comment = Comment.objects.select_related("idea__municipality").get(pk=row.comment_id)
    if comment.visibility == CommentVisibility.PENDING_CONFIRMATION:
        if tokens.is_expired(row):
            raise tokens.LinkExpired
        if refusal := comment_policies.why_not_confirm(comment):
            raise refusal
    return comment


def idea_to_revise(token: str) -> Idea:
    """The idea of which a mail asks its author to change something, changed or not. Raises LinkExpired."""
    row = tokens.find(DecisionToken, token, purpose=DecisionToken.REVISE)
    return Idea.objects.select_related("municipality").get(pk=row.decision.idea_id)
