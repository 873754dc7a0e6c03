"""The letters to who follows an idea: each step, and how to hear of it no more."""

import uuid
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from core import tokens
from core.mail.letters import Block, Facts, Letter, Link, writes
from ideas import wording
from ideas.mails import letter_about, reading
from ideas.models import Follow, FollowToken, Idea, IdeaStatus, IdeaStatusChange, Visibility


@writes("followed_idea_status")
def step(change_id: uuid.UUID, person_id: uuid.UUID | None = None, follow_id: uuid.UUID | None = None) -> Letter | None:
    """To the person, or to the guest behind the follow; none to who follows it no more, or once it is not public."""
    change = IdeaStatusChange.objects.filter(pk=change_id, is_public=True).first()
    follow = _follow(change.idea_id, person_id=person_id, follow_id=follow_id) if change else None
    if change is None or follow is None:
        return None
    idea = follow.idea
    blocks: list[Block] = [wording.news_of(change)]
    blocks += [words for words in (change.reason, change.answer) if words]
    other = idea.duplicate_of if change.status_to == IdeaStatus.DUPLICATE else None
    goes_on = other if other and other.visibility == Visibility.PUBLIC else None
    if goes_on:
        blocks.append(Facts([(_("Continued as"), str(goes_on))]))
    blocks += [Facts(wording.facts(idea)), *reading(goes_on or idea)]
    return letter_to(follow, subject=_("News about an idea you follow: %(title)s"), blocks=blocks)


def letter_to(follow: Follow, *, subject: str, blocks: list[Block]) -> Letter | None:
    """A letter about the followed idea, with the link that ends it."""
    person = follow.person
    letter = letter_about(
        follow.idea,
        to=person.email if person else follow.email,
        name=person.display_name if person else "",
        subject=subject,
        blocks=blocks,
    )
    return with_end(letter, follow) if letter else None


def with_end(letter: Letter, follow: Follow) -> Letter:
    """The letter with the link that ends following the idea."""
    token = tokens.mint(FollowToken, purpose=FollowToken.END, expires_at=None, follow=follow)
    url = f"{settings.PUBLIC_URL}/ideas/unfollow?{urlencode({'token': token})}"
    return replace(letter, unsubscribe=Link(_("Follow this idea no longer"), url))


def _follow(idea_id: uuid.UUID, *, person_id: uuid.UUID | None, follow_id: uuid.UUID | None) -> Follow | None:
    related = ("person", "idea__municipality", "idea__call__organization", "idea__duplicate_of")
    known = Follow.objects.current().select_related(*related).filter(idea__in=Idea.objects.public().filter(pk=idea_id))
    if follow_id is not None:
        return known.filter(pk=follow_id).first()
    return known.filter(person=person_id, person__is_active=True).first()
