"""The ways to say no, without HTTP: each refusal is a class beside the verb that raises it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one part of the input. `pointer` is a JSON Pointer (RFC 6901) or a parameter's name."""

    pointer: str
    code: str
    detail: Text


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A sentence for the person who asked, under a stable code. `facts` are public and join the answer."""

    code: ClassVar[str]
    title: ClassVar[Text]
    advice: ClassVar[Text]
    registry: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init__(self, detail: Text | None = None, **facts: Any) -> None:
        self.detail = detail if detail is not None else self.advice
        self.facts = facts
        super().__init__(self.code)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" in cls.__dict__:
            if cls.code in Refusal.registry:
                raise TypeError(f"The code {cls.code} is taken by {Refusal.registry[cls.code]}.")
            Refusal.registry[cls.code] = cls


class Invalid(Refusal):
    """The input breaks a rule; `errors` says which part and why."""

    code = "invalid"
    title = _("The input is not valid")
    advice = _("Please correct the fields named in “errors” and send the request again.")

    def __init__(self, errors: Sequence[FieldError] = (), detail: Text | None = None) -> None:
        super().__init__(detail)
        self.errors = tuple(errors)


class FileRefused(Invalid):
    """The file that was sent is none that can be taken; subclasses say why."""

    def __init__(self) -> None:
        super().__init__([FieldError("/file", self.code, self.advice)], self.advice)


class Unauthenticated(Refusal):
    """Nobody, or nobody we know, is asking."""

    code = "not_authenticated"
    title = _("Sign-in required")
    advice = _("Please sign in, or send a valid token in the Authorization header.")


class Forbidden(Refusal):
    """Known who asks, but not allowed."""

    code = "forbidden"
    title = _("Not allowed")
    advice = _("Your account may not do this. Please ask the office that invited you.")


class Missing(Refusal):
    """There is no such thing, or none the asker may know of."""

    code = "not_found"
    title = _("Not found")
    advice = _("There is nothing at this address. It may have been withdrawn; please look in the list.")


class Conflict(Refusal):
    """The present state forbids the act."""

    code = "conflict"
    title = _("Not possible in the present state")
    advice = _("The state has changed in the meantime. Please load it again.")


class Gone(Refusal):
    """It was there once: an expired link, a used token."""

    code = "gone"
    title = _("No longer valid")
    advice = _("This link is no longer valid. Please ask for a new one.")


class TooMany(Refusal):
    """Too often in too short a time."""

    code = "too_many_requests"
    title = _("Too many requests")
    advice = _("Please wait a moment and try again.")

    def __init__(self, detail: Text | None = None, **facts: Any) -> None:
        """`retry_after`: seconds. More than a minute is told: who tries again in a moment is refused each time."""
        minutes = math.ceil(facts.get("retry_after", 0) / 60)
        if detail is None and minutes > 1:
            detail = gettext("That was very often. Please try again in %(count)d minutes.") % {"count": minutes}
        super().__init__(detail, **facts)
