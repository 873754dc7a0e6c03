"""Articles as programs write them."""

from core.actors import Act
from core.writing import Writer, assign
from news.models import Article
from news.services import editing

WRITER = Writer(Article, Act.NEWS, editing.save, assign)
