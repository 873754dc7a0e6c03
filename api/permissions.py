"""Who may use a route at all; what one may do with an object is the domain's to say."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from api.authentication import actor_of, key_of
from api.errors import CHALLENGE
from core.accounts import roles
from core.accounts.models import Person
from core.actors import Act
from core.errors import Forbidden


class InsufficientScope(Forbidden):
    """RFC 6750 3.1."""

    code = "insufficient_scope"
    title = _("The key does not open this")
    advice = _(
        "This key was made for other acts. Please ask who manages the organization for one with the scope named."
    )

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.headers = {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'}


class IsAnyone(BasePermission):
    """Open on purpose."""

    def has_permission(self, _request: Request, _view: APIView) -> bool:
        return True


class IsSignedIn(BasePermission):
    """A person with a valid access token; without one the answer is 401."""

    def has_permission(self, request: Request, _view: APIView) -> bool:
        return isinstance(request.user, Person)


class IsEntrusted(BasePermission):
    """Who has a role, or a key with a scope, for the view's `act` in some organization.

    Which organization it must be is the service's to say. Raises InsufficientScope, NotEntrusted; nobody gets a 401.
    """

    def acts(self, view: Any) -> Sequence[Act]:
        """Any of which is enough."""
        return (view.act,)

    def has_permission(self, request: Request, view: Any) -> bool:
        key = key_of(request)
        if key is None and not isinstance(request.user, Person):
            return False
        actor, acts = actor_of(request), self.acts(view)
        if not any(roles.may_anywhere(actor, act) for act in acts):
            raise InsufficientScope(roles.scope_of(acts[0])) if key else roles.NotEntrusted
        return True


class IsEntrustedOrReadOnly(IsEntrusted):
    """Everyone reads."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS or super().has_permission(request, view)


class IsAuthor(IsEntrusted):
    """Who writes events or news."""

    def acts(self, _view: Any) -> Sequence[Act]:
        return (Act.EVENTS, Act.NEWS)
