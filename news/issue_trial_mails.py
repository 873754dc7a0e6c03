"""A planned issue as a trial, for the clerk who asked for it: nobody's marks move."""

import uuid
from dataclasses import replace

from django.utils.translation import gettext as _

from core.accounts.models import Person
from core.mail.letters import Letter, writes
from core.municipalities.models import Municipality
from news import issue_mails
from news.audience import Wanted
from news.models import Issue
from news.services import digests, issue_contents


@writes("issue_trial")
def trial(person_id: uuid.UUID, issue_id: uuid.UUID, municipality_id: uuid.UUID | None = None) -> Letter | None:
    """As a new reader of the place would get it, without the links that are a reader's own."""
    person = Person.objects.filter(pk=person_id, is_active=True, is_staff=True).first()
    issue = Issue.objects.filter(pk=issue_id).first()
    if person is None or issue is None:
        return None
    places = list(Municipality.objects.filter(pk=municipality_id)) if municipality_id else []
    contents = issue_contents.read(issue)
    digest = digests.shortened(digests.whole(contents, Wanted(frozenset(one.pk for one in places))))
    if digest is None:
        return None
    letter = issue_mails.written(contents, digest, to=person.email, places=places)
    sentence = _("this is a trial of an issue that has not gone out. You alone get it.")
    return replace(
        letter,
        subject=_("[Trial] %(subject)s") % {"subject": letter.subject},
        blocks=[sentence, *letter.blocks],
        list_id="",
    )
