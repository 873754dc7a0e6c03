"""Articles as sentences: `ArticleFactory(addressed=["naunhof"], publication=Publication.DRAFT)`."""

from datetime import timedelta

import factory
from django.utils import timezone

from core.models import Publication
from core.municipalities.models import Municipality, Organization, Topic
from news.models import Article, ArticleKind


class ArticleFactory(factory.django.DjangoModelFactory):
    """News of an hour ago for Borsdorf; needs the `region` fixture."""

    class Meta:
        model = Article
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Meldung {n}")
    text = "Die Gemeinde teilt mit."
    kind = ArticleKind.NEWS
    publication = Publication.PUBLISHED
    published_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    organization = factory.LazyFunction(lambda: Organization.objects.get(slug="region-partheland"))

    @factory.post_generation
    def addressed(self, _create, slugs, **_):
        self.municipalities.set(Municipality.objects.filter(slug__in=slugs or ["borsdorf"]))

    @factory.post_generation
    def about(self, _create, slugs, **_):
        self.topics.set(Topic.objects.filter(slug__in=slugs or []))
