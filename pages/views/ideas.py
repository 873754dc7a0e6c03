"""An idea for everybody; and its author's acts by mail link: the GET shows, the button's POST acts."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.models import Publication
from core.tokens import LinkExpired
from ideas import interest_policies, wording
from ideas.models import Display, Idea, Solved, Visibility
from ideas.services import ideas
from ideas.services import solved as solving
from ideas.services.access import idea_to_confirm, question_of
from pages.links import link_page, token_of
from pages.rendering import page

# Of a measure, below the idea that led to it; the API tells more.
MOST_NEWS = 10
SENTENCES = {
    Visibility.IN_MODERATION: _(
        "Thank you! We read your idea before it is published, and write to you as soon as it is."
    ),
    Visibility.PUBLIC: _("Your idea is public. We write to you whenever there is news about it."),
}


@require_safe
@cache_control(public=True, no_cache=True)
def show(_request: HttpRequest, idea_id: uuid.UUID) -> HttpResponse:
    """Where the mails about an idea lead: what it says, and what has become of it until now."""
    related = ("municipality", "duplicate_of", "call", "measure")
    idea = Idea.objects.public().select_related(*related).filter(pk=idea_id).first()
    if idea is None:
        raise Http404
    other = idea.duplicate_of
    measure = idea.measure if idea.measure and idea.measure.publication == Publication.PUBLISHED else None
    news = measure.history.order_by("-position")[:MOST_NEWS] if measure else ()
    response = page(
        "ideas/idea.html",
        idea=idea,
        writer=gettext("Anonymous") if idea.display == Display.ANONYMOUS else idea.author_name,
        steps=[(step, wording.day_of(step)) for step in idea.history.public()],
        measure=measure,
        news=[(step, wording.progress(step)) for step in news],
        can_be_supported=interest_policies.why_not_support(idea, now=timezone.now()) is None,
        can_be_followed=interest_policies.why_not_follow(idea) is None,
        goes_on=other if other and other.visibility == Visibility.PUBLIC else None,
    )
    # What its author or a clerk takes away shall not live on in the memory of search engines.
    response.headers["X-Robots-Tag"] = "noindex"
    return response


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


@link_page
def solved(request: HttpRequest) -> HttpResponse:
    """Two buttons; the other one stays, for who changes their mind."""
    token, said = token_of(request), request.POST.get("solved", "")
    if request.method == "POST" and said in Solved.values:
        solving.answer_by_link(token, Solved(said))
    question = question_of(token)
    return page(
        "ideas/solved.html",
        idea=question.idea,
        facts=wording.facts(question.idea),
        answer=question.answer,
        token=token,
        action=request.path,
    )
