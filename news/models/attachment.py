"""A document that belongs to an article: the statute, the plan, the minutes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import uuid7
from core.uploads.models import Upload, UploadKind
from news.models.article import Article


class ArticleAttachment(models.Model):
    """A document under a title that tells what one gets."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="attachments", verbose_name=_("article"))
    document = models.ForeignKey(
        Upload, models.PROTECT, related_name="article_attachments", limit_choices_to={"kind": UploadKind.DOCUMENT},
        verbose_name=_("document"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(name="news_attachment_once_per_article", fields=["article", "document"]),
        ]

    def __str__(self) -> str:
        return self.title
