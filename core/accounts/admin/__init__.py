"""People, their roles, invitations and the keys of municipal sites in the administration."""

from core.accounts.admin.membership import InvitationAdmin, MembershipAdmin
from core.accounts.admin.person import PersonAdmin
from core.accounts.admin.site_key import SiteKeyAdmin

__all__ = ["InvitationAdmin", "MembershipAdmin", "PersonAdmin", "SiteKeyAdmin"]
