"""Who may use a route at all; what one may do with an object is the domain's to say."""

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
    """Everyone reads. Who writes needs a role, or a key with a scope, for the view's `act` in some organization.

    Which organization it must be is the service's to say. Raises InsufficientScope, NotEntrusted; nobody gets a 401.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS:
            return True
        key = key_of(request)
        if key is None and not isinstance(request.user, Person):
            return False
        if not roles.may_anywhere(actor_of(request), view.act):
            raise InsufficientScope(roles.scope_of(view.act)) if key else roles.NotEntrusted
        return True


class IsAuthor(BasePermission):
    """Who writes events or news for some organization, by role or key. Raises InsufficientScope, NotEntrusted."""

    def has_permission(self, request: Request, _view: Any) -> bool:
        key = key_of(request)
        if key is None and not isinstance(request.user, Person):
            return False
        if not any(roles.may_anywhere(actor_of(request), act) for act in (Act.EVENTS, Act.NEWS)):
            raise InsufficientScope(roles.scope_of(Act.EVENTS)) if key else roles.NotEntrusted
        return True
