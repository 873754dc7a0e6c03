"""Articles in the administration."""

import functools
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actors import Act, Actor
from core.administration import acts, confirmation
from core.administration import attachments as documents
from core.administration.announcing import WithPushMessages
from core.administration.models import acting, button, display
from core.administration.pictures import FIELDS as PICTURE
from core.administration.pictures import PictureForm, WithPicture
from core.administration.publishing import PublishableAdmin, PublishableForm
from core.administration.versions import WithVersions
from core.errors import FieldError
from news import policies, wording
from news.errors import NoticePeriodRuns
from news.models import Article, ArticleAttachment, DatePrecision
from news.models.article import LINKED
from news.services import attachments, editing, previews, restoring

WITHDRAWN_EARLY = _(
    "Withdrawn articles vanish from public view. Among these are public notices whose period has not ended: withdrawn "
    "too early, a notice may have no effect in law."
)
STILL_SHOWN = _(
    "This notice must stay public until the end of its period. If it has to go all the same, use the action “Withdraw” "
    "in the list."
)


class ArticleForm(PictureForm, PublishableForm):
    class Meta:
        model = Article
        fields = ()  # the page names them

    def contradictions(self, values: dict[str, Any]) -> Iterable[FieldError]:
        names = ("publication", "kind", "published_at", "expires_at", "notice_from", "notice_until")
        article = Article(**{name: values.get(name) for name in names})
        problems = policies.contradictions(article)
        if self.is_change and policies.leaves_too_early(self.instance, article, now=timezone.now()):
            problems.append(FieldError("/publication", NoticePeriodRuns.code, str(STILL_SHOWN)))
        return problems


class AttachmentInline(documents.AttachmentInline):
    model = ArticleAttachment


@admin.register(Article)
class ArticleAdmin(WithPushMessages, WithPicture, WithVersions, PublishableAdmin):
    act = Act.NEWS
    announced_as = "news"
    save_with = editing.save
    versions, restore_with = editing.VERSIONS, restoring.restore
    form = ArticleForm
    list_display = ["title", "shown_moment", "kind", "organization", "shown_publication"]
    list_filter = ["publication", "kind", "organization", "municipalities"]
    list_select_related = ["organization"]
    search_help_text = _("Words of the title, the text or the tags")
    ordering = ["-published_at", "-id"]
    readonly_fields = ["shown_picture", "shown_announcement"]
    autocomplete_fields = ["districts", *LINKED]
    inlines = [AttachmentInline]
    actions = ["publish", "withdraw"]
    actions_detail = ["make_preview", "announce"]
    fieldsets = [
        (None, {"fields": ["title", "teaser", "summary_easy", "text", "kind", "tags"]}),
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
            _("What it tells of"),
            {
                "fields": list(LINKED),
                "description": _("For results: what became of them. Only what is public can be linked to."),
            },
        ),
        (
            _("Publication"),
            {
                "fields": [
                    "publication",
                    "published_at",
                    "date_precision",
                    "expires_at",
                    "pinned_until",
                    "shown_announcement",
                ],
                "description": _(
                    "Drafts are seen here only. Scheduled articles become public at their moment. An alert without an "
                    "end leaves the lists a day after its publication."
                ),
            },
        ),
        (
            _("Period of a public notice"),
            {
                "fields": ["notice_from", "notice_until"],
                "description": _("Until its last day has ended, the notice can't be withdrawn by mistake."),
            },
        ),
    ]

    def store(self, form: Any, *, by: Actor) -> None:
        form.put_picture(form.instance, by=by)
        related = {name: form.cleaned_data[name] for name in ("municipalities", "districts", "topics")}
        links = {name: form.cleaned_data[name] for name in LINKED}
        editing.save(form.instance, **related, links=links, by=by)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:  # noqa: ARG002
        documents.save(formset, put=attachments.put, by=acting(request))

    @display(description=_("published at"), ordering="published_at")
    def shown_moment(self, article: Article) -> str:
        """As much of it as is known: midnight of an old article is none."""
        if article.published_at is None or article.date_precision != DatePrecision.MINUTE:
            return wording.published_on(article)
        return formats.date_format(timezone.localtime(article.published_at), "SHORT_DATETIME_FORMAT")

    @button(description=_("Preview link"), url_path="preview", permissions=["change"])
    def make_preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks first, for making one is told to the audit; then the one page that shows the link."""
        article = self.get_queryset(request).filter(pk=object_id).first()
        if article is None:
            raise Http404
        days = {"days": previews.VALID_FOR.days}
        if request.method != "POST":
            sentences = [
                gettext("Whoever has the link sees the article as it then is, without an account, for %(days)s days.")
                % days
            ]
            form = acts.ActForm()
            return acts.page(
                request, self, form, title=_("Preview link"), button=_("Make the link"), sentences=sentences
            )
        made = previews.make(article.pk, by=acting(request))
        address = f"{settings.PUBLIC_URL}/news/preview?{urlencode({'token': made.token})}"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Preview link"),
            "sentence": gettext("Pass it on to colleagues only. It is valid for %(days)s days.") % days,
            "address": address,
        }
        return TemplateResponse(request, "admin/new_link.html", context)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self.act_on_each(request, queryset, editing.publish, done=_("Published: %(title)s"))

    @admin.action(description=_("Withdraw"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        if not confirmation.is_given(request):
            is_early = any(policies.notice_runs(one, now=timezone.now()) for one in queryset)
            warning = WITHDRAWN_EARLY if is_early else _("Withdrawn articles vanish from public view.")
            return confirmation.page(
                request, self, queryset, title=_("Withdraw"), warning=warning, button=_("Withdraw")
            )
        withdraw = functools.partial(editing.withdraw, despite_notice_period=True)
        self.act_on_each(request, queryset, withdraw, done=_("Withdrawn: %(title)s"))
        return None
