"""The letter to a clerk whose prepared answer could not be published."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.mail.letters import Facts, Letter, Link, writes
from core.municipalities.models import Region
from ideas import wording
from ideas.mails import office_of
from ideas.models import IdeaStatus, PreparedAnswer


@writes("prepared_answer_refused")
def refused(prepared_id: uuid.UUID) -> Letter | None:
    """To who prepared it; to the office that answers for the idea, where that is nobody any more."""
    related = ("prepared_by", "idea__call__organization", "idea__municipality")
    prepared = PreparedAnswer.objects.select_related(*related).filter(pk=prepared_id).exclude(refusal="").first()
    if prepared is None:
        return None
    region, idea, clerk = Region.objects.get(), prepared.idea, prepared.prepared_by
    is_there = clerk is not None and clerk.is_active
    page = reverse("admin:ideas_idea_change", args=[idea.pk])
    return Letter(
        to=clerk.email if clerk and is_there else office_of(idea).email or region.email,
        subject=_("Your prepared answer was not published: %(title)s") % {"title": idea.title},
        greeting=_("Hello %(name)s,") % {"name": clerk.display_name} if clerk and is_there else _("Hello,"),
        blocks=[
            _("the answer that was prepared for this idea could not be published at its time. The reason:"),
            str(Refusal.registry[prepared.refusal].advice),
            Facts([*wording.facts(idea), (_("New status"), prepared.get_status_display())]),
            _("Nothing is left to answer. This is the idea:")
            if idea.status == IdeaStatus.WITHDRAWN
            else _("The author waits for an answer. Please look at the idea and answer it anew:"),
            Link(_("Open the idea"), f"{settings.PUBLIC_URL}{page}"),
        ],
        sender_name=region.name,
        reply_to=region.email,
    )
