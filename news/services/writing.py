"""Articles as programs write them."""

from core.actors import Act
from core.writing import Writer, assign
from news.models import Article
from news.models.article import LINKED
from news.services import attachments, editing

WRITER = Writer(Article, Act.NEWS, editing.save, assign, {"attachments": attachments.put}, LINKED)
