"""The address a subscription was read from: readers come back to it."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils.encoding import iri_to_uri
from rest_framework.request import Request


def source_of(request: Request) -> str:
    """With the filters as they were sent, on our public host whatever host was asked."""
    query = urlencode(list(request.GET.lists()), doseq=True)
    return iri_to_uri(f"{settings.PUBLIC_URL}{request.path}" + (f"?{query}" if query else ""))
