"""Articles in the administration."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.actors import Act
from core.administration import confirmation
from core.administration.pictures import FIELDS as PICTURE
from core.administration.pictures import PictureForm, WithPicture
from core.administration.publishing import PublishableAdmin, PublishableForm
from core.administration.versions import WithVersions
from core.errors import FieldError
from news import policies
from news.models import Article
from news.services import editing


class ArticleForm(PictureForm, PublishableForm):
    class Meta:
        model = Article
        fields = ()  # the page names them

    def contradictions(self, values: dict[str, Any]) -> Iterable[FieldError]:
        dates = {name: values.get(name) for name in ("published_at", "expires_at")}
        return policies.contradictions(Article(**dates))


@admin.register(Article)
class ArticleAdmin(WithPicture, WithVersions, PublishableAdmin):
    act = Act.NEWS
    save_with = editing.save
    versions, restore_with = editing.VERSIONS, editing.restore
    form = ArticleForm
    list_display = ["title", "published_at", "kind", "organization", "shown_publication"]
    list_filter = ["publication", "kind", "organization", "municipalities"]
    list_select_related = ["organization"]
    search_help_text = _("Words of the title, the text or the tags")
    ordering = ["-published_at", "-id"]
    readonly_fields = ["shown_picture"]
    actions = ["publish", "withdraw"]
    fieldsets = [
        (None, {"fields": ["title", "teaser", "text", "kind", "tags"]}),
        (
            _("For whom"),
            {
                "fields": ["organization", "municipalities", "districts", "topics"],
                "description": _("An organization may address its own municipalities only."),
            },
        ),
        (_("Picture"), {"fields": PICTURE}),
        (_("More"), {"fields": ["public_url", "source_url"]}),
        (
            _("Publication"),
            {
                "fields": ["publication", "published_at", "date_precision", "expires_at"],
                "description": _("Drafts are seen here only. Scheduled articles become public at their moment."),
            },
        ),
    ]

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self.act_on_each(request, queryset, editing.publish, done=_("Published: %(title)s"))

    @admin.action(description=_("Withdraw"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        if not confirmation.is_given(request):
            warning = _("Withdrawn articles vanish from public view.")
            return confirmation.page(
                request, self, queryset, title=_("Withdraw"), warning=warning, button=_("Withdraw")
            )
        self.act_on_each(request, queryset, editing.withdraw, done=_("Withdrawn: %(title)s"))
        return None
