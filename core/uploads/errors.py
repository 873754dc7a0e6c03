"""The ways an upload is refused; pictures have two more of their own (core.images)."""

from django.utils.translation import gettext_lazy as _

from core.errors import FileRefused


class NotADocument(FileRefused):
    code = "not_a_document"
    title = _("The file is of no kind that can be used")
    advice = _("Please choose a picture (JPEG, PNG, WebP) or a document as PDF.")


class ActiveDocument(FileRefused):
    code = "active_document"
    title = _("The document carries out something")
    advice = _("Please save the PDF without scripts and attached files, for example by printing it into a file.")
