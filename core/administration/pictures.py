"""Choosing a picture on the page of an item, with a look at the present one."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanSwitchWidget

from core import images
from core.actors import Actor
from core.administration.models import display
from core.errors import FileRefused
from core.uploads import documents, uploads
from core.uploads.models import Upload

# The fields of an item's picture, for its page.
FIELDS = ["picture", "shown_picture", "image_alt", "image_credit", "image_licence", "remove_picture"]


class PictureForm(forms.Form):
    """Joins an item's form: a new picture, or none any more."""

    picture = forms.FileField(
        label=gettext_lazy("New picture"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 10 MB. Place and time of the photograph are removed."),
    )
    remove_picture = forms.BooleanField(
        label=gettext_lazy("Remove the picture"), required=False, widget=UnfoldBooleanSwitchWidget
    )

    def clean_picture(self) -> Any:
        """The picture in its sizes, or what is wrong with the file."""
        file = self.cleaned_data["picture"]
        if not file:
            return None
        try:
            return images.renditions(within_limit(file))
        except FileRefused as refusal:
            raise forms.ValidationError(str(refusal.detail)) from refusal

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        has_picture = values.get("picture") or (self.instance.image_id and not values.get("remove_picture"))  # type: ignore[attr-defined]
        if has_picture and not values.get("image_alt") and "image_alt" not in self.errors:
            self.add_error("image_alt", _("Please describe what the picture shows, for those who can't see it."))
        return values

    def put_picture(self, item: Any, *, by: Actor) -> None:
        """Give the item what was chosen; called before the service writes it."""
        if self.cleaned_data.get("picture"):
            item.image = uploads.keep_image(self.cleaned_data["picture"], by=by)
        elif self.cleaned_data.get("remove_picture"):
            item.image, item.image_alt, item.image_credit, item.image_licence = None, "", "", ""


class DocumentField(forms.FileField):
    """A PDF, checked."""

    widget = UnfoldAdminFileFieldWidget

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file is not initial:
            try:
                documents.check(within_limit(file))
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal.detail)) from refusal
        return file


def within_limit(file: Any) -> bytes:
    """The file's content. Raises ValidationError where it is too large."""
    if file.size > settings.MAXIMUM_UPLOAD_BYTES:
        raise forms.ValidationError(_("The file is larger than 10 MB. Please choose a smaller one."))
    file.seek(0)
    content: bytes = file.read()
    return content


class WithPicture:
    """Joins an item's page: shows the present picture."""

    @display(description=gettext_lazy("picture"))
    def shown_picture(self, item: Any) -> SafeString | str:
        image: Upload | None = getattr(item, "image", None)
        if image is None:
            return "–"
        smallest = image.sizes()[0]
        # From the host the clerk is on, which the page's policy allows.
        path = str(smallest["url"]).removeprefix(settings.PUBLIC_URL)
        words = (path, item.image_alt, smallest["width"], smallest["height"])
        return format_html('<img src="{}" alt="{}" width="{}" height="{}">', *words)
