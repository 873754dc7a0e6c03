"""Supporting and following by mail link: the GET shows what it is about, the button's POST does it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.tokens import LinkExpired
from ideas import wording
from ideas.models import Visibility, Wish
from ideas.services import follows, interests
from pages.links import link_page, token_of
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


@link_page
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
