"""Articles and the newsletter's subscriptions in the administration."""

from news.admin.article import ArticleAdmin
from news.admin.subscription import SubscriptionAdmin

__all__ = ["ArticleAdmin", "SubscriptionAdmin"]
