"""A comment below an idea, who may see it, and the tokens of its mail links."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import LinkToken, PersonalModel
from core.municipalities.models import Organization
from ideas.models.codes import CommentVisibility, Display, Visibility
from ideas.models.idea import Idea


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions about comments; `public()` is the one place that says who sees them."""

    def public(self) -> Self:
        """The change log says the same in SQL (migrations)."""
        return self.filter(visibility=CommentVisibility.PUBLIC, idea__visibility=Visibility.PUBLIC)

    def awaiting_moderation(self) -> Self:
        """What a clerk still has to check."""
        return self.filter(visibility=CommentVisibility.IN_MODERATION)

    def with_details(self) -> Self:
        """All that a list shows, in a constant number of queries."""
        return self.select_related("idea__municipality", "organization")


class Comment(PersonalModel):
    """What somebody says about an idea, on one level: comments are not answered by comments.

    With `organization` it is an official one. `position` is its place below the idea, given when it becomes public for
    the first time; the moments stay here, for public dates are days (docs/adr/0006-idea-history.md, “Anonymity”).
    """

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="comments", verbose_name=_("idea"))
    position = models.PositiveIntegerField(_("position"), null=True, editable=False)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("organization"),
        help_text=_("For which an official comment speaks."),
    )  # fmt: skip
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="comments",
        verbose_name=_("account"),
    )  # fmt: skip
    author_name = models.CharField(_("name of the author"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail of a guest"), blank=True)
    display = models.CharField(_("shown"), max_length=9, choices=Display.choices, default=Display.NAME)
    language = models.CharField(_("language"), max_length=5, default="de")
    visibility = models.CharField(_("visibility"), max_length=20, choices=CommentVisibility.choices)
    moderation_note = models.TextField(_("reason told to the author"), max_length=2000, blank=True)
    written_on = models.DateField(_("written on"))
    edited_on = models.DateField(_("changed on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["visibility", "updated_at"], name="ideas_comment_by_visibility"),
            models.Index(fields=["email"], name="ideas_comment_email", condition=~Q(email="")),
        ]
        constraints = [
            models.UniqueConstraint(name="ideas_comment_one_per_position", fields=["idea", "position"]),
            models.CheckConstraint(
                name="ideas_comment_public_has_place",
                condition=~Q(visibility="public") | Q(published_at__isnull=False, position__isnull=False),
            ),
            models.CheckConstraint(
                name="ideas_comment_refusal_has_reason", condition=~Q(visibility="hidden") | ~Q(moderation_note="")
            ),
            models.CheckConstraint(
                name="ideas_comment_withdrawn_is_empty",
                condition=Q(visibility="withdrawn", text="", author_name="")
                | (~Q(visibility="withdrawn") & ~Q(text="")),
            ),
            models.CheckConstraint(
                name="ideas_comment_one_contact", condition=Q(author__isnull=True) | Q(email="")
            ),
            models.CheckConstraint(
                name="ideas_comment_pending_has_address",
                condition=~Q(visibility="pending_confirmation") | ~Q(email=""),
            ),
            models.CheckConstraint(
                name="ideas_comment_anonymous_has_no_name", condition=~Q(display="anonymous") | Q(author_name="")
            ),
            models.CheckConstraint(
                name="ideas_comment_signed_has_name",
                condition=Q(display="anonymous") | Q(visibility="withdrawn") | ~Q(author_name=""),
            ),
            models.CheckConstraint(
                name="ideas_comment_official_names_nobody",
                condition=Q(organization__isnull=True) | Q(display="anonymous", email=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.idea.reference}: {self.text[:60]}"


class CommentToken(LinkToken):
    """`confirm` proves a guest's address."""

    CONFIRM = "confirm"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="tokens")
