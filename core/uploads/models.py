"""The table of uploads, and what models share that show a picture or name documents."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel, uuid7


class UploadKind(models.TextChoices):
    IMAGE = "image", _("Picture")
    DOCUMENT = "document", _("Document")


class UploadQuerySet(models.QuerySet["Upload"]):
    def unused(self) -> Self:
        """Those that nothing names: every table that may name one has a foreign key to this one."""
        names = [relation.field.related_query_name() for relation in Upload._meta.related_objects]
        return self.filter(**{f"{name}__isnull": True for name in names})

    def older_than(self, moment: datetime) -> Self:
        return self.filter(created_at__lt=moment)


class Upload(EditorialModel):
    """One uploaded thing. Its files never change, so their addresses may be kept for ever.

    A picture has one file for each of its widths, times its formats; a document has one, called `file_name`.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=UploadKind.choices)
    file_name = models.CharField(_("file"), max_length=100)
    media_type = models.CharField(_("format"), max_length=50)
    size = models.PositiveIntegerField(_("bytes"))
    width = models.PositiveIntegerField(_("width"), null=True)
    height = models.PositiveIntegerField(_("height"), null=True)
    widths = ArrayField(models.PositiveIntegerField(), default=list)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(
                name="uploads_upload_image_has_size",
                condition=Q(kind="document", width__isnull=True, height__isnull=True)
                | Q(kind="image", width__gte=1, height__gte=1),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def url(self) -> str:
        """Of the document, or of the picture in its largest size."""
        return address_of(self.pk, self.file_name)

    def sizes(self) -> list[dict[str, str | int]]:
        """The picture's files from small to large, each as WebP too."""
        ending = self.file_name.rpartition(".")[2]
        return [
            {
                "url": address_of(self.pk, f"{width}.{one}"),
                "width": width,
                "height": max(1, round((self.height or 1) * width / (self.width or 1))),
                "media_type": media_type,
            }
            for width in self.widths
            for one, media_type in ((ending, self.media_type), ("webp", "image/webp"))
        ]


def address_of(upload_id: uuid.UUID, name: str) -> str:
    return f"{settings.PUBLIC_URL}/media/{upload_id}/{name}"


class Pictured(models.Model):
    """An item with a picture. Who can't see it reads `image_alt`; author and licence stand beside it."""

    image = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="%(app_label)s_%(class)s_images",
        limit_choices_to={"kind": UploadKind.IMAGE}, verbose_name=_("picture"),
    )  # fmt: skip
    image_alt = models.CharField(
        _("description of the picture"), max_length=300, blank=True,
        help_text=_("What it shows, for those who can't see it."),
    )  # fmt: skip
    image_credit = models.CharField(
        _("author of the picture"), max_length=200, blank=True, help_text=_("As the author wants to be named.")
    )
    image_licence = models.CharField(
        _("licence of the picture"), max_length=100, blank=True, help_text=_("For example CC BY-SA 4.0.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_image_has_alt", condition=Q(image__isnull=True) | ~Q(image_alt="")
            )
        ]


class Attachment(models.Model):
    """A document that belongs to an item, under a title that tells what one gets. A subclass names the item."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(
        Upload, models.PROTECT, related_name="%(app_label)s_%(class)ss",
        limit_choices_to={"kind": UploadKind.DOCUMENT}, verbose_name=_("document"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        abstract = True
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title
