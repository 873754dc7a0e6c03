"""A person with an account: known by an e-mail address, shown by a display name."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel
from core.municipalities.models import Municipality


class PersonManager(BaseUserManager["Person"]):
    """Django's commands create administrators through it."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=normalize_email(username or ""))

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        rights = {"is_staff": True, "is_superuser": True, "email_verified_at": timezone.now()}  # the operator vouches
        person = self.model(email=normalize_email(email), **rights, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(PersonalModel, AbstractBaseUser, PermissionsMixin):
    """Citizens, clerks and administrators alike; what one may do follows from roles, never from the kind of account."""

    email = models.EmailField(_("e-mail"), unique=True)
    email_verified_at = models.DateTimeField(_("e-mail verified at"), null=True, blank=True)
    display_name = models.CharField(_("display name"), max_length=100)
    municipality = models.ForeignKey(
        Municipality, models.SET_NULL, null=True, blank=True, verbose_name=_("municipality")
    )
    language = models.CharField(_("language"), max_length=5, default="de")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    signed_out_at = models.DateTimeField(null=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(name="accounts_person_email_is_lower", condition=models.Q(email=Lower("email")))
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """As the administration's library asks for a name."""
        return self.display_name

    # The administration's cookies hold this hash; with another one they open nothing. Django's follows from the
    # password alone, ours also from when all sessions were ended (core.accounts.services.sessions.end_all).
    def get_session_auth_hash(self) -> str:
        return self._since_signed_out(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        yield from (self._since_signed_out(one) for one in super().get_session_auth_fallback_hash())

    def _since_signed_out(self, hashed: str) -> str:
        return f"{hashed}:{self.signed_out_at.timestamp()}" if self.signed_out_at else hashed


def normalize_email(address: str) -> str:
    """One spelling per mailbox: without surrounding space, in lower case.

    RFC 5321 lets the local part's case matter; no provider in use does, and people capitalise at random.
    """
    return address.strip().lower()
