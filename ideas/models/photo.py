"""The photos of an idea, and those that wait for one."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel
from core.uploads.models import Upload
from ideas.models.codes import Visibility

MOST_PHOTOS = 5


class IdeaPhotoQuerySet(models.QuerySet["IdeaPhoto"]):
    def waiting(self) -> Self:
        """Those that no idea has taken yet."""
        return self.filter(idea__isnull=True)

    def in_order(self) -> Self:
        return self.select_related("upload").order_by("position")

    def withheld(self) -> Self:
        """Of ideas that everybody could see and may see no more, and of hidden ones.

        Before, only who knows a photo's random address finds it: the author and the clerks.
        """
        was_public = Q(idea__published_at__isnull=False) & ~Q(idea__visibility=Visibility.PUBLIC)
        return self.filter(was_public | Q(idea__visibility=Visibility.HIDDEN))


class IdeaPhoto(PersonalModel):
    """One photo, uploaded before the idea is handed in. Its id, known to who uploaded it, lets an idea take it once.

    `alt` says what it shows for those who can't see it; clerks may write it where the author has not.
    """

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, null=True, related_name="photos", verbose_name=_("idea"))
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="idea_photo", verbose_name=_("picture"))
    position = models.PositiveSmallIntegerField(_("position"), null=True, editable=False)
    alt = models.CharField(
        _("description of the picture"), max_length=300, blank=True,
        help_text=_("What it shows, for those who can't see it."),
    )  # fmt: skip

    objects = IdeaPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes = [
            models.Index(fields=["created_at"], name="ideas_photo_waiting", condition=Q(idea__isnull=True)),
        ]
        constraints = [
            # Five places, each taken once: so no idea has more than five photos.
            models.UniqueConstraint(
                name="ideas_photo_one_in_each_place", fields=["idea", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="ideas_photo_has_place",
                condition=Q(idea__isnull=True, position__isnull=True)
                | Q(idea__isnull=False, position__isnull=False, position__range=(1, MOST_PHOTOS)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.alt or str(self.position or "–")
