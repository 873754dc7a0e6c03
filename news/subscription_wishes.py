"""What somebody wants to hear of in the newsletter, as a value and in the words they agree to."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from core.municipalities.models import Municipality, Region, Topic
from news.models import Frequency, Subscription, SubscriptionKind

RHYTHMS: dict[str, Promise] = {
    Frequency.DAILY: gettext_lazy("at most once a day"),
    Frequency.WEEKLY: gettext_lazy("at most once a week"),
}


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """No municipality or no topic named means all of them, also those to come; a kind is always named."""

    municipalities: Collection[Municipality] = ()
    topics: Collection[Topic] = ()
    kinds: Collection[str] = tuple(SubscriptionKind.values)
    frequency: str = Frequency.WEEKLY


def of(subscription: Subscription) -> Wishes:
    return Wishes(
        municipalities=tuple(subscription.municipalities.order_by("sort_key")),
        topics=tuple(subscription.topics.order_by("position")),
        kinds=tuple(subscription.kinds),
        frequency=subscription.frequency,
    )


def facts(wishes: Wishes) -> list[tuple[str, str]]:
    """In the active language, for pages and letters."""
    return [
        (_("Newsletter about"), _kinds(wishes)),
        (_("Municipalities"), _places(wishes)),
        (_("Topics"), _topics(wishes) or pgettext("named alone", "all topics")),
        (_("How often"), str(RHYTHMS[wishes.frequency])),
    ]


def declaration(wishes: Wishes) -> str:
    """The sentence that is agreed to, in the active language. Its words are kept as proof: the same wishes, the same
    words.
    """
    region = Region.objects.filter(is_only=True).first()
    return _(
        "I want to get the newsletter of %(region)s by e-mail, %(rhythm)s: %(kinds)s; for %(places)s; about "
        "%(topics)s. I am 16 years old or older. I can end it at any time, without giving a reason, with the link in "
        "each issue."
    ) % {
        "region": region.name if region else "",
        "rhythm": RHYTHMS[wishes.frequency],
        "kinds": _kinds(wishes),
        "places": _places(wishes),
        "topics": _topics(wishes) or _("all topics"),
    }


def _kinds(wishes: Wishes) -> str:
    return ", ".join(str(kind.label) for kind in SubscriptionKind if kind in wishes.kinds)


def _places(wishes: Wishes) -> str:
    return ", ".join(one.name for one in wishes.municipalities) or _("all municipalities")


def _topics(wishes: Wishes) -> str:
    """Empty where all are meant: how that is said in German depends on the words before it."""
    return ", ".join(topic_label(one) for one in wishes.topics)


def topic_label(topic: Topic) -> str:
    """In the active language."""
    return topic.label_en if get_language() == "en" else topic.label_de
