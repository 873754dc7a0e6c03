"""Rules of writing down ideas for others, told and enforced; pure over what the caller has already read."""

from datetime import date

from django.utils.translation import gettext as _

from core.accounts import roles
from core.actors import Act, Actor
from core.errors import FieldError
from ideas.models import Display, Idea, IdeaChannel


def may_record(idea: Idea, *, by: Actor) -> bool:
    """Who answers for ideas there, holds the workshop, or has made the call."""
    return (
        roles.may_handle_ideas_of(by, idea.municipality_id)
        or (idea.event is not None and roles.may(by, Act.EVENTS, idea.event.organization_id))
        or (idea.call is not None and roles.may(by, Act.CALLS, idea.call.organization_id))
    )


def problems(idea: Idea, *, display: str, today: date) -> list[FieldError]:
    """What does not fit together in what a clerk has written down."""
    errors = []
    if idea.channel == IdeaChannel.ONLINE:
        sentence = _("Please say how the idea came in: at a workshop, on paper or by telephone.")
        errors.append(FieldError("/channel", "not_recorded", sentence))
    if idea.event is not None and idea.channel != IdeaChannel.WORKSHOP:
        sentence = _("Only an idea from a workshop can name a workshop.")
        errors.append(FieldError("/event", "not_at_a_workshop", sentence))
    if idea.email and not idea.has_consent:
        sentence = _("Please keep an address only where its owner agrees to be written to.")
        errors.append(FieldError("/has_consent", "required", sentence))
    if idea.submitted_on is not None and idea.submitted_on > today:
        errors.append(FieldError("/submitted_on", "in_future", _("Please give a day that is not in the future.")))
    if display != Display.ANONYMOUS and not idea.has_consent:
        sentence = _("Please show a name only where its owner agrees; else choose “anonymous”.")
        errors.append(FieldError("/display", "needs_consent", sentence))
    return errors
