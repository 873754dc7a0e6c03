"""Mail as a Django application."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "core.mail"
    label = "mail"
