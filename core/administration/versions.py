"""The pages of former versions: who changed what and when, and bringing back what stood there before a change."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.administration import acts, refusals
from core.administration.models import ServiceModelAdmin, acting
from core.audit import versions, words
from core.audit.models import AuditEntry, Version
from core.audit.versions import Contents, Versioned
from core.errors import Refusal


class RestoreForm(acts.ActForm):
    """What the clerk has seen, so that nobody's change is overwritten unseen."""

    seen = forms.CharField(widget=forms.HiddenInput)


class WithVersions(ServiceModelAdmin):
    """A page whose history shows former versions. `restore_with` is the service that brings one back."""

    versions: ClassVar[Versioned]
    restore_with: ClassVar[Callable[..., Any]]

    def get_urls(self) -> list[Any]:
        """With the page that asks before a version is brought back."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<path:object_id>/versions/<int:entry_id>/", view, name=name), *super().get_urls()]

    def may_open_history(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Former versions are for everybody who may open the page."""
        return True

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Its changes, the newest first, each with what it replaced. The audit's own page tells all acts."""
        item = self._item(request, object_id)
        later = self.versions.contents(item)
        told = []
        for version in self.versions.of(item.pk):
            told.append((version.entry, self._differences(version.contents, later)))
            later = version.contents
        audit = super().history_view(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Former versions: %(title)s") % {"title": item},
            "versions": [self._line(entry, changes) for entry, changes in told],
            "back": "../change/",
            "audit": audit["Location"] if super().may_open_history(request) else "",
        }
        return TemplateResponse(request, "admin/versions.html", context)

    def restore_view(self, request: HttpRequest, object_id: str, entry_id: int) -> HttpResponse:
        """Shows what would be otherwise, and does it when confirmed."""
        item = self._item(request, object_id)
        version = self.versions.of(item.pk).filter(pk=entry_id).first()
        if version is None:
            raise Http404
        form = RestoreForm(request.POST or None, initial={"seen": item.updated_at.isoformat()})
        if request.method == "POST" and form.is_valid() and self._restored(request, form, item.pk, version):
            self.message_user(request, _("Brought back. It is a change like any other, and can be taken back too."))
            return HttpResponseRedirect(
                reverse(f"admin:{self.opts.label_lower.replace('.', '_')}_change", args=[item.pk])
            )
        return self._question(request, form, item, version)

    def _question(self, request: HttpRequest, form: RestoreForm, item: Any, version: Version) -> HttpResponse:
        changes = self._differences(self.versions.contents(item), version.contents)
        sentences = [f"{label}: {now} → {then}" for label, now, then in changes]
        hint = _(
            "Contacts, publication and registration stay as they are. Documents and pictures deleted since are gone."
        )
        moment = _moment(version.entry)
        return acts.page(
            request, self, form, title=_("Bring back the version before %(moment)s") % {"moment": moment},
            button=_("Bring back"), sentences=[*sentences, hint], back="../../history/",
        )  # fmt: skip

    def _restored(self, request: HttpRequest, form: RestoreForm, item_id: uuid.UUID, version: Version) -> bool:
        check = versions.unchanged_since(form.cleaned_data["seen"])
        try:
            type(self).restore_with(item_id, version.pk, check=check, by=acting(request))
        except Refusal as refusal:
            refusals.beside_fields(form, refusal)
            return False
        return True

    def _item(self, request: HttpRequest, object_id: str) -> Any:
        item = self.get_object(request, object_id)
        if item is None or not self.has_change_permission(request, item):
            raise Http404
        return item

    def _differences(self, before: Contents, after: Contents) -> list[tuple[str, str, str]]:
        told = []
        for name, (old, new) in self.versions.changes(before, after).items():
            label, former = words.contents(self.model, name, old)
            told.append((label, former, words.contents(self.model, name, new)[1]))
        return told

    def _line(self, entry: AuditEntry, changes: list[tuple[str, str, str]]) -> dict[str, Any]:
        act = words.act(entry.act, subject_type=entry.subject_type)
        return {"key": entry.pk, "at": _moment(entry), "who": words.actor(entry), "act": act, "changes": changes}


def _moment(entry: AuditEntry) -> str:
    return formats.date_format(timezone.localtime(entry.at), "SHORT_DATETIME_FORMAT")
