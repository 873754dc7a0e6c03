"""What has become public for the first time, in the order in which it was noticed: the newsletter and push go by it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoveltyType(models.TextChoices):
    """What people are told of without asking; called as in the change log."""

    EVENT = "event", _("Event")
    NEWS = "news", _("News")
    IDEA_CALL = "idea_call", _("Call for ideas")


class NoveltyQuerySet(models.QuerySet["Novelty"]):
    def last_id(self) -> int:
        """The id of the last of them, 0 where there is none."""
        return self.order_by("-id").values_list("id", flat=True).first() or 0


class Novelty(models.Model):
    """One item that all could see for the first time. Its row stays when the item goes: so nothing is new twice.

    Ids ascend in commit order, for the noticing of one waits for that of another (NoveltyReader): who has been told
    everything up to an id never finds a new row below it. `is_worth_telling` is false for what is new to us only, such
    as old news of an import, and for the further dates of a series.
    """

    id = models.BigAutoField(primary_key=True)
    type = models.CharField(_("type"), max_length=9, choices=NoveltyType.choices)
    object_id = models.UUIDField(_("item"))
    noticed_at = models.DateTimeField(_("noticed at"), default=timezone.now)
    is_worth_telling = models.BooleanField(_("worth telling"), default=True)

    objects = NoveltyQuerySet.as_manager()

    class Meta:
        verbose_name = _("novelty")
        verbose_name_plural = _("novelties")
        constraints = [models.UniqueConstraint(name="news_novelty_once_per_item", fields=["type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.id}: {self.type} {self.object_id}"


class NoveltyReader(models.Model):
    """How far the change log has been read, in the one row that noticing holds; of another log it begins anew."""

    id = models.BooleanField(primary_key=True, default=True)
    epoch = models.UUIDField(default=uuid.uuid4)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="news_noveltyreader_is_only", condition=Q(id=True))]

    def __str__(self) -> str:
        return f"up to {self.position}"
