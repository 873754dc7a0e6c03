"""Every way to say no becomes one HTTP answer; nothing else knows which status a refusal has."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from api import problems
from core import errors
from core.errors import FieldError, Invalid, Refusal


class HttpRefusal(Refusal):
    """A refusal that only HTTP knows."""

    status: ClassVar[HTTPStatus]


class MalformedBody(Invalid):
    code = "malformed_body"
    title = _("The body cannot be read")
    advice = _("The body must be one JSON object in UTF-8.")

    def __init__(self, detail: errors.Text | None = None) -> None:
        super().__init__(detail=detail)


class MalformedRequest(HttpRefusal):
    code = "malformed_request"
    status = HTTPStatus.BAD_REQUEST
    title = _("The request cannot be read")
    advice = _("Please check the address, the headers and the body of the request.")


class MethodNotAllowed(HttpRefusal):
    code = "method_not_allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    title = _("Method not allowed")
    advice = _("This address does not know the method; the header Allow names those it knows.")


class BodyTooLarge(HttpRefusal):
    code = "body_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = _("The body is too large")
    advice = _("Please send less at once; JSON may have one megabyte, an uploaded file ten.")


class UnsupportedMediaType(HttpRefusal):
    code = "unsupported_media_type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title = _("Media type not supported")
    advice = _("Please send the body as one of the media types named in the header Accept, in UTF-8.")


class ServerError(HttpRefusal):
    code = "server_error"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    title = _("Something went wrong on our side")
    advice = _("We have noted the error. Please try again in a few minutes.")


STATUSES: Mapping[type[Refusal], int] = {
    errors.Invalid: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Missing: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooMany: 429,
}
CHALLENGE = 'Bearer realm="partheland"'
# What stands for an answer of this status that somebody else than our views gave.
BY_STATUS: Mapping[int, type[Refusal]] = {
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.Missing,
    405: MethodNotAllowed,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
    429: errors.TooMany,
}


def problem_response(exc: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler. None for a fault of ours: it goes on to Django, which logs it as such."""
    refusal = _refusal_of(exc)
    if refusal is None:
        return None
    return answer(refusal, _headers_of(refusal, context))


def answer(refusal: Refusal, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The refusal as an answer with all headers its kind needs."""
    own = dict(headers or {})
    if isinstance(refusal, errors.Unauthenticated):
        # RFC 6750 3.1: no error code where no credentials came; where a token did, who read it names the error.
        own["WWW-Authenticate"] = CHALLENGE
    own |= getattr(refusal, "headers", {})
    if "retry_after" in refusal.facts:
        own["Retry-After"] = str(refusal.facts["retry_after"])
    return problems.response(refusal, status_of(type(refusal)), own)


def status_of(kind: type[Refusal]) -> HTTPStatus:
    """The status of a refusal, or of the nearest class above it."""
    if issubclass(kind, HttpRefusal):
        return kind.status
    return next(HTTPStatus(STATUSES[base]) for base in kind.__mro__ if base in STATUSES)


def _refusal_of(exc: Exception) -> Refusal | None:  # noqa: PLR0911 - a table
    match exc:
        case Refusal():
            return exc
        case exceptions.ValidationError():
            return Invalid(list(field_errors(exc.detail)))
        case exceptions.ParseError() | UnreadablePostError():
            return MalformedBody()
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return errors.Unauthenticated()
        case exceptions.APIException(status_code=status):
            return BY_STATUS.get(status, MalformedRequest)() if status < HTTPStatus.INTERNAL_SERVER_ERROR else None
        case Http404():
            return errors.Missing()
        case PermissionDenied():
            return errors.Forbidden()
        case RequestDataTooBig():
            return BodyTooLarge()
        case SuspiciousOperation() | BadRequest():
            return MalformedRequest()
    return None


def _headers_of(refusal: Refusal, context: Mapping[str, Any]) -> dict[str, str]:
    view = context["view"]
    if isinstance(refusal, MethodNotAllowed):
        return {"Allow": ", ".join(view.allowed_methods)}
    if isinstance(refusal, UnsupportedMediaType):
        name = "Accept-Patch" if view.request.method == "PATCH" else "Accept"
        return {name: ", ".join(parser.media_type for parser in view.get_parsers())}
    return {}


def field_errors(detail: Any, pointer: str = "") -> Iterator[FieldError]:
    """REST framework's tree of errors as a flat list with JSON Pointers into the body (RFC 6901)."""
    if isinstance(detail, Mapping):
        for key, below in detail.items():
            # What concerns a whole object stands under a name of the library.
            own = key == "non_field_errors"
            yield from field_errors(below, pointer if own else f"{pointer}/{_escaped(str(key))}")
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for index, below in enumerate(detail):
            yield from field_errors(below, pointer if isinstance(below, str) else f"{pointer}/{index}")
    else:
        yield FieldError(pointer, getattr(detail, "code", "invalid"), str(detail))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
