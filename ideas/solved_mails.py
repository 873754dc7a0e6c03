"""The letter that asks an author whether it is solved."""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core import tokens
from core.mail.letters import Facts, Letter, Link, writes
from ideas import policies, wording
from ideas.mails import letter_to_author, validity
from ideas.models import IdeaToken, SolvedQuestion


@writes("idea_solved")
def solved(question_id: uuid.UUID, person_id: uuid.UUID | None = None) -> Letter | None:
    """An author with an account is named by `person_id`. Once the idea is taken up again, nobody is asked."""
    question = SolvedQuestion.objects.open().filter(pk=question_id).select_related("idea").first()
    if question is None or person_id not in {None, question.idea.author_id}:
        return None
    idea, expires_at = question.idea, timezone.now() + policies.SAY_SOLVED_WITHIN
    token = tokens.mint(IdeaToken, purpose=IdeaToken.SOLVED, expires_at=expires_at, idea=idea)
    return letter_to_author(
        idea,
        subject=_("Has it been solved? %(title)s"),
        blocks=[
            _("your idea was put into practice four weeks ago. One question: has that solved what it was about?"),
            Link(_("Answer with one click"), f"{settings.PUBLIC_URL}/ideas/solved?{urlencode({'token': token})}"),
            Facts(wording.facts(idea)),
            _(
                "Your yes or no is shown with the idea and counted. You can change it with this link; "
                "we do not remind you."
            ),
            validity(expires_at),
        ],
    )
