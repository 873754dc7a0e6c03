"""The rights of the people in our tables: each domain says here how it exports, erases, forgets and adopts."""

from core.privacy.registry import Domain, domains, register
from core.privacy.rights import adopt, erase, export, readdress

__all__ = ["Domain", "adopt", "domains", "erase", "export", "readdress", "register"]
