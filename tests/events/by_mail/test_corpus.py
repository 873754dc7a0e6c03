"""What becomes of each mail of the corpus."""

import pytest

from core.mail.models import OutgoingMail
from events.models import IncomingMail, Registration
from events.services import by_mail
from tests.events.by_mail.corpus import CORPUS, KEYWORDS
from tests.factories.events import WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
ANSWERS = {"registered": ["registration_confirm"], "unclear": ["mail_not_understood"], "not_answered": []}


def test_the_corpus_is_large_and_holds_each_mail_once():
    assert len(CORPUS) >= 60
    assert len({row.what for row in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: row.what.replace(" ", "-"))
def test_each_mail_has_its_outcome(row):
    for keyword in KEYWORDS:
        WorkshopFactory(keyword=keyword)
    taken = by_mail.take_in(row.content)
    taken.refresh_from_db()
    assert (taken.outcome, taken.reason) == (row.outcome, row.reason)
    assert list(OutgoingMail.objects.values_list("letter", flat=True)) == ANSWERS[row.outcome]
    made = list(
        Registration.objects.values_list("workshop__keyword", "state", "party_size", "proposed_party_size", "channel")
    )
    assert made == ([(row.keyword, "unconfirmed", 1, row.party, "mail")] if row.keyword else [])
    assert IncomingMail.objects.count() == 1
