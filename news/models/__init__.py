"""Tables of the news."""

from news.models.article import Article, ArticleKind, DatePrecision
from news.models.attachment import ArticleAttachment

__all__ = ["Article", "ArticleAttachment", "ArticleKind", "DatePrecision"]
