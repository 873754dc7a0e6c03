"""Which objects have a kept public document, and what writes it: one line per type of the change log."""

from django.db.models import Prefetch

from api.rendering import Rendering, register
from api.v1.events.serializers import EventDocument
from api.v1.ideas.call_documents import IdeaCallDocument
from api.v1.ideas.comment_serializers import CommentDocument
from api.v1.ideas.serializers import IdeaDocument
from api.v1.measures.serializers import MeasureDocument
from api.v1.news.serializers import ArticleDocument
from api.v1.polls.serializers import PollDocument
from api.v1.reference.serializers import MunicipalityDocument, OrganizationDocument, TopicDocument
from core.municipalities.models import District, Municipality, Organization, Topic
from events.models import Event
from ideas.models import Comment, Idea, IdeaCall, Measure, Poll
from news.models import Article

DISTRICTS = Prefetch("districts", District.objects.order_by("sort_key", "slug"))
ADDRESSED = Prefetch("municipalities", Municipality.objects.by_name())

register("municipality", Rendering(MunicipalityDocument, lambda: Municipality.objects.prefetch_related(DISTRICTS)))
register("topic", Rendering(TopicDocument, Topic.objects.all))
register("organization", Rendering(OrganizationDocument, lambda: Organization.objects.prefetch_related(ADDRESSED)))
register("event", Rendering(EventDocument, lambda: Event.objects.published().with_details()))
register("news", Rendering(ArticleDocument, lambda: Article.objects.published().with_details()))
register("idea", Rendering(IdeaDocument, lambda: Idea.objects.public().with_details()))
register("comment", Rendering(CommentDocument, lambda: Comment.objects.public().with_details()))
register("idea_call", Rendering(IdeaCallDocument, lambda: IdeaCall.objects.published().with_details()))
register("measure", Rendering(MeasureDocument, lambda: Measure.objects.published().with_details()))
register("poll", Rendering(PollDocument, lambda: Poll.objects.published().with_details()))
