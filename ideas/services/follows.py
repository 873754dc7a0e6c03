"""Following an idea and ceasing to: always somebody's own, explicit act."""

import uuid

from django.utils import timezone

from core import tokens
from core.accounts.models import Person
from core.accounts.services import accounts
from ideas import interest_policies
from ideas.models import Follow, FollowToken, Idea, Who
from ideas.services.locking import locked_idea


def begin(idea_id: uuid.UUID, *, person: Person) -> None:
    """Follow the idea; repeating it changes nothing. Raises Missing, IdeaWithdrawn."""
    with accounts.held(person), locked_idea(idea_id) as (idea, _now):
        refusal = interest_policies.why_not_follow(idea)
        if refusal is not None:
            raise refusal
        note(idea, Who(person), is_current=True, language=person.language)


def end(idea_id: uuid.UUID, *, person: Person) -> None:
    """Follow it no longer; repeating it changes nothing. Raises Missing."""
    with accounts.held(person), locked_idea(idea_id) as (idea, _now):
        refusal = interest_policies.why_not_touch(idea)
        if refusal is not None:
            raise refusal
        note(idea, Who(person), is_current=False, language=person.language)


def end_by_link(token: str) -> Follow:
    """Follow it no longer, by the link in a mail about it; repeating it changes nothing. Raises LinkExpired."""
    follow = behind(token)
    with locked_idea(follow.idea_id) as (idea, _now):
        row = Follow.objects.filter(pk=follow.pk).first()
        if row is None:
            raise tokens.LinkExpired
        row.idea = idea
        _end(row)
    return row


def behind(token: str) -> Follow:
    """What an unfollow link is about; reading changes nothing. Raises LinkExpired."""
    row = tokens.find(FollowToken, token, purpose=FollowToken.END)
    return Follow.objects.select_related("idea__municipality").get(pk=row.follow_id)


def note(idea: Idea, who: Who, *, is_current: bool, language: str) -> None:
    """Write what the person wants now. The caller holds the idea's lock."""
    known = Follow.objects.of(who).filter(idea=idea).first()
    if not is_current:
        if known is not None:
            _end(known)
        return
    follow = known or Follow(idea=idea, is_current=False, **who.columns)
    if not follow.is_current:
        follow.since = timezone.localdate()
    follow.is_current, follow.carried_from = True, None
    follow.email, follow.language = who.email, language
    follow.save()


def carry_on(duplicate: Idea, *, to: Idea) -> int:
    """Let who follows the duplicate, and its author where wanted, follow the other idea too; returns how many.

    Both are locked.
    """
    today = timezone.localdate()
    carried = [
        Follow(
            idea=to, person_id=row.person_id, address_key=row.address_key, email=row.email, language=row.language,
            since=today, carried_from=duplicate,
        )
        for row in Follow.objects.to_carry(from_=duplicate, to=to)
    ]  # fmt: skip
    Follow.objects.bulk_create(carried)
    if not duplicate.follow or not (duplicate.author or duplicate.email):
        return len(carried)
    author = Who(duplicate.author, "" if duplicate.author else duplicate.email)
    _follow, is_new = Follow.objects.get_or_create(
        idea=to, **author.columns,
        defaults={
            "email": author.email, "language": duplicate.language, "since": today, "carried_from": duplicate,
        },
    )  # fmt: skip
    return len(carried) + is_new


def take_back(duplicate: Idea, *, from_: Idea) -> int:
    """Undo that for who has done nothing since; returns how many. Both are locked."""
    rows = Follow.objects.filter(idea=from_, carried_from=duplicate)
    count = rows.count()
    rows.delete()
    return count


def _end(follow: Follow) -> None:
    """The row stays, so that nothing but an own act makes it current again; the address goes."""
    follow.is_current, follow.carried_from, follow.email = False, None, ""
    follow.save(update_fields=["is_current", "carried_from", "email"])
