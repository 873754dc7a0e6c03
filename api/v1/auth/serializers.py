"""Bodies of signing up, in and out."""

from api.fields import StrictBooleanField, StrictCharField, StrictEmailField, StrictSerializer

# Long enough for any sentence; without a limit hashing would be a way to keep us busy.
LONGEST_PASSWORD = 200


class PasswordField(StrictCharField):
    """Taken as typed: spaces are part of it."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(max_length=LONGEST_PASSWORD, trim_whitespace=False, write_only=True, **kwargs)  # type: ignore[arg-type]


class SignUp(StrictSerializer):
    """`municipality` is a slug, or null; `is_16_or_older` must be true."""

    email = StrictEmailField()
    password = PasswordField()
    display_name = StrictCharField(max_length=100)
    municipality = StrictCharField(max_length=50, allow_null=True, default=None)
    is_16_or_older = StrictBooleanField()


class MailToken(StrictSerializer):
    """The token of a mail's link."""

    token = StrictCharField(max_length=200)


class Verification(MailToken):
    """`device_name` names the session that begins here, in the list of them."""

    device_name = StrictCharField(max_length=100, default="", allow_blank=True)


class Credentials(StrictSerializer):
    """`device_name` helps to recognise the session in the list of them.

    `device` is the proof of the last sign-in on this device: who sends it is not told of a new device by mail, and
    gets in also while strangers guess at the account. `otp` is the one-time code of who has a second factor; without it
    the answer is `second_factor_required`.
    """

    email = StrictEmailField()
    password = PasswordField()
    device_name = StrictCharField(max_length=100, default="", allow_blank=True)
    device = StrictCharField(max_length=300, default="", allow_blank=True)
    otp = StrictCharField(max_length=40, default="", allow_blank=True)


class RefreshRequest(StrictSerializer):
    refresh = StrictCharField(max_length=4096)


class TokenPair(StrictSerializer):
    """`access` for 15 minutes of requests, `refresh` once for the next pair, within 60 days."""

    access = StrictCharField(max_length=4000)
    refresh = StrictCharField(max_length=4000)


class SignedIn(TokenPair):
    """Keep `device` also after signing out, and send it with the next sign-in on this device; it opens nothing."""

    device = StrictCharField(max_length=300)


class PasswordReset(StrictSerializer):
    email = StrictEmailField()


class PasswordResetConfirmation(MailToken):
    password = PasswordField()


class PasswordChange(StrictSerializer):
    current_password = PasswordField()
    password = PasswordField()


class EmailChange(StrictSerializer):
    """The new address, and the password as proof that it is you who asks."""

    email = StrictEmailField()
    password = PasswordField()


class InvitationAcceptance(MailToken):
    """Name and password only where the invited address has no account yet."""

    display_name = StrictCharField(max_length=100, default="", allow_blank=True)
    password = PasswordField(default="", allow_blank=True)
