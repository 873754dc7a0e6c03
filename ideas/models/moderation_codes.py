"""The fixed codes of moderation: why something is looked at, what was decided, on what ground, who is trusted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Signal(models.TextChoices):
    """Why something waits in the queue; it may have several."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed by the author")
    APPEAL = "appeal", _("The author objects")
    REPORTED = "reported", _("Reported")
    CONTACTS = "contacts", _("Perhaps personal data")
    LINKS = "links", _("Several links")
    REPEATED = "repeated", _("Says what was sent before")
    NOISE = "noise", _("Shouting or repetition")


class Outcome(models.TextChoices):
    """What was decided; `suspended` is what many reports do until somebody has looked."""

    APPROVED = "approved", _("Published")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    HIDDEN = "hidden", _("Hidden")
    REDACTED = "redacted", _("Personal data removed")
    SUSPENDED = "suspended", _("Hidden until it is checked")


class Ground(models.TextChoices):
    """What is wrong with something, in the words of who reports it and of who decides."""

    PERSONAL_DATA = "personal_data", _("Names or shows somebody without consent")
    INSULT = "insult", _("Insult or threat")
    HATE = "hate", _("Hatred against groups of people")
    ILLEGAL = "illegal", _("Against the law in another way")
    COPYRIGHT = "copyright", _("Somebody else's text or picture")
    SPAM = "spam", _("Advertising or spam")
    OFF_TOPIC = "off_topic", _("Has nothing to do with the municipality")
    OTHER = "other", _("Something else")


class AppealOutcome(models.TextChoices):
    UPHELD = "upheld", _("The decision stays")
    REVERSED = "reversed", _("The decision is taken back")


class Trust(models.TextChoices):
    TRUSTED = "trusted", _("Trusted: published at once")
    BLOCKED = "blocked", _("Blocked: may not write")
