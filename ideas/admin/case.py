"""The queue: what is to be looked at, the oldest first, and one page to decide it on."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.accounts import roles
from core.actors import Act, Actor
from core.administration.models import ServiceModelAdmin, acting, display
from core.errors import Refusal
from ideas import wording
from ideas.admin.case_form import ORDINARY, CaseForm
from ideas.admin.forms import APPROVE, HIDE
from ideas.admin.photo import pictures
from ideas.models import Appeal, AppealOutcome, Case, Comment, Decision, Report, Signal, Trust
from ideas.services import appeals, comment_moderation, moderation, queue, redaction, standings

# After so many hours a place in the queue is late, and then too late (practice of municipal reporting: a day).
LATE, TOO_LATE = 24, 72
AGES = {"fresh": "success", "late": "warning", "too_late": "danger"}


class StateFilter(admin.SimpleListFilter):
    """What waits is shown without asking."""

    title, parameter_name = _("state"), "state"

    def lookups(self, *_args: Any) -> list[tuple[str, Any]]:
        return [("mine", _("Taken by me")), ("free", _("Taken by nobody")), ("decided", _("Decided"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Waiting")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        match self.value():
            case "mine":
                return queryset.filter(closed_at=None, assignee=acting(request).person_id)
            case "free":
                return queryset.filter(closed_at=None, assignee=None)
            case "decided":
                return queryset.exclude(closed_at=None)
        return queryset.filter(closed_at=None)


@admin.register(Case)
class CaseAdmin(ServiceModelAdmin):
    act = Act.IDEAS
    form = CaseForm
    list_display = ["beginning", "kind", "why", "age", "municipality", "assignee"]
    list_filter = [StateFilter, "idea__municipality", "idea__call"]
    list_select_related = ["idea__municipality", "comment", "assignee"]
    ordering = ["waiting_since", "id"]
    actions = ["take", "hand_back", "approve"]
    readonly_fields = [
        "words", "photos", "why", "waiting", "author", "idea", "assignee", "objection", "reported", "earlier",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["words", "photos", "why", "waiting", "author", "idea", "assignee"]}),
        (_("So far"), {"fields": ["objection", "reported", "earlier"]}),
        (_("Check"), {"fields": ["decision", "ground", "decision_reason", "passages"]}),
        (_("Objection that words were taken out"), {"fields": ["words_objection", "words_answer"]}),
        (_("Author"), {"fields": ["trust", ("trust_reason", "ends_on")], "classes": ["collapse"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """What is asked only where somebody objects to it."""
        all_of_them = list(super().get_fieldsets(request, obj))
        is_asked = isinstance(obj, Case) and Appeal.objects.open_about(obj.item).about_words().exists()
        return [one for one in all_of_them if is_asked or "words_objection" not in one[1]["fields"]]

    def entrusted_rows(self, actor: Actor) -> Q:
        return roles.entrusted_ideas(actor, municipality="idea__municipality")

    def what_waits(self, request: HttpRequest) -> tuple[str, str] | None:
        count = self.get_queryset(request).filter(closed_at=None).count()
        words = ngettext(
            "%(count)s contribution waits to be checked", "%(count)s contributions wait to be checked", count
        )
        return (words % {"count": count}, "") if count else None

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        """What is decided is only looked at."""
        return self.is_entrusted(request) and (obj is None or obj.closed_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:  # noqa: ARG002
        return False

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        values, case = form.cleaned_data, form.instance
        about: dict[str, Any] = {"idea_id": case.idea_id, "comment_id": case.comment_id, "by": by}
        with transaction.atomic():
            if values.get("words_objection"):
                outcome = AppealOutcome(values["words_objection"])
                appeals.decide_about_words(outcome=outcome, answer=values["words_answer"], **about)
            if values["passages"]:
                redaction.redact(passages=values["passages"], **about)
            if values["trust"]:
                trust = None if values["trust"] == ORDINARY else Trust(values["trust"])
                block = (
                    {"reason": values["trust_reason"], "ends_on": values["ends_on"]} if trust == Trust.BLOCKED else {}
                )
                standings.judge(trust=trust, **block, **about)
            if values["decision"]:
                _decide(case, values, by=by)

    @display(description=_("contribution"))
    def beginning(self, case: Case) -> str:
        return case.comment.text[:80] if case.comment else case.idea.title

    @display(description=_("kind"))
    def kind(self, case: Case) -> str:
        return gettext("Comment") if case.comment_id else gettext("Idea")

    @display(description=_("why"))
    def why(self, case: Case) -> str:
        return ", ".join(str(Signal(signal).label) for signal in case.signals)

    @display(description=_("waiting"), ordering="waiting_since", label=AGES)
    def age(self, case: Case) -> tuple[str, str]:
        until = case.closed_at or timezone.now()
        hours = (until - case.waiting_since).total_seconds() / 3600
        code = "too_late" if hours >= TOO_LATE else "late" if hours >= LATE else "fresh"
        return code, timesince(case.waiting_since, until, depth=1)

    @display(description=_("waiting"))
    def waiting(self, case: Case) -> str:
        """On the page, where there are no coloured labels."""
        return self.age(case)[1]

    @display(description=_("municipality"), ordering="idea__municipality__sort_key")
    def municipality(self, case: Case) -> str:
        return str(case.idea.municipality or gettext("The whole region"))

    @display(description=_("text"))
    def words(self, case: Case) -> str:
        return case.comment.text if case.comment else f"{case.idea.title}\n\n{case.idea.text}"

    @display(description=_("photos"))
    def photos(self, case: Case) -> str:
        """One is taken out on the idea's page."""
        return "–" if case.comment_id else pictures(case.idea)

    @display(description=_("author"))
    def author(self, case: Case) -> str:
        item = case.item
        name = wording.writer_of(item) if isinstance(item, Comment) else item.author_name or gettext("Anonymous")
        standing = standings.of(item)
        return f"{name} ({standing.label})" if standing else name

    @display(description=_("objection"))
    def objection(self, case: Case) -> str:
        waiting = Appeal.objects.open_about(case.item)
        return "\n".join(f"{one.decision.get_outcome_display()} · {one.text}" for one in waiting) or "–"

    @display(description=_("reports"))
    def reported(self, case: Case) -> str:
        """Without who has reported it: that is nobody's business who decides."""
        rows = Report.objects.of(case.item).undecided().order_by("created_at", "id")
        return "\n".join(" · ".join(filter(None, [str(one.get_reason_display()), one.text])) for one in rows) or "–"

    @display(description=_("decisions"))
    def earlier(self, case: Case) -> str:
        return "\n".join(_told(one) for one in Decision.objects.of(case.item).select_related("decided_by")) or "–"

    @admin.action(description=_("I look after it"), permissions=["change"])
    def take(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        self._each(request, queryset, queue.take)

    @admin.action(description=_("Leave it to others"), permissions=["change"])
    def hand_back(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        self._each(request, queryset, queue.hand_back)

    @admin.action(description=_("Publish"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        def publish(case_id: Any, *, by: Actor) -> None:
            _decide(queryset.get(pk=case_id), {"decision": APPROVE}, by=by)

        self._each(request, queryset, publish)

    def _each(self, request: HttpRequest, queryset: QuerySet[Case], act: Any) -> None:
        for case in list(queryset):
            try:
                act(case.pk, by=acting(request))
            except Refusal as refusal:
                self.message_user(request, f"{self.beginning(case)}: {refusal.detail}", messages.ERROR)
            else:
                self.message_user(request, gettext("Done: %(title)s") % {"title": self.beginning(case)})


def _decide(case: Case, values: dict[str, Any], *, by: Actor) -> None:
    key, verbs = (case.comment_id, comment_moderation) if case.comment_id else (case.idea_id, moderation)
    if values["decision"] == APPROVE:
        verbs.approve(key, by=by)
        return
    refuse = verbs.hide if values["decision"] == HIDE else moderation.request_changes
    refuse(key, reason=values["decision_reason"], ground=values["ground"], by=by)


def _told(decision: Decision) -> str:
    """One line: when, what, by whom, why."""
    who = decision.decided_by or (gettext("by itself") if decision.automatic else "–")
    moment = formats.date_format(timezone.localtime(decision.decided_at), "SHORT_DATETIME_FORMAT")
    count = decision.places  # from which words were taken out
    places = ngettext("%(count)d place", "%(count)d places", count) % {"count": count} if count else ""
    return " · ".join(filter(None, [moment, decision.get_outcome_display(), str(who), places, decision.reason]))
