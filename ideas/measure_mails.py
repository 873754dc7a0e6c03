"""The letter about a measure's progress: to whose ideas led to it."""

import uuid

from django.db.models import Q
from django.utils.translation import gettext as _

from core.accounts.models import Person
from core.mail.letters import Facts, Letter, Link, writes
from core.models import Publication
from core.municipalities.models import Region
from ideas import wording
from ideas.models import Idea, MeasureProgress


@writes("measure_progress")
def progress(
    progress_id: uuid.UUID, person_id: uuid.UUID | None = None, idea_id: uuid.UUID | None = None
) -> Letter | None:
    """Written from the row itself: what is new is told as it was, even if more has followed.

    Who has an account is named by `person_id`, a guest by the idea; who has none behind the measure any more gets none.
    """
    step = MeasureProgress.objects.filter(pk=progress_id, measure__publication=Publication.PUBLISHED)
    found = step.select_related("measure__organization").first()
    if found is None:
        return None
    measure, behind = found.measure, Idea.objects.leading_to(found.measure).order_by("listed_on", "id")
    person = Person.objects.filter(pk=person_id, is_active=True).first() if person_id else None
    theirs = Q(author=person) if person else Q(pk=idea_id, author=None) & ~Q(email="")
    ideas = list(behind.filter(theirs))
    if not ideas:
        return None
    sender = measure.organization or Region.objects.get()
    name = person.display_name if person else ideas[0].author_name
    return Letter(
        to=person.email if person else ideas[0].email,
        subject=_("News about the measure: %(name)s") % {"name": measure.name},
        greeting=_("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        blocks=[
            _("there is news about a measure that your idea has led to:"),
            Facts([(_("Measure"), measure.name), *((_("Your idea"), str(idea)) for idea in ideas)]),
            *wording.progress(found),
            *([Link(_("More about the measure"), measure.url)] if measure.url else []),
        ],
        sender_name=sender.name,
        reply_to=sender.email,
    )
