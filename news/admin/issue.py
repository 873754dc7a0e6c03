"""Issues of the newsletter in the administration: written for ahead, looked at, moved, watched while they go out."""

import functools
import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts import roles
from core.actors import Act, Actor
from core.administration import acts, refusals
from core.administration.models import ModelAdmin, ReadOnly, acting, display
from core.errors import Refusal
from core.municipalities.models import Organization
from news import issue_entries, item_pages
from news.admin import issue_preview
from news.audience import Wanted
from news.models import CopyState, Issue, IssueState
from news.services import digests, issue_contents, issues, pausing, progress, trials

STATE_LABELS: dict[Any, str] = {
    IssueState.PLANNED: "info",
    IssueState.SENDING: "warning",
    IssueState.SENT: "success",
}


class IntroductionForm(acts.ActForm):
    text = forms.CharField(
        label=_("text"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=_("A few sentences in plain words. Empty: there is no introduction."),
    )  # fmt: skip
    text_en = forms.CharField(
        label=_("text in English"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=_("For who reads the newsletter in English; without it they read the German one."),
    )  # fmt: skip

    def clean(self) -> None:
        """Without the German text there is no introduction, and what was written in English would be lost."""
        if self.cleaned_data.get("text_en") and not self.cleaned_data.get("text"):
            self.add_error("text", gettext("Please write the German text as well."))


class MoveForm(acts.ActForm):
    send_at = forms.DateTimeField(label=_("goes out at"), widget=forms.DateTimeInput)


@admin.register(Issue)
class IssueAdmin(ReadOnly, ModelAdmin):
    act = Act.NEWS
    organization_path = None
    list_display = ["shown_name", "send_at", "shown_state", "shown_numbers"]
    list_filter = ["frequency", "state"]
    ordering = ["-send_at", "-id"]

    def get_urls(self) -> list[Any]:
        """One page for each act; the library's page of a row is replaced by our own."""
        views = {
            "preview": self.look,
            "trial": self.send_trial,
            "move": self.move,
            "pause": self.pause,
            "resume": self.resume,
            "introduction/<uuid:organization_id>": self.introduce,
        }
        own = [
            path(f"<uuid:object_id>/{address}/", self.admin_site.admin_view(view), name=f"news_issue_{view.__name__}")
            for address, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def what_waits(self, request: HttpRequest) -> tuple[str, str] | None:
        """One that somebody holds up, lest it is forgotten."""
        held_up = self.get_queryset(request).filter(state=IssueState.SENDING, paused_at__isnull=False)
        query = f"?state__exact={IssueState.SENDING}"
        return (gettext("An issue of the newsletter is held up"), query) if held_up.exists() else None

    @display(description=_("issue"), ordering="slot_on")
    def shown_name(self, issue: Issue) -> str:
        return str(issue)

    @display(description=_("state"), ordering="state", label=STATE_LABELS)
    def shown_state(self, issue: Issue) -> tuple[str, str]:
        return issue.state, issue.get_state_display()

    @display(description=_("sent"))
    def shown_numbers(self, issue: Issue) -> str:
        """Of those that go out at this moment it is counted: there are one or two at most."""
        if issue.state == IssueState.PLANNED:
            return "–"
        known = progress.of(issue)
        return gettext("%(sent)d of %(total)d") % {"sent": known.counts[CopyState.SENT], "total": known.total}

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:  # noqa: ARG002
        """All about one issue, with the acts that are possible now."""
        issue = self._issue(request, object_id)
        actor = acting(request)
        context = {
            "issue": issue,
            "send_at": timezone.localtime(issue.send_at),
            "state": issue.get_state_display(),
            "is_planned": issue.state == IssueState.PLANNED,
            "is_sending": issue.state == IssueState.SENDING,
            "may_move": issues.may_move(actor),
            **_introductions(issue, actor),
        }
        context |= _what_goes_out(issue) if issue.state == IssueState.PLANNED else _what_became_of_it(issue)
        return self._page(request, "admin/issue.html", str(issue), context)

    def look(self, request: HttpRequest, object_id: uuid.UUID) -> HttpResponse:
        """As one of its readers would get it now; it shows and changes nothing."""
        issue = self._planned(request, object_id)
        form = issue_preview.ReaderForm(request.GET or {"language": "de"})
        found = issue_preview.preview(issue, form) if form.is_valid() else None
        return self._page(request, "admin/issue_preview.html", gettext("Preview"), {"form": form, "preview": found})

    def send_trial(self, request: HttpRequest, object_id: uuid.UUID) -> HttpResponse:
        issue = self._planned(request, object_id)
        form = issue_preview.TrialForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            place, language = form.cleaned_data["municipality"], form.language_chosen
            trial = functools.partial(trials.send, issue.pk, municipality=place, language=language)
            return self._done(request, issue, trial, gettext("The trial is on its way to your own address."))
        sentence = _("One mail goes to your own address, as a new reader would get it now. Nobody else gets it.")
        return acts.page(
            request, self, form, title=_("Trial to my address"), button=_("Send to me"), sentences=[sentence]
        )

    def move(self, request: HttpRequest, object_id: uuid.UUID) -> HttpResponse:
        issue = self._planned(request, object_id)
        form = MoveForm(request.POST or None, initial={"send_at": timezone.localtime(issue.send_at)})
        if request.method == "POST" and form.is_valid():
            try:
                issues.move(issue.pk, form.cleaned_data["send_at"], by=acting(request))
            except Refusal as refusal:
                refusals.beside_fields(form, refusal)
            else:
                self.message_user(request, gettext("Moved."), messages.SUCCESS)
                return self._back(issue)
        sentence = _("It goes out at this moment to all of its readers, in the whole region.")
        return acts.page(request, self, form, title=_("Move"), button=_("Move"), sentences=[sentence])

    def introduce(self, request: HttpRequest, object_id: uuid.UUID, organization_id: uuid.UUID) -> HttpResponse:
        issue, actor = self._planned(request, object_id), acting(request)
        mine = Organization.objects.filter(roles.entrusted(actor, Act.NEWS, organization="pk"))
        organization = mine.filter(pk=organization_id).first()
        if organization is None:
            raise Http404
        known = issue.introductions.filter(organization=organization).values("text", "text_en").first()
        form = IntroductionForm(request.POST or None, initial=known)
        if request.method == "POST" and form.is_valid():
            write = functools.partial(issues.introduce, issue.pk, organization, **form.cleaned_data)
            return self._done(request, issue, write, gettext("Saved."))
        sentence = gettext("It stands above the issue for all who read of %(places)s.") % {
            "places": ", ".join(one.name for one in organization.municipalities.by_name())
        }
        title = gettext("Introduction of %(organization)s") % {"organization": organization.name}
        return acts.page(
            request, self, form, title=title, button=_("Save"), sentences=[sentence], back="../../change/"
        )  # fmt: skip

    def pause(self, request: HttpRequest, object_id: uuid.UUID) -> HttpResponse:
        sentence = _("What is being handed over at this moment still goes out; nothing else does until you go on.")
        told = gettext("Held up. Nothing more goes out.")
        return self._ask(request, object_id, pausing.pause, title=_("Hold up"), sentence=sentence, told=told)

    def resume(self, request: HttpRequest, object_id: uuid.UUID) -> HttpResponse:
        sentence = _("It goes on with those who have not got their copy yet. Nobody gets a second one.")
        return self._ask(
            request, object_id, pausing.resume, title=_("Go on"), sentence=sentence, told=gettext("Going on.")
        )

    def _ask(
        self, request: HttpRequest, object_id: uuid.UUID, act: Any, *, title: Any, sentence: Any, told: str
    ) -> HttpResponse:
        issue = self._issue(request, object_id)
        if request.method == "POST":
            return self._done(request, issue, functools.partial(act, issue.pk), told)
        return acts.page(request, self, acts.ActForm(), title=title, button=title, sentences=[sentence])

    def _done(self, request: HttpRequest, issue: Issue, act: Any, told: str) -> HttpResponse:
        """Carry it out, and tell on the issue's page what became of it."""
        try:
            act(by=acting(request))
        except Refusal as refusal:
            self.message_user(request, str(refusal.detail), messages.ERROR)
        else:
            self.message_user(request, told, messages.SUCCESS)
        return self._back(issue)

    def _back(self, issue: Issue) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:news_issue_change", args=[issue.pk]))

    def _page(self, request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, template, {**shared, **context})

    def _issue(self, request: HttpRequest, object_id: Any) -> Issue:
        """Also hidden from who has no role for news: an address alone opens nothing."""
        issue = self.get_object(request, str(object_id)) if self.has_view_permission(request) else None
        if not isinstance(issue, Issue):
            raise Http404
        return issue

    def _planned(self, request: HttpRequest, object_id: Any) -> Issue:
        issue = self._issue(request, object_id)
        if issue.state != IssueState.PLANNED:
            raise Http404
        return issue


def _introductions(issue: Issue, actor: Actor) -> dict[str, Any]:
    """What has been written, and for which organizations the actor may write something still."""
    rows = list(issue.introductions.select_related("organization").order_by("organization__sort_key"))
    mine = list(Organization.objects.filter(roles.entrusted(actor, Act.NEWS, organization="pk")).order_by("sort_key"))
    written = {row.organization_id for row in rows}
    return {
        "introductions": [(row, row.organization in mine) for row in rows],
        "unwritten": [one for one in mine if one.pk not in written and issue.state == IssueState.PLANNED],
    }


def _what_goes_out(issue: Issue) -> dict[str, Any]:
    """For all of the region together, as it is now."""
    contents = issue_contents.read(issue)
    digest = digests.whole(contents, Wanted())
    return {"sections": issue_entries.sections(contents, digest) if digest else []}


def _what_became_of_it(issue: Issue) -> dict[str, Any]:
    """Each state of its copies in words with their number, without those that no copy is in."""
    known = progress.of(issue)
    counts = [(str(CopyState(state).label), count) for state, count in known.counts.items() if count]
    return {"progress": known, "counts": counts, "archive": item_pages.archived(issue, [])}
