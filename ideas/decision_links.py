"""The links by which authors answer a decision; minted when the letter is written."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from core import tokens
from core.mail.letters import Block, Link
from ideas import policies
from ideas.models import Comment, Decision, DecisionToken, Idea, Outcome


def objecting(item: Idea | Comment, *outcomes: Outcome) -> list[Block]:
    """How to object to the latest of these decisions; nothing where there is none or somebody has objected."""
    decision = Decision.objects.of(item).filter(outcome__in=outcomes).first()
    if decision is None or hasattr(decision, "appeal"):
        return []
    expires_at = decision.decided_at + policies.APPEAL_WITHIN
    token = tokens.mint(DecisionToken, purpose=DecisionToken.APPEAL, expires_at=expires_at, decision=decision)
    url = f"{settings.PUBLIC_URL}/moderation/appeal?{urlencode({'token': token})}"
    return [
        _("You see it differently? With this link you can object for six months. Then somebody looks at it once more:"),
        Link(_("Object to the decision"), url),
    ]


def changing(idea: Idea) -> list[Block]:
    """How its author makes the change that was asked for."""
    how: list[Block] = []
    if idea.author:
        how.append(_("Please change your idea in your account; then we read it again. It also goes without the app."))
    return how + (revising(idea) or [_("Please answer this mail with your new text.")])


def revising(idea: Idea) -> list[Block]:
    """Where the author makes the change that was asked for; valid until something else is decided."""
    decision = Decision.objects.of(idea).filter(outcome=Outcome.CHANGES_REQUESTED).first()
    if decision is None:
        return []
    token = tokens.mint(DecisionToken, purpose=DecisionToken.REVISE, expires_at=None, decision=decision)
    url = f"{settings.PUBLIC_URL}/ideas/revise?{urlencode({'token': token})}"
    return [_("With this link you can change it; then we read it again:"), Link(_("Change the idea"), url)]
