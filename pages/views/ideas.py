"""Confirming an idea by mail link: the GET shows it, the button's POST confirms."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.tokens import LinkExpired
from ideas import wording
from ideas.models import Visibility
from ideas.services import ideas
from ideas.services.access import idea_to_confirm
from pages.links import link_page, token_of
from pages.rendering import page

SENTENCES = {
    Visibility.IN_MODERATION: _(
        "Thank you! We read your idea before it is published, and write to you as soon as it is."
    ),
    Visibility.PUBLIC: _("Your idea is public. We write to you whenever there is news about it."),
}


@link_page
def confirm(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    try:
        idea = ideas.confirm(token) if request.method == "POST" else idea_to_confirm(token)
    except LinkExpired as refusal:
        sentence = gettext("It was valid for 24 hours. Please hand in your idea once more; then we send you a new one.")
        return page("error.html", status=410, title=refusal.title, sentence=sentence)
    return page(
        "ideas/confirm.html",
        idea=idea,
        facts=wording.facts(idea),
        token=token,
        action=request.path,
        is_confirmed=idea.visibility != Visibility.PENDING_CONFIRMATION,
        sentence=SENTENCES.get(Visibility(idea.visibility), ""),
    )
