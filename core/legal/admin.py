"""Legal documents in the administration: drafts are written, versions with a day are kept."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.accounts import roles
from core.actors import Act, Actor
from core.administration import acts
from core.administration.models import ServiceModelAdmin, acting, button, display
from core.administration.publishing import WatchfulForm
from core.administration.refusals import add_errors
from core.legal import documents, policies
from core.legal.models import LegalDocument, LegalState
from core.municipalities.models import Municipality

STATE_LABELS: dict[Any, str] = {
    LegalState.DRAFT: "info",
    LegalState.PLANNED: "warning",
    LegalState.IN_FORCE: "success",
    LegalState.FORMER: "info",
}


class LegalDocumentForm(WatchfulForm):
    class Meta:
        model = LegalDocument
        fields = ()  # the page names them

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        said = {"kind": self.instance.kind, "municipality": self.instance.municipality, **values}
        known = {name: said.get(name) for name in ("kind", "municipality", "valid_from", "text_de", "text_en")}
        meant = LegalDocument(pk=self.instance.pk, number=self.instance.number, **known)
        latest, today = documents.latest_beside(meant), timezone.localdate()
        problems = policies.contradictions(meant, latest=latest, today=today) if meant.text_de else ()
        add_errors(self, [one for one in problems if one.pointer.strip("/") not in self.errors])
        return values


@admin.register(LegalDocument)
class LegalDocumentAdmin(ServiceModelAdmin):
    act = Act.MANAGE
    form = LegalDocumentForm
    list_display = ["kind", "shown_place", "shown_version", "valid_from", "shown_state"]
    list_display_links = ["kind", "shown_place"]
    list_filter = ["kind", "municipality"]
    list_select_related = ["municipality"]
    ordering = ["kind", "municipality__sort_key", "-number", "id"]
    actions_detail: ClassVar = ["write_new_version"]
    fieldsets: ClassVar = [
        (
            None,
            {
                "fields": ["kind", "municipality", "valid_from", "text_de", "text_en", "shown_page"],
                "description": _(
                    "A version holds from its day on, until another one does, and stays readable for ever. To change "
                    "what holds, write a new version."
                ),
            },
        )
    ]
    readonly_fields = ["shown_page"]

    def is_entrusted(self, request: HttpRequest) -> bool:
        """Managers of public authorities only: others have no place to write for."""
        return super().is_entrusted(request) and _writes_somewhere(acting(request))

    def entrusted_rows(self, actor: Actor) -> Q:
        return policies.entrusted(actor)

    def get_readonly_fields(self, request: HttpRequest, obj: LegalDocument | None = None) -> list[str]:
        return [*(["kind", "municipality"] if obj else []), *super().get_readonly_fields(request, obj)]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Of places only those one may write for."""
        if db_field.name == "municipality":
            mine = roles.entrusted_places(acting(request), Act.MANAGE, municipality="pk")
            kwargs["queryset"] = Municipality.objects.filter(mine).by_name()
            kwargs["required"] = not policies.may_write(acting(request), None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: LegalDocument | None = None) -> bool:
        return self.is_entrusted(request) and not (obj and obj.has_begun)

    def has_delete_permission(self, request: HttpRequest, obj: LegalDocument | None = None) -> bool:
        """One draft at a time: what has a day stays."""
        return self.is_entrusted(request) and obj is not None and obj.number is None

    def has_renew_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        published = self.get_queryset(request).filter(number__isnull=False)
        return self.is_entrusted(request) and (object_id is None or published.filter(pk=object_id).exists())

    @display(description=_("holds for"), ordering="municipality__sort_key")
    def shown_place(self, document: LegalDocument) -> str:
        return document.municipality.name if document.municipality else gettext("Region")

    @display(description=_("version"), ordering="number")
    def shown_version(self, document: LegalDocument) -> str:
        return str(document.number or "–")

    @display(description=_("state"), label=STATE_LABELS)
    def shown_state(self, document: LegalDocument) -> tuple[str, str]:
        state = documents.state_of(document)
        return state.value, str(state.label)

    @display(description=_("public page"))
    def shown_page(self, document: LegalDocument) -> SafeString | str:
        if document.number is None:
            return gettext("Only once it has a day.")
        return format_html('<a class="underline" href="{0}">{0}</a>', document.public_url)

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        documents.save(form.instance, by=by)

    @button(description=_("Write a new version"), url_path="new-version", permissions=["renew"])
    def write_new_version(self, request: HttpRequest, object_id: str) -> HttpResponse:
        form = acts.ActForm(request.POST or None)
        if request.method == "POST":
            document = self.get_queryset(request).get(pk=object_id)
            draft = documents.new_version(document.pk, by=acting(request))
            return HttpResponseRedirect(reverse("admin:legal_legaldocument_change", args=[draft.pk]))
        sentence = _("You get a draft with the present text. Nothing changes for readers until you give it a day.")
        return acts.page(
            request, self, form, title=_("Write a new version"), button=_("Make the draft"), sentences=[sentence]
        )

    def delete_model(self, request: HttpRequest, obj: LegalDocument) -> None:
        documents.delete(obj.pk, by=acting(request))
        self.message_user(request, _("The draft is deleted."), messages.SUCCESS)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[LegalDocument]) -> None:
        for document in queryset:
            self.delete_model(request, document)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> None:
        """The service has told the audit."""


def _writes_somewhere(actor: Actor) -> bool:
    return not actor.is_bound or any(grant.places for grant in actor.grants if Act.MANAGE in grant.acts)
