"""Who hears of a step of an idea's history, of a comment below it, and of the measure it led to: the author always."""

from core.mail import outbox
from core.notifications import notifying
from ideas import notices
from ideas.models import Comment, Follow, Idea, IdeaStatusChange, MeasureProgress, Visibility


def step(change: IdeaStatusChange, *, of: Idea) -> None:
    """Tell of the step, in its own transaction: people with an account as they chose, guests by mail.

    The author hears of it in any case, who follows the idea as long as all may see it.
    """
    if of.author is not None:
        notifying.tell(notices.OWN_IDEAS, change.pk, people=[of.author])
    else:
        outbox.queue("idea_status", language=of.language, change_id=change.pk)
    if change.is_public and of.visibility == Visibility.PUBLIC:
        _followers(change, of=of)


def _followers(change: IdeaStatusChange, *, of: Idea) -> None:
    """Each once, also who is its author."""
    listening = Follow.objects.listening_to(of).select_related("person").order_by("id")
    people = [follow.person for follow in listening if follow.person is not None]
    if people:
        notifying.tell(notices.FOLLOWED_IDEAS, change.pk, people=people)
    guests = [follow for follow in listening if follow.person is None]
    letters = [(guest.language, {"change_id": change.pk, "follow_id": guest.pk}) for guest in guests]
    outbox.queue_each("followed_idea_status", letters)


def comment(comment: Comment) -> None:
    """Tell the idea's author of a comment by somebody else; a guest only who wants to hear of further steps."""
    idea = comment.idea
    if idea.author is not None and idea.author_id != comment.author_id:
        notifying.tell(notices.COMMENTS, comment.pk, people=[idea.author])
    elif idea.author is None and idea.email and idea.follow and idea.email != comment.email:
        outbox.queue("idea_comment", language=idea.language, comment_id=comment.pk)


def progress(step: MeasureProgress) -> None:
    """Tell the authors and followers of the ideas that led to the measure, each once, however many ideas it are.

    Who has taken the idea back, or whose idea is hidden, has nothing to do with it any more.
    """
    ideas = Idea.objects.leading_to(step.measure).select_related("author").order_by("listed_on", "id")
    following = list(Follow.objects.current().filter(idea__in=ideas).select_related("person").order_by("id"))
    people = {follow.person.pk: follow.person for follow in following if follow.person is not None}
    people |= {idea.author.pk: idea.author for idea in ideas if idea.author is not None}
    notifying.tell(notices.MEASURES, step.pk, people=list(people.values()))
    guests = {idea.email: idea for idea in ideas if idea.author is None and idea.email and idea.follow}
    outbox.queue_each(
        "measure_progress",
        [(idea.language, {"progress_id": step.pk, "idea_id": idea.pk}) for idea in guests.values()],
    )
    others = {follow.email: follow for follow in following if follow.email and follow.email not in guests}
    outbox.queue_each(
        "followed_measure_progress",
        [(follow.language, {"progress_id": step.pk, "follow_id": follow.pk}) for follow in others.values()],
    )
