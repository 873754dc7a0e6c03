"""Tables of the news."""

from news.models.article import Article, ArticleKind, DatePrecision

__all__ = ["Article", "ArticleKind", "DatePrecision"]
