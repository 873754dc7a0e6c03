"""Consents in the administration, for reading only: found by the address of who asks or doubts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.accounts.models.person import normalize_email
from core.administration.models import ModelAdmin, ReadOnly, display
from core.consents.models import Consent


@admin.register(Consent)
class ConsentAdmin(ReadOnly, ModelAdmin):
    """For administrators: whose consent it is tells the account, or the whole address typed into the search."""

    list_display = ["shown_kind", "shown_version", "confirmed_at", "proof", "ended_at"]
    list_filter = ["text__kind", "proof", "end_reason"]
    list_select_related = ["text"]
    search_fields = ["address_hash"]
    search_help_text = _("The whole e-mail address")
    ordering = ["-confirmed_at", "id"]
    fields = [
        "shown_kind", "shown_version", "shown_text", "person", "asked_at", "confirmed_at", "proof", "mail_id",
        "about_id", "ended_at", "end_reason",
    ]  # fmt: skip

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:  # noqa: ARG002
        if not search_term:
            return queryset, False
        return queryset.filter(pk__in=Consent.objects.of_address(normalize_email(search_term))), False

    @display(description=_("kind"), ordering="text__kind")
    def shown_kind(self, consent: Consent) -> str:
        return consent.text.get_kind_display()

    @display(description=_("version"))
    def shown_version(self, consent: Consent) -> str:
        return str(consent.text)

    @display(description=_("wording"))
    def shown_text(self, consent: Consent) -> Any:
        return consent.text.text
