"""What the person who is signed in is told of, and how they want to hear of it."""

import uuid
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import person_of
from api.fields import StrictBooleanField, StrictChoiceField, StrictSerializer, StrictUUIDField
from api.filter_kinds import BooleanFilter
from api.filters import StrictFilterSet
from api.v1.me.views import MeView
from api.views import ListMixin
from core import actors
from core.errors import Missing
from core.notifications import choices, notifying, reading
from core.notifications.models import Delivery, Notification, NotificationQuerySet


class NoticeItem(serializers.Serializer[Any]):
    """What a notification is about: `type` as in `/sync`, and its `id`."""

    type = serializers.CharField(source="item_type")
    id = serializers.UUIDField(source="item_id")


class OwnNotification(serializers.ModelSerializer[Notification]):
    """One event you are told of, in words; needs them in its context."""

    title = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    item = serializers.SerializerMethodField()
    is_read = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = ("id", "subject", "title", "text", "item", "created_at", "is_read")

    def get_title(self, notification: Notification) -> str:
        return str(self.context["words"][notification.event_id].title)

    def get_text(self, notification: Notification) -> str:
        return str(self.context["words"][notification.event_id].text)

    @extend_schema_field(NoticeItem)
    def get_item(self, notification: Notification) -> Any:
        return NoticeItem(self.context["words"][notification.event_id]).data

    def get_is_read(self, notification: Notification) -> bool:
        return notification.read_at is not None


class NotificationReading(StrictSerializer):
    is_read = StrictBooleanField()


class NotificationsReadUpTo(StrictSerializer):
    """The newest that was read."""

    up_to = StrictUUIDField()


class UnreadNotifications(serializers.Serializer[Any]):
    """How many you have not read, 100 at most."""

    unread = serializers.IntegerField(min_value=0, max_value=reading.MOST_COUNTED)


# The letters about registrations go to everybody; what stands in the app besides is not sent a second time.
IN_APP = [(Delivery.APP.value, Delivery.APP.label)]


class NotificationSettings(serializers.Serializer[Any]):
    """How you hear of each subject; in the app always."""

    own_ideas = serializers.ChoiceField(Delivery.choices)
    followed_ideas = serializers.ChoiceField(Delivery.choices)
    comments = serializers.ChoiceField(Delivery.choices)
    measures = serializers.ChoiceField(Delivery.choices)
    solved_questions = serializers.ChoiceField(Delivery.choices)
    registrations = serializers.ChoiceField(IN_APP)


class NotificationSettingsChange(StrictSerializer):
    """What is left out stays as it is."""

    own_ideas = StrictChoiceField(Delivery.choices, required=False)
    followed_ideas = StrictChoiceField(Delivery.choices, required=False)
    comments = StrictChoiceField(Delivery.choices, required=False)
    measures = StrictChoiceField(Delivery.choices, required=False)
    solved_questions = StrictChoiceField(Delivery.choices, required=False)
    registrations = StrictChoiceField(IN_APP, required=False)


class NotificationFilters(StrictFilterSet):
    is_read = BooleanFilter(
        narrow=lambda rows, is_read: rows.filter(read_at__isnull=not is_read), about="Whether you have read it."
    )


class NotificationList(ListMixin, MeView):
    """What you are told of, the newest first."""

    serializer_class = OwnNotification
    filterset_class = NotificationFilters
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> NotificationQuerySet:
        return reading.of(person_of(self.request))

    @extend_schema(operation_id="listMyNotifications", tags=["me"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002 - nothing else is asked
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        words = notifying.in_words(page)
        told = [one for one in page if one.event_id in words]
        return self.get_paginated_response(OwnNotification(told, many=True, context={"words": words}).data)


class UnreadCount(MeView):
    @extend_schema(operation_id="countMyUnreadNotifications", tags=["me"], responses=UnreadNotifications)
    def get(self, request: Request) -> Response:
        """For the number beside the bell; more than 100 are told as 100."""
        return Response({"unread": reading.unread(person_of(request))})


class ReadUpTo(MeView):
    refusals: ClassVar = {"post": (Missing,)}

    @extend_schema(
        operation_id="markMyNotificationsRead", tags=["me"], request=NotificationsReadUpTo, responses={204: None}
    )
    def post(self, request: Request) -> Response:
        """Note that you have read one and all before it; what came since stays unread. Repeating it changes nothing."""
        reading.mark_up_to(NotificationsReadUpTo.read(request)["up_to"], person=person_of(request))
        return Response(status=204)


class NotificationDetail(MeView):
    @extend_schema(operation_id="changeMyNotification", tags=["me"], request=NotificationReading, responses={204: None})
    def patch(self, request: Request, notification_id: uuid.UUID) -> Response:
        """Note that you have read it, or want it unread again. Repeating it changes nothing."""
        wanted = NotificationReading.read(request)
        reading.mark(notification_id, person=person_of(request), is_read=wanted["is_read"])
        return Response(status=204)


class NotificationSettingsView(MeView):
    @extend_schema(operation_id="getMyNotificationSettings", tags=["me"], responses=NotificationSettings)
    def get(self, request: Request) -> Response:
        return Response(NotificationSettings(choices.of(person_of(request))).data)

    @extend_schema(
        operation_id="changeMyNotificationSettings",
        tags=["me"],
        request=NotificationSettingsChange,
        responses=NotificationSettings,
    )
    def patch(self, request: Request) -> Response:
        """What is left out stays as it is."""
        person = person_of(request)
        wanted = NotificationSettingsChange.read_changes(request)
        return Response(NotificationSettings(choices.choose(person, wanted, by=actors.person(person))).data)
