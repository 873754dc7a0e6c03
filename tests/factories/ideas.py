"""Calls, ideas, comments and measures as sentences: `IdeaFactory(pending=True)`, `CommentFactory(hidden=True)`."""

from datetime import timedelta

import factory
from django.utils import timezone

from core.accounts.models import Person
from core.actors import SYSTEM
from core.models import Publication
from core.municipalities.models import Municipality, Organization, Topic
from ideas.models import (
    Comment,
    CommentVisibility,
    DatePrecision,
    Follow,
    Idea,
    IdeaCall,
    IdeaStatus,
    Measure,
    Poll,
    PollOption,
    SolvedQuestion,
    Support,
    Visibility,
)
from ideas.models.interest import address_key
from ideas.services import history


class AuthorFactory(factory.django.DjangoModelFactory):
    """A person with a verified address."""

    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"anna.autorin{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Anna Autorin {n}")
    email_verified_at = factory.LazyFunction(timezone.now)


class IdeaCallFactory(factory.django.DjangoModelFactory):
    """A published call, open for a month, for Borsdorf; needs the `region` fixture."""

    class Meta:
        model = IdeaCall
        skip_postgeneration_save = True

    class Params:
        closed = factory.Trait(closes_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)))
        ahead = factory.Trait(opens_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=1)))

    slug = factory.Sequence(lambda n: f"aufruf-{n}")
    title = factory.Sequence(lambda n: f"Was fehlt Ihnen? {n}")
    text = "Eine Frage"
    what_happens = "Wir lesen jede Idee."
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    organization = factory.LazyFunction(lambda: Organization.objects.get(slug="gemeinde-borsdorf"))
    publication = Publication.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def addressed(self, _create, slugs, **_):
        self.municipalities.set(Municipality.objects.filter(slug__in=slugs or ["borsdorf"]))

    @factory.post_generation
    def about(self, _create, slugs, **_):
        self.topics.set(Topic.objects.filter(slug__in=slugs or ["smart-mobility"]))


class MeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Measure
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"massnahme-{n}")
    name = factory.Sequence(lambda n: f"Maßnahme {n}")
    sort_key = factory.Sequence(lambda n: f"massnahme {n:03}")
    description = "Was wir tun"
    status = "running"
    topic = factory.LazyFunction(lambda: Topic.objects.get(slug="smart-mobility"))
    publication = Publication.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def reaching(self, _create, titles, **_):
        """Titles of milestones still to be reached."""
        for title in titles or []:
            self.milestones.create(title=title)

    @factory.post_generation
    def addressed(self, _create, slugs, **_):
        self.municipalities.set(Municipality.objects.filter(slug__in=slugs or ["borsdorf"]))


class IdeaFactory(factory.django.DjangoModelFactory):
    """A public idea of a guest with its receipt, as past acts left it, without their mails."""

    class Meta:
        model = Idea
        skip_postgeneration_save = True

    class Params:
        pending = factory.Trait(
            visibility=Visibility.PENDING_CONFIRMATION, confirmed_at=None, published_at=None,
        )  # fmt: skip
        waiting = factory.Trait(visibility=Visibility.IN_MODERATION, published_at=None)
        draft = factory.Trait(
            visibility=Visibility.DRAFT, confirmed_at=None, published_at=None, submitted_on=None, date_precision="",
            author=factory.SubFactory(AuthorFactory), email="",
        )  # fmt: skip
        hidden = factory.Trait(visibility=Visibility.HIDDEN, moderation_note="Enthält einen Namen.")
        by_person = factory.Trait(
            author=factory.SubFactory(AuthorFactory),
            email="",
            author_name=factory.SelfAttribute("author.display_name"),
        )

    title = factory.Sequence(lambda n: f"Bank am Radweg {n}")
    text = "Zum Ausruhen."
    author_name = "Gisela Gast"
    email = factory.Sequence(lambda n: f"gisela.gast{n}@example.org")
    visibility = Visibility.PUBLIC
    submitted_on = factory.LazyFunction(timezone.localdate)
    date_precision = DatePrecision.DAY
    confirmed_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def steps(self, _create, _extracted, **_):
        if self.visibility == Visibility.DRAFT:
            return
        history.append(self, IdeaStatus.RECEIVED, now=self.updated_at, by=SYSTEM, happened_on=self.submitted_on)


class SupportFactory(factory.django.DjangoModelFactory):
    """The support of a person with an account, as past acts left it: the idea's count knows of it."""

    class Meta:
        model = Support
        skip_postgeneration_save = True

    idea = factory.SubFactory(IdeaFactory)
    person = factory.SubFactory(AuthorFactory)
    since = factory.LazyFunction(timezone.localdate)

    @factory.post_generation
    def counted(self, create, _extracted, **_):
        if create and self.is_current:
            self.idea.support_count += 1
            self.idea.save(update_fields=["support_count"])


class FollowFactory(factory.django.DjangoModelFactory):
    """Somebody with an account follows an idea; `guest="gerd@example.org"` makes it a guest."""

    class Meta:
        model = Follow

    class Params:
        guest = ""

    idea = factory.SubFactory(IdeaFactory)
    person = factory.LazyAttribute(lambda follow: None if follow.guest else AuthorFactory())
    email = factory.SelfAttribute("guest")
    address_key = factory.LazyAttribute(lambda follow: address_key(follow.guest) if follow.guest else None)
    since = factory.LazyFunction(timezone.localdate)


class SolvedQuestionFactory(factory.django.DjangoModelFactory):
    """The author of a public idea was asked whether it has been solved: four weeks after it was done, today."""

    class Meta:
        model = SolvedQuestion

    idea = factory.SubFactory(IdeaFactory)
    step = factory.LazyAttribute(
        lambda self: history.append(
            self.idea, IdeaStatus.DONE, now=self.idea.updated_at, by=SYSTEM, happened_on=self.idea.submitted_on
        )
    )
    asked_on = factory.LazyFunction(timezone.localdate)


class CommentFactory(factory.django.DjangoModelFactory):
    """A public comment of a guest, as past acts left it, without their mails."""

    class Meta:
        model = Comment

    class Params:
        pending = factory.Trait(
            visibility=CommentVisibility.PENDING_CONFIRMATION, confirmed_at=None, published_at=None, position=None
        )
        waiting = factory.Trait(visibility=CommentVisibility.IN_MODERATION, published_at=None, position=None)
        hidden = factory.Trait(visibility=CommentVisibility.HIDDEN, moderation_note="Enthält einen Namen.")
        by_person = factory.Trait(
            author=factory.SubFactory(AuthorFactory), email="", author_name=factory.SelfAttribute("author.display_name")
        )

    idea = factory.SubFactory(IdeaFactory)
    position = factory.LazyAttribute(lambda comment: comment.idea.comments.count() + 1)
    text = factory.Sequence(lambda n: f"Gute Idee {n}")
    author_name = "Gerd Gast"
    email = factory.Sequence(lambda n: f"gerd.gast{n}@example.org")
    visibility = CommentVisibility.PUBLIC
    written_on = factory.LazyFunction(timezone.localdate)
    confirmed_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyFunction(timezone.now)


class PollFactory(factory.django.DjangoModelFactory):
    """A published poll with two options, open for a month, for Borsdorf; needs the `region` fixture."""

    class Meta:
        model = Poll
        skip_postgeneration_save = True

    class Params:
        closed = factory.Trait(closes_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)))
        ahead = factory.Trait(opens_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=1)))

    title = factory.Sequence(lambda n: f"Welche Farbe soll die Bank haben? {n}")
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    organization = factory.LazyFunction(lambda: Organization.objects.get(slug="gemeinde-borsdorf"))
    publication = Publication.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def addressed(self, create, slugs, **_):
        if create:
            self.municipalities.set(Municipality.objects.filter(slug__in=slugs or ["borsdorf"]))

    @factory.post_generation
    def labels(self, create, labels, **_):
        for position, label in enumerate((labels or ["Grün", "Rot"]) if create else (), start=1):
            PollOption.objects.create(poll=self, position=position, label=label)
