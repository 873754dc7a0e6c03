"""Whether an idea that is done has solved what it was about: the question to its author, and what was said."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel
from ideas.models.codes import IdeaStatus, Solved, Visibility
from ideas.models.history import IdeaStatusChange
from ideas.models.idea import Idea


class SolvedQuestionQuerySet(models.QuerySet["SolvedQuestion"]):
    def open(self) -> Self:
        """Those about the state of now: once an idea is taken up again, the question is void."""
        left = IdeaStatusChange.objects.leaving_done(idea=OuterRef("idea"), after=OuterRef("step__position"))
        return self.filter(~Exists(left), idea__visibility=Visibility.PUBLIC, idea__status=IdeaStatus.DONE)


class SolvedQuestion(PersonalModel):
    """Asked once about the step that made an idea done. The answer is shown with the idea from the next night on."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="solved_questions", verbose_name=_("idea"))
    step = models.OneToOneField(IdeaStatusChange, models.CASCADE, related_name="+", verbose_name=_("step of an idea"))
    asked_on = models.DateField(_("asked on"))
    answer = models.CharField(_("solved"), max_length=3, choices=Solved.choices, blank=True)

    objects = SolvedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question whether it is solved")
        verbose_name_plural = _("questions whether it is solved")

    def __str__(self) -> str:
        return str(self.idea)
