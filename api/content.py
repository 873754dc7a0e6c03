"""What events and news have in common over HTTP: everyone reads; staff and the sites of municipalities write."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import StaffAuthentication, actor_of
from api.conditional import PreconditionFailed, PreconditionRequired, etag_of, require_match
from api.fields import StrictCharField, StrictSerializer, StrictUUIDField
from api.permissions import InsufficientScope, IsEntrustedOrReadOnly
from api.views import ApiView, PublicView
from core.accounts import roles
from core.actors import Act
from core.errors import Missing
from core.models import Publication
from core.municipalities.models import Organization
from core.uploads import guards
from core.uploads.models import Upload, UploadKind
from core.uploads.policies import MOST_ATTACHMENTS
from core.writing import ExternalIdTaken, Writer

MOST_SLUGS = 100
LONGEST_NUMBER = 100


class SlugsField(serializers.ListField):
    """Objects of a model by their slugs."""

    default_error_messages = {"unknown": _("These are not known here: {slugs}.")}

    def __init__(self, model: type[models.Model], **kwargs: Any) -> None:
        self.model = model
        super().__init__(child=StrictCharField(max_length=100), max_length=MOST_SLUGS, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        slugs = super().to_internal_value(data)
        found = list(self.model._default_manager.filter(slug__in=slugs))
        unknown = sorted(set(slugs) - {one.slug for one in found})  # type: ignore[attr-defined]
        if unknown:
            self.fail("unknown", slugs=", ".join(unknown)[:MOST_SLUGS])
        return found


class IdsField(serializers.ListField):
    """Objects of a model by their ids."""

    default_error_messages = {"unknown": _("These are not known here: {ids}.")}

    def __init__(self, model: type[models.Model], **kwargs: Any) -> None:
        self.model = model
        super().__init__(child=StrictUUIDField(), max_length=MOST_SLUGS, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        ids = super().to_internal_value(data)
        found = list(self.model._default_manager.filter(pk__in=ids))
        unknown = sorted(map(str, set(ids) - {one.pk for one in found}))
        if unknown:
            self.fail("unknown", ids=", ".join(unknown)[:MOST_SLUGS])
        return found


class OrganizationField(StrictCharField):
    """An organization by its slug."""

    default_error_messages = {"unknown": _("There is no such organization. The list of organizations names them all.")}

    def to_internal_value(self, data: Any) -> Any:
        found = Organization.objects.filter(slug=super().to_internal_value(data)).first()
        return found or self.fail("unknown")


class ContentWrite(StrictSerializer):
    """A body that says what shall be. What is left out is as if it had never been said; in a PATCH it stays.

    A field that may be left out has a `default`; null gives it back (RFC 7396). A new one joins in one line, where the
    model has a column of its name.
    """

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        return {name: self._said(name) if value is None else value for name, value in values.items()}

    def _said(self, name: str) -> Any:
        default = self.fields[name].default
        return None if default is serializers.empty else default() if callable(default) else default


class UploadField(StrictUUIDField):
    """An upload of a kind by its id; the photos of people's ideas are theirs to take back."""

    kind: ClassVar[UploadKind]

    def to_internal_value(self, data: Any) -> Any:
        key = super().to_internal_value(data)
        found = None if guards.is_personal(key) else Upload.objects.filter(pk=key, kind=self.kind).first()
        return found or self.fail("unknown")


class ImageField(UploadField):
    kind = UploadKind.IMAGE
    default_error_messages = {"unknown": _("There is no such picture. Please upload it first: POST /api/v1/uploads.")}


class DocumentField(UploadField):
    kind = UploadKind.DOCUMENT
    default_error_messages = {"unknown": _("There is no such document. Please upload it first: POST /api/v1/uploads.")}


class AttachmentWrite(StrictSerializer):
    """An uploaded document under a title that tells what one gets."""

    document = DocumentField()
    title = StrictCharField(max_length=200)


class AttachmentsField(serializers.ListField):
    """All documents that the item shall show, each with its title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=AttachmentWrite(), max_length=MOST_ATTACHMENTS, **kwargs)

    def to_internal_value(self, data: Any) -> list[tuple[Any, str]]:
        return [(one["document"], one["title"]) for one in super().to_internal_value(data)]


class PicturedWrite(ContentWrite):
    """Content with a picture, which needs a description for those who can't see it."""

    image = ImageField(allow_null=True, default=None)
    image_alt = StrictCharField(max_length=300, allow_blank=True, allow_null=True, default="")
    image_credit = StrictCharField(max_length=200, allow_blank=True, allow_null=True, default="")
    image_licence = StrictCharField(max_length=100, allow_blank=True, allow_null=True, default="")


class ContentView(PublicView):
    """Reading is the same for everyone and asks nobody who it is; writing does.

    `act` is what one must be entrusted with, `writer` does it, `public` writes the document, `edited` the same with
    what only its editors see, `written` reads a body.
    """

    authentication_classes = (StaffAuthentication,)  # type: ignore[assignment]
    permission_classes = (IsEntrustedOrReadOnly,)
    act: ClassVar[Act]
    writer: ClassVar[Writer]
    public: ClassVar[type[serializers.BaseSerializer[Any]]]
    edited: ClassVar[type[serializers.BaseSerializer[Any]]]
    written: ClassVar[type[ContentWrite]]
    address: ClassVar[Callable[[Any], str]]

    def perform_authentication(self, request: Request) -> None:
        if request.method not in SAFE_METHODS:
            super().perform_authentication(request)

    def answer(self, item: Any, *, is_new: bool = False) -> Response:
        """The item as its editors see it. Its ETag is that of the public document, which a reader of that knows."""
        item = self.writer.model.objects.with_details().get(pk=item.pk)
        headers = {"ETag": self.etag(item)}
        if is_new:
            headers["Location"] = f"/api/v1/{type(self).address(item)}"
        status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
        return Response(type(self).edited(item).data, status=status, headers=headers)

    def etag(self, item: Any) -> str:
        """The tag of the public document, whether or not it is public: it changes with each write."""
        detailed = self.writer.model.objects.with_details().get(pk=item.pk)
        return etag_of(JSONRenderer().render(type(self).public(detailed).data))

    def create(self, request: Request) -> Response:
        values = self.written.read(request)
        organization = values.pop("organization", None)
        return self.answer(self.writer.create(values, organization=organization, by=actor_of(request)), is_new=True)

    def change(self, request: Request, item_id: uuid.UUID) -> Response:
        values = self.written.read_changes(request)
        check = self._match(request)
        return self.answer(self.writer.change(item_id, values, by=actor_of(request), check=check))

    def put_by_number(self, request: Request, external_id: str) -> Response:
        try:
            external_id = StrictCharField(max_length=LONGEST_NUMBER).run_validation(external_id)
        except serializers.ValidationError as wrong:
            raise serializers.ValidationError({"external_id": wrong.detail}) from wrong
        values = self.written.read(request)
        organization = values.pop("organization", None)
        item, is_new = self.writer.put(
            external_id, values, organization=organization, by=actor_of(request), check=self._match(request)
        )
        return self.answer(item, is_new=is_new)

    def withdraw(self, request: Request, item_id: uuid.UUID) -> Response:
        self.writer.withdraw(item_id, by=actor_of(request), check=self._match(request))
        return Response(status=HTTPStatus.NO_CONTENT)

    def unpublished(self, request: Request, item_id: uuid.UUID) -> Response:
        """What is not public, for its editors only, with the tag to change it by. Raises Missing, InvalidToken."""
        if request.auth is None:
            raise Missing
        item = self.writer.find(item_id, by=actor_of(request))
        if item.publication == Publication.PUBLISHED:
            raise Missing
        headers = {"Cache-Control": ApiView.cache_control, "ETag": self.etag(item)}
        return Response(type(self).edited(item).data, headers=headers)

    def _match(self, request: Request) -> Callable[[Any], None]:
        """Refuses who has not seen the present state (RFC 9110 13.1.1), or wants to make what is there (13.1.2)."""

        def check(item: Any) -> None:
            if item is None:
                if "If-Match" in request.headers:
                    raise PreconditionFailed
            elif request.headers.get("If-None-Match", "").strip() == "*":
                raise PreconditionFailed
            else:
                require_match(request, self.etag(item))

        return check


WRITE_REFUSALS = (roles.NotEntrusted, InsufficientScope, ExternalIdTaken)
CHANGE_REFUSALS = (*WRITE_REFUSALS, PreconditionRequired, PreconditionFailed)
