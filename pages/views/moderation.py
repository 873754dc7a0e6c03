"""Reporting what is public; what authors do about a decision by mail link: object to it, or make the change."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from core.accounts.models.person import normalize_email
from core.actors import GUEST
from core.errors import Invalid
from core.limits import meters, networks
from core.limits.askers import Asker
from core.limits.policies import MAIL, WRITES
from ideas import policies, wording
from ideas.models import Comment, Ground, Idea
from ideas.services import access, appeals, ideas, reports
from pages.forms import AppealForm, ReportForm, RevisionForm
from pages.links import link_page, private_page, token_of
from pages.rendering import page


@private_page
def report_idea(request: HttpRequest, idea_id: uuid.UUID) -> HttpResponse:
    return _report(request, reports.reportable_idea(idea_id))


@private_page
def report_comment(request: HttpRequest, comment_id: uuid.UUID) -> HttpResponse:
    return _report(request, reports.reportable_comment(comment_id))


def _report(request: HttpRequest, item: Idea | Comment) -> HttpResponse:
    """For everybody, from the municipal web site too; without account and without script."""
    comment = item if isinstance(item, Comment) else None
    idea = comment.idea if comment else item
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values, network = form.cleaned_data, networks.of(request.META)
        meters.count((WRITES, *MAIL), Asker(network=network, typed=normalize_email(values["email"])))
        try:
            report = reports.submit(
                idea.pk, comment_id=comment.pk if comment else None, reason=Ground(values["reason"]),
                text=values["text"], email=values["email"], network=network, language=get_language() or "de", by=GUEST,
            )  # fmt: skip
        except Invalid as refusal:
            form.add_refusal(refusal)
        else:
            return page("moderation/reported.html", report=report)
    return page(
        "moderation/report.html",
        status=400 if form.errors else 200,
        form=form,
        comment=comment,
        idea=idea,
        action=request.path,
    )


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
