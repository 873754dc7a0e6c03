"""The documents on an item's page: rows of its domain's table, taken in here and handed to its service."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.administration.models import TabularInline, display
from core.administration.pictures import DocumentField, within_limit
from core.uploads import uploads
from core.uploads.models import Upload
from core.uploads.policies import MOST_ATTACHMENTS


class AttachmentForm(forms.ModelForm):  # type: ignore[type-arg]
    file = DocumentField(label=_("File"), help_text=_("PDF, at most 10 MB."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = kwargs.get("instance") is None

    def has_changed(self) -> bool:
        """An empty row is no attachment."""
        return bool(self.changed_data)


class AttachmentInline(TabularInline):
    """A subclass names the `model`."""

    form = AttachmentForm
    extra = 0
    max_num = MOST_ATTACHMENTS
    fields = ["title", "file", "shown_document"]
    readonly_fields = ["shown_document"]
    verbose_name_plural = _("Documents")

    @display(description=_("document"))
    def shown_document(self, attachment: Any) -> SafeString | str:
        if attachment.document_id is None:
            return "–"
        document = attachment.document
        path = document.url.removeprefix(settings.PUBLIC_URL)
        return format_html('<a class="underline" href="{}">{}</a>', path, document.file_name)


def save(formset: Any, *, put: Callable[..., Any], by: Actor) -> None:
    """Hand the rows that stay to the domain's service; what was chosen anew is taken in first."""
    formset.save(commit=False)  # fills what the administration's own log asks for
    wanted: list[tuple[Upload, str]] = []
    for form in formset.forms:
        if form in formset.deleted_forms or not (form.instance.document_id or form.cleaned_data.get("file")):
            continue
        file = form.cleaned_data.get("file")
        document = form.instance.document if form.instance.document_id else None
        if file:
            document = uploads.add_document(within_limit(file), name=file.name, by=by)
        if document is not None:
            wanted.append((document, form.cleaned_data["title"]))
    put(formset.instance.pk, wanted, by=by)
