"""Django's administration with our site."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "core.administration.site.AdministrationSite"
