"""What a workshop asks those who register, and what they answered."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel, uuid7
from events.models.event import Event
from events.models.registration import Registration


class QuestionKind(models.TextChoices):
    TEXT = "text", _("Text")
    SINGLE_CHOICE = "single_choice", _("One of several")
    MULTIPLE_CHOICE = "multiple_choice", _("Any of several")
    YES_NO = "yes_no", _("Yes or no")
    # Its label is the wording; what was agreed to, and when, is the answer: a new wording is agreed to anew.
    CONSENT = "consent", _("Consent")


CHOOSING = (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE)


class Question(models.Model):
    """A question of an event's registration. `key` names it to programs and keeps its answer when its words change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="questions", verbose_name=_("event"))
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    key = models.SlugField(_("short name"), max_length=50, help_text=_("For programs and tables, such as “meal”."))
    label = models.CharField(_("question"), max_length=1000)
    help_text = models.CharField(_("explanation"), max_length=500, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=QuestionKind.choices, default=QuestionKind.TEXT)
    choices = ArrayField(models.CharField(max_length=200), verbose_name=_("answers to choose from"), default=list,
                         blank=True)  # fmt: skip
    is_required = models.BooleanField(_("must be answered"), default=False)
    keep_days = models.PositiveSmallIntegerField(
        _("days after the event"), null=True, blank=True, validators=[MaxValueValidator(365)],
        help_text=_("Answers are deleted then; empty: together with the registration, and never later."),
    )  # fmt: skip
    is_listed = models.BooleanField(_("on the attendance list"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(name="events_question_key_once_per_event", fields=["event", "key"]),
            models.CheckConstraint(name="events_question_has_words", condition=~Q(label="") & ~Q(key="")),
            models.CheckConstraint(
                name="events_question_choices_to_choose",
                condition=(Q(kind__in=["single_choice", "multiple_choice"]) & ~Q(choices=[]))
                | (~Q(kind__in=["single_choice", "multiple_choice"]) & Q(choices=[])),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Answer(PersonalModel):
    """What somebody answered, with the question as it stood then: it stays readable whatever becomes of the question.

    So does the promise when it is deleted (`keep_days` after the event).
    """

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="answers", verbose_name=_("registration")
    )
    key = models.SlugField(_("short name"), max_length=50)
    label = models.CharField(_("question"), max_length=1000)
    kind = models.CharField(_("kind"), max_length=15, choices=QuestionKind.choices)
    # A text, one of the choices, a list of them, or a boolean: as the kind says.
    value: Any = models.JSONField(_("answer"))
    keep_days = models.PositiveSmallIntegerField(_("days after the event"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(name="events_answer_once_per_registration", fields=["registration", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"
