"""Accounts as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.accounts.letters import WRITTEN_IN
from core.mail import letters


class AccountsConfig(AppConfig):
    name = "core.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from core.accounts import checks, privacy  # noqa: F401, PLC0415 - registers the checks

        letters.written_in(WRITTEN_IN)
        privacy.take_part()
