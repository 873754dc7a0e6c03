"""Who may use a route at all; what one may do with an object is the domain's to say."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from core.accounts.models import Person


class IsAnyone(BasePermission):
    """Open on purpose."""

    def has_permission(self, _request: Request, _view: APIView) -> bool:
        return True


class IsSignedIn(BasePermission):
    """A person with a valid access token; without one the answer is 401."""

    def has_permission(self, request: Request, _view: APIView) -> bool:
        return isinstance(request.user, Person)
