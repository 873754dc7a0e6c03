"""The public document of a comment, what its author sees of it, and what authors send."""

import uuid
from typing import Any

from rest_framework import serializers

from api.fields import StrictBooleanField, StrictCharField, StrictChoiceField, StrictEmailField, StrictSerializer
from api.representations import Document
from api.v1.ideas.serializers import Slug
from api.v1.reference.serializers import OrganizationReference
from ideas.models import Comment, Display


class CommentDocument(Document[Comment]):
    """A comment as everyone sees it. Dates are days, never moments. `organization` is null unless it is official.

    `author_name` is null for anonymous authors and for official comments; `municipality` is that of the idea.
    """

    municipality: Slug = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, allow_null=True, source="idea.municipality"
    )
    organization = OrganizationReference(allow_null=True)
    author_name = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields: tuple[str, ...] = (
            "id", "idea", "municipality", "text", "author_name", "organization", "written_on", "edited_on",
        )  # fmt: skip

    def get_author_name(self, comment: Comment) -> str | None:
        return comment.author_name or None


class OwnComment(CommentDocument):
    """A comment as its author sees it, also before it is public; a withdrawn one has lost its text."""

    class Meta(CommentDocument.Meta):
        fields = (*CommentDocument.Meta.fields, "visibility", "moderation_note", "display")


class CommentChange(StrictSerializer):
    """What an author may mend."""

    text = StrictCharField(max_length=2000, multiline=True)


class CommentRequest(CommentChange):
    """A new comment. Guests also give their e-mail address, which is never shown; signed in, it is not used."""

    author_name = StrictCharField(
        max_length=100, allow_blank=True, default="",
        help_text="Required unless anonymous. Signed in, with `display` “name”, it is the account's name.",
    )  # fmt: skip
    display = StrictChoiceField(Display.choices, default=Display.NAME, help_text="Default “name”.")
    official = StrictBooleanField(
        default=False, help_text="Speak for the organization that answers for the idea: only for its clerks."
    )
    email = StrictEmailField(required=False)


class GuestCommentRequest(CommentRequest):
    email = StrictEmailField()


class CommentConfirmationRequest(StrictSerializer):
    """The token of a mail's link."""

    token = StrictCharField(max_length=200)


def own_comment(comment_id: uuid.UUID) -> Any:
    """The comment as its author sees it, as it stands now."""
    return OwnComment(Comment.objects.with_details().get(pk=comment_id)).data
