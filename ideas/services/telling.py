"""Who hears of a step of an idea's history, and of a comment below it: the author always."""

from core.mail import outbox
from core.notifications import notifying
from ideas import notices
from ideas.models import Comment, Idea, IdeaStatusChange


def step(change: IdeaStatusChange, *, of: Idea) -> None:
    """Tell of the step, in its own transaction: an author with an account as they chose, a guest by mail."""
    if of.author is not None:
        notifying.tell(notices.OWN_IDEAS, change.pk, people=[of.author])
    else:
        outbox.queue("idea_status", language=of.language, change_id=change.pk)


def comment(comment: Comment) -> None:
    """Tell the idea's author of a comment by somebody else; a guest only who wants to hear of further steps."""
    idea = comment.idea
    if idea.author is not None and idea.author_id != comment.author_id:
        notifying.tell(notices.COMMENTS, comment.pk, people=[idea.author])
    elif idea.author is None and idea.email and idea.follow and idea.email != comment.email:
        outbox.queue("idea_comment", language=idea.language, comment_id=comment.pk)
