"""Every address of the service, floor by floor."""

from django.contrib import admin
from django.urls import include, path

import core.converters  # noqa: F401 - registers `id`
from core import health, metrics
from core.uploads import serving

urlpatterns = [
    path("api/", include("api.urls")),
    path("", include("api.well_known")),
    path("", include("pages.urls")),
    path("admin/", admin.site.urls),
    path("media/<id:upload_id>/<str:name>", serving.file, name="media"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
]

handler400 = "pages.views.errors.bad_request"
handler403 = "pages.views.errors.forbidden"
handler404 = "pages.views.errors.not_found"
handler500 = "pages.views.errors.server_error"
