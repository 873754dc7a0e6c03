"""What a guest wants to say about an idea, until the link of the mail has proved the address."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import LinkToken, PersonalModel
from ideas.models.idea import Idea


class Wish(models.TextChoices):
    """What somebody wants to do with one touch."""

    SUPPORT = "support", _("Support the idea")
    WITHDRAW_SUPPORT = "withdraw_support", _("Support it no longer")
    FOLLOW = "follow", _("Follow the idea")
    UNFOLLOW = "unfollow", _("Follow it no longer")


class InterestRequest(PersonalModel):
    """Gone after a day, done or not. Asked again before it is done, it is the same request and has its full time."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="interest_requests")
    email = models.EmailField()
    language = models.CharField(max_length=5, default="de")
    wish = models.CharField(max_length=16, choices=Wish.choices)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("wish of a guest")
        verbose_name_plural = _("wishes of guests")
        constraints = [
            models.UniqueConstraint(
                name="ideas_interestrequest_one_open",
                fields=["idea", "email", "wish"],
                condition=Q(done_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class InterestToken(LinkToken):
    """`confirm` proves a guest's address."""

    CONFIRM = "confirm"

    request = models.ForeignKey(InterestRequest, models.CASCADE, related_name="tokens")
