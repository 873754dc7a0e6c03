"""The fixed codes of ideas and calls: what is shown of the author, who sees an idea, what has become of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Display(models.TextChoices):
    """What is shown of the author."""

    NAME = "name", _("Under the name")
    PSEUDONYM = "pseudonym", _("Under a pseudonym")
    ANONYMOUS = "anonymous", _("Anonymously")


class IdeaChannel(models.TextChoices):
    """How an idea came in; all but the first are written down by a clerk for somebody else."""

    ONLINE = "online", _("Online")
    WORKSHOP = "workshop", _("At a workshop")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By telephone")


class Visibility(models.TextChoices):
    """Who can see an idea: only `public` ones are public."""

    DRAFT = "draft", _("Draft")
    PENDING_CONFIRMATION = "pending_confirmation", _("Address not yet confirmed")
    IN_MODERATION = "in_moderation", _("Being checked")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    PUBLIC = "public", _("Public")
    HIDDEN = "hidden", _("Hidden")


class CommentVisibility(models.TextChoices):
    """Who can see a comment: only `public` ones are public, below a public idea. A withdrawn one has lost its text."""

    PENDING_CONFIRMATION = "pending_confirmation", _("Address not yet confirmed")
    IN_MODERATION = "in_moderation", _("Being checked")
    PUBLIC = "public", _("Public")
    HIDDEN = "hidden", _("Hidden")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class IdeaStatus(models.TextChoices):
    """What has become of an idea; the codes are part of the API's contract."""

    RECEIVED = "received", _("Received")
    UNDER_REVIEW = "under_review", _("Under review")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    REJECTED = "rejected", _("Rejected")
    NOT_RESPONSIBLE = "not_responsible", _("Not our responsibility")
    DUPLICATE = "duplicate", _("Repeats another idea")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = frozenset({IdeaStatus.RECEIVED, IdeaStatus.UNDER_REVIEW, IdeaStatus.ACCEPTED, IdeaStatus.IN_PROGRESS})
CLOSED = frozenset(IdeaStatus) - OPEN


class Solved(models.TextChoices):
    """What the author of an idea that is done says: whether it has solved what it was about."""

    YES = "yes", _("Solved")
    NO = "no", _("Not solved")


class DatePrecision(models.TextChoices):
    """How much of a date is known; of a month or a year the date is the first day."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class Participation(models.TextChoices):
    """How far the people take part: what they say is heard, weighed, worked on together, or decides."""

    INFORMATION = "information", _("Information")
    CONSULTATION = "consultation", _("Consultation")
    COOPERATION = "cooperation", _("Cooperation")
    DECISION = "decision", _("Decision")


class Phase(models.TextChoices):
    """What a call is about at a time."""

    COLLECTING = "collecting", _("Collecting ideas")
    DISCUSSING = "discussing", _("Discussing")
    DECIDING = "deciding", _("Deciding")
    IMPLEMENTING = "implementing", _("Implementing")


class PollKind(models.TextChoices):
    """How a poll is answered: by one option, by several, or in a few words."""

    SINGLE = "single", _("One option")
    MULTIPLE = "multiple", _("Several options")
    SHORT = "short", _("Short answer")


class MeasureStatus(models.TextChoices):
    """How far a measure is."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    UNKNOWN = "unknown", _("State not known")
