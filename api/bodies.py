"""Request bodies that several resources share."""

from api.fields import StrictCharField, StrictSerializer


class TokenRequest(StrictSerializer):
    """The token of a mail's link."""

    token = StrictCharField(max_length=200)
