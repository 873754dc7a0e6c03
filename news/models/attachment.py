"""A document that belongs to an article: the statute, the plan, the minutes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.uploads.models import Attachment
from news.models.article import Article


class ArticleAttachment(Attachment):
    """Each document once per article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="attachments", verbose_name=_("article"))

    class Meta(Attachment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="news_attachment_once_per_article", fields=["article", "document"]),
        ]
