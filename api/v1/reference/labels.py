"""German and English labels of all codes, so that items can carry codes alone."""

from django.db.models import TextChoices
from django.utils import translation
from django.utils.functional import Promise

from core.legal.models import LegalKind
from core.municipalities.models import Municipality
from core.push.models import PushKind
from events.models import (
    AttendanceMode,
    Availability,
    CancelReason,
    EventKind,
    EventStatus,
    QuestionKind,
    RegistrationState,
    TimePrecision,
    WaitingReason,
)
from ideas.models import (
    CommentVisibility,
    Display,
    Ground,
    IdeaChannel,
    IdeaStatus,
    MeasureStatus,
    Participation,
    Phase,
    PollKind,
    Visibility,
)
from news.models import ArticleKind, DatePrecision, Frequency, SubscriptionKind, SubscriptionState

CODES: dict[str, type[TextChoices]] = {
    "municipality_kind": Municipality.Kind,
    "event_kind": EventKind,
    "event_status": EventStatus,
    "time_precision": TimePrecision,
    "attendance_mode": AttendanceMode,
    "availability": Availability,
    "registration_status": RegistrationState,
    "cancel_reason": CancelReason,
    "waiting_reason": WaitingReason,
    "question_kind": QuestionKind,
    "idea_status": IdeaStatus,
    "idea_visibility": Visibility,
    "idea_display": Display,
    "idea_channel": IdeaChannel,
    "comment_visibility": CommentVisibility,
    "report_reason": Ground,
    "participation": Participation,
    "call_phase": Phase,
    "poll_kind": PollKind,
    "measure_status": MeasureStatus,
    "news_kind": ArticleKind,
    "date_precision": DatePrecision,
    "newsletter_kind": SubscriptionKind,
    "newsletter_frequency": Frequency,
    "newsletter_status": SubscriptionState,
    "legal_kind": LegalKind,
    "push_kind": PushKind,
}


def labels() -> dict[str, dict[str, dict[str, str]]]:
    """Per vocabulary and code the label in each language."""
    return {
        name: {code: in_each_language(choices(code).label) for code in choices.values}
        for name, choices in CODES.items()
    }


def in_each_language(text: str | Promise) -> dict[str, str]:
    words = {}
    for language in ("de", "en"):
        with translation.override(language):
            words[language] = str(text)
    return words
