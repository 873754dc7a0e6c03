"""The photos on an idea's page: clerks see them also before and after the public does, describe them, take one out."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.administration.looks import dress
from core.administration.models import TabularInline, display
from core.uploads import serving
from ideas.models import Idea, IdeaPhoto
from ideas.services import photos, redaction


class PhotoForm(forms.ModelForm):  # type: ignore[type-arg]
    removal_reason = forms.CharField(
        label=_("Reason for removing it"), required=False, max_length=2000, help_text=_("The author is told.")
    )

    class Meta:
        model = IdeaPhoto
        fields = ["alt"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.fields["removal_reason"])


class PhotoInline(TabularInline):
    model = IdeaPhoto
    form = PhotoForm
    extra = 0
    fields = ["shown_photo", "alt", "removal_reason"]
    readonly_fields = ["shown_photo"]
    ordering = ["position"]
    verbose_name_plural = _("Photos")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    @display(description=_("photo"))
    def shown_photo(self, photo: IdeaPhoto) -> SafeString:
        return picture(photo)


class WithPhotos:
    """Joins the page of ideas: its photos below, and their files for who may see the idea."""

    admin_site: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.photo_view)
        route = "<uuid:idea_id>/photos/<uuid:photo_id>/<int:width>/"
        urls: list[Any] = super().get_urls()  # type: ignore[misc]
        return [path(route, view, name="ideas_idea_photo"), *urls]

    def photo_view(self, request: HttpRequest, idea_id: uuid.UUID, photo_id: uuid.UUID, width: int) -> HttpResponse:
        """A photo's file, also where everybody else is refused it; no cache keeps it."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        idea: Idea = get_object_or_404(self.get_queryset(request), pk=idea_id)  # type: ignore[attr-defined]
        photo = get_object_or_404(idea.photos.select_related("upload"), pk=photo_id)
        ending = photo.upload.file_name.rpartition(".")[2]
        private = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
        return serving.handed_out(photo.upload_id, f"{width}.{ending}", headers=private)


def picture(photo: IdeaPhoto) -> SafeString:
    """The photo, large enough to recognize somebody; it leads to the whole."""
    describe = photo.alt or gettext("Photo %(position)s, not described yet") % {"position": photo.position}
    small = min(photo.upload.widths, key=lambda width: abs(width - 320))
    return format_html(
        '<a href="{}"><img src="{}" alt="{}" style="max-width: 20rem; max-height: 20rem"></a>',
        _address(photo, max(photo.upload.widths)), _address(photo, small), describe,
    )  # fmt: skip


def pictures(idea: Idea) -> SafeString | str:
    """All of an idea."""
    return format_html_join(" ", "{}", ((picture(photo),) for photo in idea.photos.in_order())) or "–"


def save(formset: Any, *, by: Actor) -> None:
    """Hand what is described anew or taken out to the services."""
    formset.save(commit=False)  # fills what the administration's own log asks for
    for form in formset.initial_forms:
        if form in formset.deleted_forms:
            redaction.remove_photo(form.instance.pk, reason=form.cleaned_data["removal_reason"], by=by)
        elif "alt" in form.changed_data:
            photos.describe(form.instance.pk, alt=form.cleaned_data["alt"], by=by)


def _address(photo: IdeaPhoto, width: int) -> str:
    return reverse("admin:ideas_idea_photo", args=[photo.idea_id, photo.pk, width])
