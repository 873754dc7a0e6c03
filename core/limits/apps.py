"""Rate limits as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LimitsConfig(AppConfig):
    name = "core.limits"
    label = "limits"
    verbose_name = _("Rate limits")
