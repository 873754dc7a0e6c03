"""Everything below /api: version 1, its document, and the word for what is not there."""

from django.urls import include, path, re_path

from api.documents import RedocPage, SwaggerPage, redoc_script, schema
from api.views import unknown_route

urlpatterns = [
    path("v1/", include("api.v1.urls")),
    path("schema", schema, name="schema"),
    path("docs", SwaggerPage.as_view(), name="docs"),
    path("redoc", RedocPage.as_view(), name="redoc"),
    path("redoc.js", redoc_script, name="redoc-script"),
    re_path(r"^.*$", unknown_route),
]
