"""What an app says before somebody acts: who will see what. The same words everywhere, in German and English."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from api.v1.reference.labels import in_each_language
from ideas.models import Display

EXPLANATIONS: dict[str, Mapping[str, Promise]] = {
    "idea_display": {
        Display.NAME: _("Everybody sees your name beside the idea; signed in, the name of your account."),
        Display.PSEUDONYM: _("Everybody sees the name that you choose, not your own."),
        Display.ANONYMOUS: _("Nobody sees a name. You can choose this later too, at any time."),
    },
    "handing_in": {
        "public": _(
            "Public are title, text, place, photos and the day, never the time, never your e-mail address. Place and "
            "device are removed from photos. Please show and name nobody without consent."
        ),
        "office": _(
            "The office that checks and answers ideas sees your e-mail address, also of an anonymous idea: only so can "
            "it answer you."
        ),
        "afterwards": _(
            "You can change your idea until somebody supports or answers it, and withdraw it at any time. What is "
            "checked before it is public is checked again after a change."
        ),
    },
    "newsletter": {
        "confirming": _(
            "We send a mail with a link to this address. You get the newsletter once you confirm it there; without "
            "that the address is deleted after 14 days."
        ),
        "age": _("By confirming you declare to be 16 years old or older."),
        "ending": _("You can change or end it at any time, with the links in each issue."),
        "measuring": _("We do not measure who opens an issue or follows its links."),
    },
}


def explanations() -> dict[str, dict[str, dict[str, str]]]:
    """Per subject and code the sentence in each language."""
    return {
        subject: {code: in_each_language(sentence) for code, sentence in sentences.items()}
        for subject, sentences in EXPLANATIONS.items()
    }
