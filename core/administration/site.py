"""The administration's site: name, and nothing from foreign hosts."""

from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite


class AdministrationSite(UnfoldAdminSite):  # type: ignore[misc]
    site_header = site_title = _("Partheland administration")
    index_title = _("Overview")
