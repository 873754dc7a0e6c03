"""Rate limits over HTTP: whose meter a request runs on, and the headers that tell (ratelimit-headers draft 10)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from api.authentication import key_of
from api.bearer import MisplacedToken, bearer_token
from core.accounts import devices
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import Person, Scope, SiteKey
from core.accounts.models.person import normalize_email
from core.accounts.services import site_keys
from core.errors import TooMany, Unauthenticated
from core.limits import meters, networks
from core.limits.askers import Asker
from core.limits.blocks import Blocks
from core.limits.meters import Balance
from core.limits.policies import READS, SITE_READS, SITE_WRITES, WRITES, Counted, Policy

Handler = Callable[[HttpRequest], HttpResponse]
# What this process has taken of everyone's reads.
BLOCKS = Blocks()
TELL_ALWAYS = {401, 429}
OF_ADDRESSES = {Counted.ADDRESS, Counted.TYPED}


class LimitedView(Protocol):
    """A view with limits beyond those of its methods, by method: `{"post": MAIL}`."""

    limits: ClassVar[Mapping[str, Sequence[Policy]]]
    cache_control: ClassVar[str]


@dataclass
class Spending:
    """What one request is measured by, and what it has left, by meter."""

    policies: Sequence[Policy]
    balances: dict[bytes, Balance] = field(default_factory=dict)


def check_request(view: LimitedView, request: Request) -> None:
    """Count the request itself, a read or a write. Raises TooMany."""
    is_read = request.method in SAFE_METHODS
    is_public = is_read and view.cache_control.startswith("public")
    # A public read asks nobody who they are; the key of a site only has a larger meter.
    key = _reading_key(request) if is_public else key_of(request)
    person = None if is_public else _person(request)
    if key:
        _spend(view, request, SITE_READS if is_read else SITE_WRITES, ("site key", str(key.pk)))
    else:
        _spend(view, request, _of_method(request.method), ("account", str(person.pk)) if person else _network(request))


def grants_public_read(view: LimitedView, request: HttpRequest) -> bool:
    """The same for a public read that REST framework has not seen. A refusal counts nothing and is left to the view."""
    try:
        _spend(view, request, READS, _network(request))
    except TooMany:
        del request.spending  # type: ignore[attr-defined]
        return False
    return True


def check_stranger(view: LimitedView, request: Request) -> None:
    """Count a request whose credentials are refused, by its network. Raises TooMany."""
    _spend(view, request, _of_method(request.method), _network(request))


def check_act(view: LimitedView, request: Request) -> None:
    """Count what the request is about to do: a letter, an attempt to sign in. Raises TooMany.

    An address is counted as it was typed, so nothing can be learnt about accounts; where none was, the body is refused
    anyway.
    """
    policies = view.limits.get((request.method or "").lower(), ())
    if not policies:  # a public read asks nobody who they are
        return
    asker = _asker(request, policies)
    for policy in policies:
        if subject := asker.subject(policy):
            _spend(view, request, policy, subject)


def give_back(request: Request) -> None:
    """A refused request has done nothing: what counts only what was done is as if it had not come."""
    spending = getattr(request._request, "spending", None) or Spending(())  # noqa: SLF001 - where middleware finds it
    for meter, balance in spending.balances.items():
        if balance.granted and balance.policy.only_done:
            spending.balances[meter] = meters.give_back(balance.policy, meter)


def policies_of(method: str | None, limits: Mapping[str, Sequence[Policy]]) -> tuple[Policy, ...]:
    """Everything a request of this method is measured by."""
    return (_of_method(method), *limits.get((method or "").lower(), ()))


def policy_header(policies: Iterable[Policy]) -> str:
    """The value of RateLimit-Policy."""
    return ", ".join(f'"{policy.name}";q={policy.quota};w={policy.window}' for policy in policies)


def balance_header(balances: Iterable[Balance]) -> str:
    """The value of RateLimit. What others did with an address is told to nobody, unless it was too much."""
    told = [one for one in balances if one.policy.counted not in OF_ADDRESSES or not one.granted]
    return ", ".join(f'"{one.policy.name}";r={one.left};t={one.seconds}' for one in told)


class RateLimitHeaders:
    """RateLimit-Policy on every answer below /api; RateLimit where no shared cache hands it to somebody else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not settings.RATE_LIMITS or not request.path.startswith("/api/"):
            return response
        spending: Spending = getattr(request, "spending", None) or Spending(policies_of(request.method, {}))
        response.headers["RateLimit-Policy"] = policy_header(spending.policies)
        is_shared = "public" in response.headers.get("Cache-Control", "")
        if spending.balances and (not is_shared or response.status_code in TELL_ALWAYS):
            response.headers["RateLimit"] = balance_header(spending.balances.values())
        return response


def _of_method(method: str | None) -> Policy:
    return READS if method in SAFE_METHODS else WRITES


def _spend(view: LimitedView, request: Request | HttpRequest, policy: Policy, subject: tuple[str, str]) -> None:
    if not settings.RATE_LIMITS:
        return
    meter = meters.key(policy, *subject)
    balance = BLOCKS.spend(policy, meter)
    inner: Any = getattr(request, "_request", request)  # where middleware finds it
    if not hasattr(inner, "spending"):
        # The request itself is always measured first.
        inner.spending = Spending((policy, *view.limits.get((request.method or "").lower(), ())))
    inner.spending.balances[meter] = balance
    if not balance.granted:
        refusal = TooMany(retry_after=balance.seconds)
        refusal.facts["violated-policies"] = [policy.name]  # the draft's name, which is no Python name
        raise refusal


def _reading_key(request: Request) -> SiteKey | None:
    """The key a site reads with; one that is not valid any more reads as everybody does."""
    try:
        token = bearer_token(request)
        key = site_keys.recognize(token) if site_keys.looks_like_one(token) else None
    except (Unauthenticated, MisplacedToken, InvalidToken):
        return None
    return key if key and Scope.READ in key.scopes else None


def _asker(request: Request, policies: Sequence[Policy]) -> Asker:
    """Who asks for the act these policies limit; whether a device is known is looked up only where one cares."""
    person, typed = _person(request), _typed(request, "email")
    device = _typed(request, "device") if any(one.counted is Counted.DEVICE for one in policies) else ""
    address = normalize_email(typed)
    return Asker(
        network=_network(request)[1],
        account=str(person.pk) if person else "",
        address=person.email if person else "",
        typed=address,
        device=devices.known(device, email=address) or "" if device else "",
    )


def _network(request: Request | HttpRequest) -> tuple[str, str]:
    return "network", networks.of(request.META)


def _person(request: Request) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _typed(request: Request, field: str) -> str:
    body: Any = request.data
    value = body.get(field)
    return value if isinstance(value, str) else ""
