"""Confirming a comment by mail link: the GET shows what it is about, the button's POST confirms."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from core.tokens import LinkExpired
from ideas import wording
from ideas.models import CommentVisibility
from ideas.services import comments
from ideas.services.access import comment_to_confirm
from pages.links import link_page, token_of
from pages.rendering import page


@link_page
def confirm(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    try:
        comment = comments.confirm(token) if request.method == "POST" else comment_to_confirm(token)
    except LinkExpired as refusal:
        sentence = gettext("It was valid for 24 hours. Please write your comment once more; then we send a new one.")
        return page("error.html", status=410, title=refusal.title, sentence=sentence)
    return page(
        "comments/confirm.html",
        comment=comment,
        facts=wording.facts(comment.idea),
        token=token,
        action=request.path,
        is_public=comment.visibility == CommentVisibility.PUBLIC,
        is_confirmed=comment.visibility != CommentVisibility.PENDING_CONFIRMATION,
    )
