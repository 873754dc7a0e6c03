"""That somebody wants to hear what becomes of an idea."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import LinkToken
from ideas.models.idea import Idea
from ideas.models.interest import Interest, InterestQuerySet


class FollowQuerySet(InterestQuerySet["Follow"]):
    """Questions about follows."""

    def listening_to(self, idea: Idea) -> Self:
        """Who hears of the idea's next step, each once: its author hears as such, and so not a second time."""
        theirs = self.current().filter(idea=idea)
        if idea.author_id is not None:
            theirs = theirs.exclude(person=idea.author_id)
        return theirs.exclude(email=idea.email) if idea.email else theirs


class Follow(Interest):
    """One per person and idea. Only as long as it is current a guest's address stands here, for the mails."""

    email = models.EmailField(_("e-mail of a guest"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="de")

    objects = FollowQuerySet.as_manager()

    class Meta(Interest.Meta):
        abstract = False
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        indexes = [
            models.Index(fields=["person", "since", "id"], name="ideas_follow_of_person", condition=Q(is_current=True)),
        ]
        constraints = [
            *Interest.Meta.constraints,
            models.CheckConstraint(
                name="ideas_follow_has_identity", condition=Q(person__isnull=False) | Q(address_key__isnull=False)
            ),
            models.CheckConstraint(
                name="ideas_follow_address_of_listening_guest",
                condition=Q(address_key__isnull=False, is_current=True) & ~Q(email="")
                | (Q(email="") & (Q(address_key__isnull=True) | Q(is_current=False))),
            ),
        ]


class FollowToken(LinkToken):
    """`end` stands in each mail about a followed idea: one click ends it."""

    END = "end"

    follow = models.ForeignKey(Follow, models.CASCADE, related_name="tokens")
