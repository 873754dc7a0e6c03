"""Reporting: once per person and item, with receipt and decision; many hide it until somebody has looked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import GUEST, person
from core.audit.models import AuditEntry
from core.errors import Invalid, Missing
from core.mail.models import OutgoingMail
from core.privacy import runs
from ideas import errors, policies
from ideas.models import Case, Decision, Report
from ideas.services import comment_moderation, comments, moderation, reports
from tests.factories.ideas import AuthorFactory, CommentFactory, IdeaFactory
from tests.ideas.conftest import letter, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def report(item, network="192.0.2.1", **more):
    about = {"idea_id": item.pk} if hasattr(item, "title") else {"idea_id": item.idea_id, "comment_id": item.pk}
    words = {"reason": "insult", "text": "Satz zwei.", "language": "de", "by": GUEST}
    return reports.submit(network=network, **(words | about | more))


def queued():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


@pytest.mark.parametrize("factory", [IdeaFactory, CommentFactory])
def test_once_per_person_and_item(factory):
    item, account = factory(), AuthorFactory()
    first = report(item)
    assert report(item).pk == first.pk
    with pytest.raises(errors.AlreadyReported):
        report(item, text="Noch etwas.")
    with pytest.raises(errors.AlreadyReported):  # somebody beside them, who would wait for an answer
        report(item, email="rita@example.org")
    report(item, person=account, by=person(account))
    with pytest.raises(errors.AlreadyReported):
        report(item, person=account, by=person(account), reason="spam", network="192.0.2.9")
    other = report(factory())
    assert (Report.objects.count(), bytes(other.reporter) == bytes(first.reporter)) == (3, False)
    assert Case.objects.open().of(item).get().signals == ["reported"]
    assert AuditEntry.objects.filter(act="report.received").count() == 3


@pytest.mark.parametrize(
    ("item", "words", "error"),
    [
        ({"waiting": True}, {}, Missing),
        ({"hidden": True}, {}, Missing),
        ({}, {"reason": "other", "text": " "}, Invalid),
    ],
)
def test_what_cannot_be_reported(item, words, error):
    for factory in (IdeaFactory, CommentFactory):
        with pytest.raises(error):
            report(factory(**item), **words)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (moderation.approve, "bleibt öffentlich"),
        (
            lambda key, by: moderation.hide(key, reason="Beleidigung im zweiten Satz", by=by),
            "Beleidigung im zweiten Satz",
        ),
    ],
)
def test_who_gave_an_address_hears_of_receipt_and_decision(moderator, act, sentence):
    idea = IdeaFactory()
    silent, told = report(idea, "192.0.2.2"), report(idea, email="Rita@example.org")
    receipt = letter("report_received", report_id=told.pk)
    assert (receipt.to, told.reference in words_of(receipt), "Satz zwei" in words_of(receipt)) == (
        "rita@example.org", True, False,
    )  # fmt: skip
    act(idea.pk, by=moderator)
    decided = letter("report_decided", report_id=told.pk)
    assert (decided.to, sentence in words_of(decided)) == ("rita@example.org", True)
    assert (letter("report_decided", report_id=silent.pk), Report.objects.undecided().count()) == (None, 0)
    assert queued().count("report_decided") == 1


@pytest.mark.parametrize(
    ("reports", "limit", "is_official", "was_approved", "hides"),
    [(2, 3, False, False, False), (3, 3, False, False, True), (9, 0, False, False, False), (9, 3, True, False, False),
     (9, 3, False, True, False)],
)  # fmt: skip
def test_how_many_reports_hide_something(reports, limit, is_official, was_approved, hides):
    found = policies.is_suspended_by(reports, limit=limit, is_official=is_official, was_approved=was_approved)
    assert found == hides


@pytest.mark.parametrize("factory", [IdeaFactory, CommentFactory])
def test_many_reports_hide_it_until_somebody_has_looked(settings, moderator, factory):
    settings.REPORTS_TO_HIDE = 2
    item = factory()
    for network in ("192.0.2.1", "192.0.2.2"):
        report(item, network)
    item.refresh_from_db()
    decision = Decision.objects.get()
    assert (item.visibility, decision.outcome, decision.automatic) == ("in_moderation", "suspended", True)
    assert letter("contribution_suspended", decision_id=decision.pk).to == item.email
    verbs = moderation if factory is IdeaFactory else comment_moderation
    verbs.approve(item.pk, by=moderator)
    for network in ("192.0.2.3", "192.0.2.4", "192.0.2.5"):
        report(item, network)
    item.refresh_from_db()
    assert (item.visibility, Case.objects.open().of(item).count()) == ("public", 1)


def test_who_reported_a_withdrawn_comment_hears_of_it():
    comment = CommentFactory(by_person=True)
    told = report(comment, email="rita@example.org")
    comments.withdraw(comment.pk, by=person(comment.author))
    assert "zurückgezogen" in words_of(letter("report_decided", report_id=told.pk))
    assert not Case.objects.open().exists()


def gone(now):
    counts = runs.carry_out(now=now).counts
    return counts["report_addresses"], counts["moderation"]


def test_addresses_go_after_a_month_and_reports_after_a_year(moderator):
    idea = IdeaFactory()
    report(idea, email="rita@example.org")
    now = timezone.now()
    assert gone(now + timedelta(days=400)) == (0, 0)
    moderation.approve(idea.pk, by=moderator)
    assert gone(now + timedelta(days=31)) == (1, 0)
    assert Report.objects.get().email == ""
    assert gone(now + timedelta(days=366))[0] == 0
    assert not Report.objects.exists()
