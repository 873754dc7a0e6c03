"""Tables of people, their sign-ins, their roles, and the keys of municipal sites."""

from core.accounts.models.email_change import EmailChange, EmailChangeToken
from core.accounts.models.membership import Invitation, InvitationToken, Membership, Role
from core.accounts.models.person import Person
from core.accounts.models.second_factor import RecoveryCode, SecondFactor
from core.accounts.models.session import REFRESH_LIFETIME, EndReason, RefreshToken, Session
from core.accounts.models.sign_up import PasswordToken, PendingSignUp, SignUpToken
from core.accounts.models.site_key import Scope, SiteKey

__all__ = [
    "REFRESH_LIFETIME", "EmailChange", "EmailChangeToken", "EndReason", "Invitation", "InvitationToken", "Membership",
    "PasswordToken", "PendingSignUp", "Person", "RecoveryCode", "RefreshToken", "Role", "Scope", "SecondFactor",
    "Session", "SignUpToken", "SiteKey",
]  # fmt: skip
