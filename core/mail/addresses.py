"""Addresses that a letter can be written to, beyond what looks like one."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode


def check_domain(address: str) -> None:
    """Beside Django's check, which takes any letter in a domain: mail needs one that IDNA can spell (RFC 5891).

    Without, somebody would wait for a letter that never leaves. Raises ValidationError.
    """
    try:
        punycode(address.rpartition("@")[2])
    except UnicodeError as fault:
        raise ValidationError(validate_email.message, code="invalid") from fault
