"""That somebody wants an idea to come true; counted in the idea itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.models.interest import Interest, InterestQuerySet


class Support(Interest):
    """One per person and idea, counted in `Idea.support_count` as long as it is current.

    Without person and address it still counts: whoever it was is forgotten (services/support_privacy.py). It is in no
    page of the administration and no audit entry: who supports what is for nobody else to know.
    """

    objects = InterestQuerySet["Support"].as_manager()

    class Meta(Interest.Meta):
        abstract = False
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        indexes = [
            models.Index(
                fields=["person", "since", "id"], name="ideas_support_of_person", condition=Q(person__isnull=False)
            ),
        ]
