"""Tables of the news."""

from news.models.article import Article, ArticleKind, DatePrecision
from news.models.attachment import ArticleAttachment
from news.models.issue import Copy, CopyState, Introduction, Issue, IssueState
from news.models.novelty import Novelty, NoveltyReader, NoveltyType
from news.models.subscription import (
    Frequency,
    Subscription,
    SubscriptionKind,
    SubscriptionState,
    SubscriptionToken,
)

__all__ = [
    "Article",
    "ArticleAttachment",
    "ArticleKind",
    "Copy",
    "CopyState",
    "DatePrecision",
    "Frequency",
    "Introduction",
    "Issue",
    "IssueState",
    "Novelty",
    "NoveltyReader",
    "NoveltyType",
    "Subscription",
    "SubscriptionKind",
    "SubscriptionState",
    "SubscriptionToken",
]
