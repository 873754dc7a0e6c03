"""Tables of people and their sign-ins."""

from core.accounts.models.email_change import EmailChange, EmailChangeToken
from core.accounts.models.person import Person
from core.accounts.models.session import EndReason, RefreshToken, Session
from core.accounts.models.sign_up import PasswordToken, PendingSignUp, SignUpToken

__all__ = [
    "EmailChange", "EmailChangeToken", "EndReason", "PasswordToken", "PendingSignUp", "Person", "RefreshToken",
    "Session", "SignUpToken",
]  # fmt: skip
