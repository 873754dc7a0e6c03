"""The letters about a measure's progress: to whose ideas led to it, and to who follows such an idea."""

import uuid

from django.db.models import Q
from django.utils.translation import gettext as _

from core.accounts.models import Person
from core.mail.letters import Facts, Letter, Link, writes
from core.models import Publication
from core.municipalities.models import Region
from ideas import wording
from ideas.follow_mails import with_end
from ideas.models import Follow, Idea, MeasureProgress


@writes("measure_progress")
def progress(
    progress_id: uuid.UUID, person_id: uuid.UUID | None = None, idea_id: uuid.UUID | None = None
) -> Letter | None:
    """Written from the row itself: what is new is told as it was, even if more has followed.

    Who has an account is named by `person_id`, a guest by the idea; who has none behind the measure any more gets none.
    """
    found = _step(progress_id)
    if found is None:
        return None
    behind = Idea.objects.leading_to(found.measure).order_by("listed_on", "id")
    person = Person.objects.filter(pk=person_id, is_active=True).first() if person_id else None
    theirs = Q(author=person) if person else Q(pk=idea_id, author=None) & ~Q(email="")
    ideas = list(behind.filter(theirs))
    followed = list(behind.followed_by(person).exclude(author=person)) if person else []
    if not ideas and not followed:
        return None
    name = person.display_name if person else ideas[0].author_name
    return _letter(found, to=person.email if person else ideas[0].email, name=name, ideas=ideas, followed=followed)


@writes("followed_measure_progress")
def followed(progress_id: uuid.UUID, follow_id: uuid.UUID) -> Letter | None:
    """To the guest behind the follow of an idea that led to it; none to who follows it no more."""
    found = _step(progress_id)
    follow = Follow.objects.current().select_related("idea").filter(pk=follow_id).exclude(email="").first()
    if found is None or follow is None or not Idea.objects.leading_to(found.measure).filter(pk=follow.idea_id).exists():
        return None
    return with_end(_letter(found, to=follow.email, name="", ideas=[], followed=[follow.idea]), follow)


def _step(progress_id: uuid.UUID) -> MeasureProgress | None:
    steps = MeasureProgress.objects.filter(pk=progress_id, measure__publication=Publication.PUBLISHED)
    return steps.select_related("measure__organization").first()


def _letter(step: MeasureProgress, *, to: str, name: str, ideas: list[Idea], followed: list[Idea]) -> Letter:
    measure = step.measure
    sender = measure.organization or Region.objects.get()
    own = _("there is news about a measure that your idea has led to:")
    return Letter(
        to=to,
        subject=_("News about the measure: %(name)s") % {"name": measure.name},
        greeting=_("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        blocks=[
            own if ideas else _("there is news about a measure that an idea you follow has led to:"),
            Facts(
                [
                    (_("Measure"), measure.name),
                    *((_("Your idea"), str(idea)) for idea in ideas),
                    *((_("Idea you follow"), str(idea)) for idea in followed),
                ]
            ),
            *wording.progress(step),
            *([Link(_("More about the measure"), measure.url)] if measure.url else []),
        ],
        sender_name=sender.name,
        reply_to=sender.email,
    )
