"""Everything below /api: version 1, its document, and the word for what is not there."""

from django.urls import include, path, re_path

from api.documents import RedocPage, RedocScript, Schema, SwaggerPage
from api.views import unknown_route

urlpatterns = [
    path("v1/", include("api.v1.urls")),
    path("schema", Schema.as_view(), name="schema"),
    path("docs", SwaggerPage.as_view(), name="docs"),
    path("redoc", RedocPage.as_view(), name="redoc"),
    path("redoc.js", RedocScript.as_view(), name="redoc-script"),
    re_path(r"^.*$", unknown_route),
]
