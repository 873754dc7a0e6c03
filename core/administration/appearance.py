"""How the administration looks; read by the library from the settings under the name UNFOLD."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _icon(_request: HttpRequest) -> str:
    return static("core/icon.svg")


def _styles(_request: HttpRequest) -> str:
    return static("core/administration.css")


def _icons(_request: HttpRequest) -> str:
    return static("core/icons.js")


def _reach(_request: HttpRequest) -> str:
    return static("core/reach.js")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Partheland administration"),
    "SITE_HEADER": _("Partheland administration"),
    "SITE_URL": "/",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _icon}],
    "STYLES": [_styles],
    "SCRIPTS": [_icons, _reach],
    "SITE_SYMBOL": "nature_people",
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "COLORS": {
        # The green of the Parthe meadows; 600 and darker have at least 4.5:1 against white (WCAG 2.2, 1.4.3).
        "primary": {
            "50": "oklch(97.5% .02 165)",
            "100": "oklch(94% .045 165)",
            "200": "oklch(88.5% .08 165)",
            "300": "oklch(80% .11 165)",
            "400": "oklch(70% .125 165)",
            "500": "oklch(59% .115 165)",
            "600": "oklch(49% .1 165)",
            "700": "oklch(42% .085 165)",
            "800": "oklch(36% .07 165)",
            "900": "oklch(31% .058 165)",
            "950": "oklch(22% .042 165)",
        },
    },
    "ACCOUNT": {
        "navigation": [
            {"title": _("Second factor"), "link": reverse_lazy("admin:second-factor")},
            {"title": _("Change password"), "link": reverse_lazy("admin:password_change")},
            # The accessibility statement covers the administration too (Directive (EU) 2016/2102, Art. 7).
            {"title": _("Legal information"), "link": reverse_lazy("legal")},
        ]
    },
    "SIDEBAR": {"show_search": False, "show_all_applications": False},
}
