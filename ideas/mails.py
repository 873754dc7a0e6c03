"""The letters about an idea; each is written when it is sent, from what is true by then."""

import uuid
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core import tokens
from core.mail.letters import Block, Facts, Letter, Link, writes
from core.municipalities import addressing
from core.municipalities.models import Organization, Region
from ideas import decision_links, policies, wording
from ideas.models import OPEN, Idea, IdeaStatus, IdeaStatusChange, IdeaToken, Outcome, Visibility


@writes("idea_confirm")
def confirm(idea_id: uuid.UUID) -> Letter | None:
    idea = _idea(idea_id, Visibility.PENDING_CONFIRMATION)
    if idea is None:
        return None
    expires_at = idea.created_at + policies.CONFIRM_WITHIN
    token = tokens.mint(IdeaToken, purpose=IdeaToken.CONFIRM, expires_at=expires_at, idea=idea)
    return letter_to_author(
        idea,
        subject=_("Please confirm your idea: %(title)s"),
        blocks=[
            _("thank you for your idea. Please confirm with this link that it comes from you:"),
            Link(_("Confirm idea"), f"{settings.PUBLIC_URL}/ideas/confirm?{urlencode({'token': token})}"),
            Facts(wording.facts(idea)),
            validity(expires_at),
            _("Did you not hand in an idea? Then please ignore this mail; without confirmation it is deleted."),
        ],
    )


def validity(until: datetime) -> str:
    """A sentence until when a mail's link can be used."""
    moment = timezone.localtime(until)
    words = _("%(day)s, %(time)s") % {
        "day": formats.date_format(moment, _("l, j F Y")), "time": formats.time_format(moment, "H:i"),
    }  # fmt: skip
    return _("The link is valid until %(moment)s.") % {"moment": words}


@writes("idea_received")
def received(idea_id: uuid.UUID) -> Letter | None:
    idea = _idea(idea_id, Visibility.IN_MODERATION, Visibility.PUBLIC)
    if idea is None:
        return None
    return letter_to_author(
        idea,
        subject=_("We have received your idea: %(title)s"),
        blocks=[
            _("your idea has arrived. We read it before it is published, and we write to you as soon as it is."),
            Facts(wording.facts(idea)),
            *([idea.call.what_happens] if idea.call else []),
        ],
    )


@writes("idea_recorded")
def recorded(idea_id: uuid.UUID) -> Letter | None:
    """To who has never typed the address here: it says how we came by it, and how to be left alone."""
    idea = _idea(idea_id, Visibility.IN_MODERATION, Visibility.PUBLIC)
    if idea is None:
        return None
    is_public = idea.visibility == Visibility.PUBLIC
    return letter_to_author(
        idea,
        subject=_("We have written down your idea: %(title)s"),
        blocks=[
            _("you have given us an idea, and we have written it down. You agreed that we write to you about it."),
            Facts([*wording.facts(idea), (_("Origin"), idea.origin)]),
            *reading(idea),
            _("It is public now.") if is_public else _("We read it before it is published, and write to you then."),
            _("Was it not you, or do you not want such mails? Then please answer this one: we delete your address."),
        ],
    )


@writes("idea_published")
def published(idea_id: uuid.UUID) -> Letter | None:
    idea = _idea(idea_id, Visibility.PUBLIC)
    if idea is None:
        return None
    return letter_to_author(
        idea,
        subject=_("Your idea is public: %(title)s"),
        blocks=[
            _("your idea is public now. We write to you whenever there is news about it."),
            Facts(wording.facts(idea)),
            *reading(idea),
        ],
    )


@writes("idea_changes_requested")
def changes_requested(idea_id: uuid.UUID) -> Letter | None:
    idea = _idea(idea_id, Visibility.CHANGES_REQUESTED)
    if idea is None:
        return None
    return letter_to_author(
        idea,
        subject=_("Please change your idea: %(title)s"),
        blocks=[_("we would like to publish your idea, but ask for a change first:"), idea.moderation_note,
                Facts(wording.facts(idea)), *decision_links.changing(idea)],
    )  # fmt: skip


@writes("idea_hidden")
def hidden(idea_id: uuid.UUID) -> Letter | None:
    idea = _idea(idea_id, Visibility.HIDDEN)
    if idea is None:
        return None
    return letter_to_author(
        idea,
        subject=_("Your idea is not public: %(title)s"),
        blocks=[
            _("your idea is not shown publicly. The reason:"),
            idea.moderation_note,
            Facts(wording.facts(idea)),
            *decision_links.objecting(idea, Outcome.HIDDEN),
        ],
    )


@writes("idea_status")
def status(change_id: uuid.UUID, person_id: uuid.UUID | None = None) -> Letter | None:
    """Written from the history's row, so each step is told as it was, even if another has followed.

    An author with an account is named by `person_id`; whose idea it no longer is gets no letter about it.
    """
    step = IdeaStatusChange.objects.filter(pk=change_id).first()
    idea = _idea(step.idea_id, *Visibility) if step else None
    if step is None or idea is None or person_id not in {None, idea.author_id}:
        return None
    blocks: list[Block] = [wording.sentence_of(step)]
    blocks += [words for words in (step.reason, step.answer) if words]
    other = idea.duplicate_of if step.status_to == IdeaStatus.DUPLICATE else None
    goes_on = other if other and other.visibility == Visibility.PUBLIC else None
    if goes_on:
        blocks.append(Facts([(_("Continued as"), str(goes_on))]))
    blocks.append(Facts(wording.facts(idea)))
    if IdeaStatus(step.status_to) in OPEN:
        blocks.append(_("We write to you again as soon as there is news."))
    return letter_to_author(idea, subject=wording.headline_of(step), blocks=[*blocks, *reading(goes_on or idea)])


def reading(idea: Idea) -> list[Block]:
    """Where everybody reads the idea; nothing as long as only its author may."""
    return [Link(_("Read the idea"), wording.page_of(idea))] if idea.visibility == Visibility.PUBLIC else []


def _idea(idea_id: uuid.UUID, *visibilities: Visibility) -> Idea | None:
    """The idea where it still is in one of these states; a letter for another state is no longer true."""
    related = ("author", "call__organization", "municipality", "duplicate_of")
    return Idea.objects.select_related(*related).filter(pk=idea_id, visibility__in=visibilities).first()


def letter_to_author(idea: Idea, *, subject: str, blocks: list[Block]) -> Letter | None:
    """A letter to the author; none where no address is known (any more)."""
    author = idea.author
    address = author.email if author else idea.email
    name = author.display_name if author else idea.author_name
    return letter_about(idea, to=address, name=name, subject=subject, blocks=blocks)


def letter_about(idea: Idea, *, to: str, name: str, subject: str, blocks: list[Block]) -> Letter | None:
    """A letter from whoever answers for the idea; none where there is no address."""
    if not to:
        return None
    sender = office_of(idea)
    return Letter(
        to=to,
        subject=subject % {"title": idea.title},
        greeting=_("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        blocks=blocks,
        sender_name=sender.name,
        reply_to=sender.email,
    )


def office_of(idea: Idea) -> Organization | Region:
    """Who asked for the idea, else the authority of its municipality, else the region: answers reach them."""
    if idea.call:
        return idea.call.organization
    authority = addressing.authority_of(idea.municipality) if idea.municipality else None
    return authority or Region.objects.get()
