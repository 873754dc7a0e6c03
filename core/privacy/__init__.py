"""The rights of the people in our tables: each domain says here how it exports, erases, forgets and adopts."""

from core.privacy.registry import Domain, Rule, delete, domains, register

__all__ = ["Domain", "Rule", "delete", "domains", "register"]
