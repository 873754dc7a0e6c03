"""What authors do about a decision, by mail link: object to it, or make the change that was asked for."""

from django.http import HttpRequest, HttpResponse

from core.errors import Invalid
from ideas import policies, wording
from ideas.models import Comment
from ideas.services import access, appeals, ideas
from pages.forms import AppealForm, RevisionForm
from pages.links import link_page, token_of
from pages.rendering import page


@link_page
def appeal(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        appeals.make(token, text=form.cleaned_data["text"])
    decision = appeals.decision_behind(token)
    item = decision.item
    return page(
        "moderation/appeal.html",
        status=400 if form.errors else 200,
        decision=decision,
        appeal=getattr(decision, "appeal", None),
        comment=item if isinstance(item, Comment) else None,
        facts=wording.facts(decision.idea),
        form=form,
        token=token,
        action=request.path,
    )


@link_page
def revise(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    idea = access.idea_to_revise(token)
    is_sent = request.method == "POST"
    form = RevisionForm(request.POST if is_sent else None, initial={"title": idea.title, "text": idea.text})
    if form.is_valid():
        try:
            idea = ideas.revise(token, **form.cleaned_data)
        except Invalid as refusal:
            form.add_refusal(refusal)
        else:
            return page("ideas/revised.html", facts=wording.facts(idea))
    elif not is_sent and (why_not := policies.why_not_revise(idea)):
        raise why_not
    return page(
        "ideas/revise.html",
        status=400 if form.errors else 200,
        idea=idea,
        form=form,
        token=token,
        action=request.path,
    )
