"""What stands in an address."""

from django.urls import register_converter
from django.urls.converters import UUIDConverter


class AnyCase(UUIDConverter):
    """A UUID, also in capitals as Swift's `UUID` writes it (RFC 9562 4: read without regard to case)."""

    regex = UUIDConverter.regex.replace("a-f", "a-fA-F")


register_converter(AnyCase, "id")
