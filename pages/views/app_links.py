"""Which apps may open the links of our mails: what iOS and Android read about this host."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import get_resolver
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.municipalities.models import Region
from pages.links import is_link_page

HANDLE_ALL_URLS = "delegate_permission/common.handle_all_urls"


@require_safe
@cache_control(public=True, max_age=3600)
def apple(_request: HttpRequest) -> JsonResponse:
    """Universal links. Apple asks for this name without an ending, as JSON, and follows no redirect."""
    apps = _apps().get("ios", [])
    details = [{"appIDs": apps, "components": _components()}] if apps else []
    return JsonResponse({"applinks": {"details": details}})


@require_safe
@cache_control(public=True, max_age=3600)
def android(_request: HttpRequest) -> JsonResponse:
    """Digital Asset Links. Android 15 takes the paths from here, an earlier one from the app's manifest."""
    statements = [
        {
            "relation": [HANDLE_ALL_URLS],
            "target": {
                "namespace": "android_app",
                "package_name": app["package"],
                "sha256_cert_fingerprints": app["fingerprints"],
            },
            "relation_extensions": {HANDLE_ALL_URLS: {"dynamic_app_link_components": _components()}},
        }
        for app in _apps().get("android", [])
    ]
    return JsonResponse(statements, safe=False)


def _apps() -> dict[str, Any]:
    region = Region.objects.first()
    return region.apps if region else {}


def _components() -> list[dict[str, Any]]:
    """Every page behind a mail link, and only with its token: all else of this host stays with the browser."""
    pages = get_resolver("pages.urls").url_patterns
    return [{"/": f"/{one.pattern}", "?": {"token": "?*"}} for one in pages if is_link_page(one.callback)]
