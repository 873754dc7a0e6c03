"""Articles, the newsletter's issues and its subscriptions in the administration."""

from news.admin.article import ArticleAdmin
from news.admin.issue import IssueAdmin
from news.admin.subscription import SubscriptionAdmin

__all__ = ["ArticleAdmin", "IssueAdmin", "SubscriptionAdmin"]
