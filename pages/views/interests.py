"""Supporting and following without an account: asked for with an address, done by the button behind the mail's link."""

import uuid
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.accounts.models.person import normalize_email
from core.limits import meters, networks
from core.limits.askers import Asker
from core.limits.policies import GUEST_MAIL, WRITES
from core.tokens import LinkExpired
from ideas import wording
from ideas.errors import IdeaContinued
from ideas.models import Idea, Visibility, Wish
from ideas.services import follows, interests
from pages.forms import InterestForm
from pages.links import View, link_page, private_page, token_of
from pages.rendering import page

QUESTIONS = {
    Wish.SUPPORT: _("Support this idea?"),
    Wish.WITHDRAW_SUPPORT: _("Support this idea no longer?"),
    Wish.FOLLOW: _("Follow this idea?"),
    Wish.UNFOLLOW: _("Follow this idea no longer?"),
}
EXPLANATIONS = {
    Wish.SUPPORT: _("With the button your support is counted. Nobody sees who supports an idea."),
    Wish.WITHDRAW_SUPPORT: _("With the button your support is counted no longer."),
    Wish.FOLLOW: _("With the button you get a mail with each step of this idea. Each mail has a link to end it."),
    Wish.UNFOLLOW: _("With the button you get no more mails about this idea."),
}

PROMISES = {
    Wish.SUPPORT: _("Each person counts once. Nobody sees who supports an idea."),
    Wish.FOLLOW: _("You get a mail with each step of this idea. Each mail has a link to end it."),
}


def _tells_where_it_goes_on(view: View) -> View:
    """Whoever comes for a repeated idea finds the one that goes on for both, and can support that."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            return view(request, **parts)
        except IdeaContinued as refusal:
            key = refusal.facts.get("duplicate_of")
            other = Idea.objects.public().filter(pk=key).first() if key else None
            return page("ideas/continued.html", status=409, title=refusal.title, goes_on=other)

    return answer


@private_page
@_tells_where_it_goes_on
def support(request: HttpRequest, idea_id: uuid.UUID) -> HttpResponse:
    return _ask(request, idea_id, Wish.SUPPORT)


@private_page
def follow(request: HttpRequest, idea_id: uuid.UUID) -> HttpResponse:
    return _ask(request, idea_id, Wish.FOLLOW)


def _ask(request: HttpRequest, idea_id: uuid.UUID, wish: Wish) -> HttpResponse:
    """For everybody, without account and without script; the answer is the same whether or not the address is known."""
    idea = interests.possible(idea_id, wish)
    form = InterestForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        email = normalize_email(form.cleaned_data["email"])
        meters.count((WRITES, *GUEST_MAIL), Asker(network=networks.of(request.META), typed=email))
        interests.ask(idea_id, email=email, wish=wish, language=get_language() or "de")
        return page("ideas/asked.html", idea=idea)
    return page(
        "ideas/ask.html",
        status=400 if form.errors else 200,
        question=QUESTIONS[wish],
        explanation=PROMISES[wish],
        facts=wording.facts(idea),
        form=form,
        action=request.path,
    )


@link_page
@_tells_where_it_goes_on
def confirm(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    try:
        standing = interests.confirm(token) if request.method == "POST" else interests.behind(token)
    except LinkExpired as refusal:
        sentence = gettext("It was valid for 24 hours. Please ask for it once more; then we send you a new one.")
        return page("error.html", status=410, title=refusal.title, sentence=sentence)
    return page(
        "ideas/interest.html",
        question=QUESTIONS[standing.wish],
        explanation=EXPLANATIONS[standing.wish],
        button=standing.wish.label,
        facts=wording.facts(standing.idea),
        shows_support=standing.wish in {Wish.SUPPORT, Wish.WITHDRAW_SUPPORT},
        supports=standing.supports,
        follows=standing.follows,
        is_done=standing.is_done,
        token=token,
        action=request.path,
    )


@link_page
def unfollow(request: HttpRequest) -> HttpResponse:
    """Also where a mail program ends it by itself (RFC 8058): then the token stands in the address."""
    is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    token = request.GET.get("token", "") if is_one_click else token_of(request)
    follow = follows.end_by_link(token) if request.method == "POST" else follows.behind(token)
    return page(
        "ideas/interest.html",
        question=QUESTIONS[Wish.UNFOLLOW],
        explanation=EXPLANATIONS[Wish.UNFOLLOW],
        button=Wish.UNFOLLOW.label,
        # It ends also where the idea is hidden meanwhile; then nothing of it is shown.
        facts=wording.facts(follow.idea) if follow.idea.visibility == Visibility.PUBLIC else [],
        follows=follow.is_current,
        is_done=not follow.is_current,
        token=token,
        action=request.path,
    )
