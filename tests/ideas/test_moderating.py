"""The queue, who is trusted or blocked, objections, and personal data taken out."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.accounts.models import Person, Role
from core.accounts.roles import NotEntrusted
from core.actors import GUEST, SYSTEM, clerk, person
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.mail.models import OutgoingMail
from core.municipalities.models import Municipality, Organization
from core.privacy import runs
from core.tokens import LinkExpired
from ideas import errors
from ideas.models import Appeal, AuthorStanding, Case, Decision, Idea, IdeaStatus
from ideas.services import (
    answers,
    appeals,
    comment_moderation,
    comments,
    ideas,
    moderation,
    moderation_privacy,
    queue,
    redaction,
    reports,
    standings,
)
from tests.factories.ideas import AuthorFactory, CommentFactory, IdeaCallFactory, IdeaFactory
from tests.factories.roles import actor_of
from tests.ideas.conftest import letter, letters_about, token_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def hand_in(author=None, **contents):
    words = {"title": "Bank am Radweg", "text": "Zum Ausruhen."} | contents
    author = author or AuthorFactory()
    return ideas.submit_as(person=author, language="de", by=person(author), **words)


def borsdorf():
    return Municipality.objects.get(slug="borsdorf")


def signals_of(item):
    return list(Case.objects.open().of(item).values_list("signals", flat=True))


def link_in(one):
    return next(block.url for block in one.blocks if hasattr(block, "url")).partition("token=")[2]


@pytest.mark.parametrize(
    ("office", "call", "text", "visibility", "signals"),
    [
        ("before", None, "Zum Ausruhen.", "in_moderation", ["new"]),
        ("after", None, "Zum Ausruhen.", "public", ["new"]),
        ("after", "", "Zum Ausruhen.", "public", ["new"]),
        ("after", "before", "Zum Ausruhen.", "in_moderation", ["new"]),
        ("before", "after", "Zum Ausruhen.", "public", ["new"]),
        ("after", None, "Ruft an: 034291 123456", "in_moderation", ["new", "contacts"]),
    ],
)
def test_when_an_idea_is_looked_at(office, call, text, visibility, signals):
    Organization.objects.filter(slug="gemeinde-borsdorf").update(moderation=office)
    wanted = None if call is None else IdeaCallFactory(moderation=call)
    idea = hand_in(text=text, municipality=borsdorf(), call=wanted)
    assert (idea.visibility, signals_of(idea)) == (visibility, [signals])
    assert letters_about(idea) == ["idea_published" if visibility == "public" else "idea_received"]


def test_ideas_of_the_whole_region_are_read_before_unless_who_answers_for_it_says_otherwise():
    Organization.objects.update(moderation="after")
    assert hand_in().visibility == ("public" if standings.answering_for(None) else "in_moderation")
    Organization.objects.filter(handles_ideas=True).update(moderation="before")
    assert hand_in(title="Anderes", text="Etwas ganz anderes.").visibility == "in_moderation"


def test_what_is_public_already_waits_to_be_looked_at_and_leaves_the_queue(moderator):
    Organization.objects.update(moderation="after")
    idea = hand_in(municipality=borsdorf())
    moderation.approve(idea.pk, by=moderator)
    assert (signals_of(idea), letters_about(idea)) == ([], ["idea_published"])
    assert Decision.objects.get().outcome == "approved"


def test_the_same_place_in_the_queue_for_all_reasons(moderator):
    idea = IdeaFactory(by_person=True)
    with time_machine.travel("2026-11-20T10:00:00+01:00", tick=False):
        first = queue.enter(idea, "new", now=timezone.now())
    again = queue.enter(idea, "reported", "contacts", now=timezone.now())
    assert (again.pk, again.waiting_since, again.signals) == (
        first.pk, first.waiting_since, ["new", "reported", "contacts"],
    )  # fmt: skip
    queue.take(first.pk, by=moderator)
    assert Case.objects.get().assignee_id == moderator.person_id
    queue.hand_back(first.pk, by=moderator)
    assert Case.objects.get().assignee_id is None
    assert list(AuditEntry.objects.order_by("id").values_list("act", flat=True)) == ["case.taken", "case.handed_back"]
    stranger = actor_of("stadt-naunhof", Role.EDITOR, Role.MANAGER)
    with pytest.raises(NotEntrusted):
        queue.take(first.pk, by=stranger)


def test_withdrawing_leaves_nothing_to_decide():
    idea = hand_in()
    ideas.withdraw(idea.pk, by=person(idea.author))
    assert signals_of(idea) == []


@pytest.mark.parametrize("by_clerk", [False, True])
def test_withdrawn_while_hidden_by_reports_reporters_are_told_and_no_objection_waits(moderator, settings, by_clerk):
    settings.REPORTS_TO_HIDE = 1
    idea = IdeaFactory(by_person=True)
    report = reports.submit(
        idea.pk, reason="spam", text="", email="rita@example.org", network="192.0.2.1", language="de", by=GUEST
    )
    suspended = letter("contribution_suspended", decision_id=Decision.objects.get().pk)
    appeals.make(link_in(suspended), text="Das ist keine Werbung.")
    if by_clerk:  # on the telephone
        answers.change_status(idea.pk, IdeaStatus.WITHDRAWN, by=moderator)
    else:
        ideas.withdraw(idea.pk, by=person(idea.author))
    report.refresh_from_db()
    assert (report.decided_at is not None, report.decision) == (True, None)
    assert OutgoingMail.objects.filter(letter="report_decided", ids__report_id=str(report.pk)).count() == 1
    assert (signals_of(idea), Appeal.objects.count()) == ([], 0)


def test_a_trusted_author_is_published_at_once_there_only():
    first = hand_in(municipality=borsdorf())
    klerk = actor_of("gemeinde-borsdorf", Role.MODERATOR)
    standings.judge(first.pk, trust="trusted", by=klerk)
    second = hand_in(first.author, title="Mehr Licht", text="Am Bahnhof ist es dunkel.", municipality=borsdorf())
    naunhof = Municipality.objects.get(slug="naunhof")
    third = hand_in(first.author, title="Weniger Lärm", text="Am Markt ist es laut.", municipality=naunhof)
    assert (second.visibility, signals_of(second), third.visibility) == ("public", [], "in_moderation")
    standings.judge(first.pk, trust=None, by=klerk)
    assert not AuthorStanding.objects.exists()


def test_a_blocked_author_is_told_why_and_refused(moderator):
    first = hand_in()
    author = first.author
    tomorrow = timezone.localdate() + timedelta(days=1)
    standing = standings.judge(first.pk, trust="blocked", reason="Beleidigungen", ends_on=tomorrow, by=moderator)
    with pytest.raises(errors.AuthorBlocked):
        hand_in(author)
    with pytest.raises(errors.AuthorBlocked):
        comments.submit_as(IdeaFactory().pk, person=author, text="Hallo", by=person(author))
    assert Idea.objects.filter(author=author).count() == 1
    told = letter("author_blocked", standing_id=standing.pk, idea_id=first.pk)
    assert (told.to, "Beleidigungen" in words_of(told)) == (author.email, True)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert hand_in(author, text="Nach der Sperre.").visibility == "in_moderation"


def test_a_blocked_guest_is_known_by_a_hash_and_refused_once_the_address_is_proven(moderator, submit):
    guest = IdeaFactory(email="gisela@example.org")
    standings.judge(guest.pk, trust="blocked", reason="Werbung", by=moderator)
    assert b"gisela" not in bytes(AuthorStanding.objects.get().address_digest)
    idea = submit()
    with pytest.raises(errors.AuthorBlocked):
        ideas.confirm(token_of(idea))
    idea.refresh_from_db()
    assert idea.visibility == "pending_confirmation"
    account = AuthorFactory(email="gisela@example.org")
    assert (moderation_privacy.adopt(account), standings.of(IdeaFactory(author=account, email=""))) == (1, "blocked")


@pytest.mark.parametrize(
    ("trust", "fields", "error"),
    [
        ("blocked", {}, Invalid),
        ("blocked", {"reason": "Werbung", "ends_on": timezone.localdate()}, Invalid),
    ],
)
def test_a_block_needs_a_reason_and_a_day_to_come(moderator, trust, fields, error):
    with pytest.raises(error):
        standings.judge(IdeaFactory().pk, trust=trust, by=moderator, **fields)


def test_nobody_is_left_to_block(moderator):
    with pytest.raises(errors.NoAuthor):
        standings.judge(IdeaFactory(email="").pk, trust="trusted", by=moderator)


@pytest.mark.parametrize("kind", ["idea", "comment"])
@pytest.mark.parametrize(
    ("answer", "visibility", "outcome"), [("approve", "public", "reversed"), ("hide", "hidden", "upheld")]
)
def test_an_objection_is_decided_by_somebody_else(moderator, kind, answer, visibility, outcome):
    item, verbs = (IdeaFactory(), moderation) if kind == "idea" else (CommentFactory(), comment_moderation)
    verbs.hide(item.pk, reason="Beleidigung", ground="insult", by=moderator)
    token = link_in(letter(f"{kind}_hidden", **{f"{kind}_id": item.pk}))
    appeals.make(token, text="Das ist keine.")
    appeal = appeals.make(token, text="Noch einmal")
    assert (appeal.text, signals_of(item), Appeal.objects.count()) == ("Das ist keine.", [["appeal"]], 1)
    colleague = clerk(Person.objects.create(email="kai@example.org", display_name="Kai", is_superuser=True))
    decide = {"approve": verbs.approve, "hide": lambda key, by: verbs.hide(key, reason="Doch, Satz zwei.", by=by)}[
        answer
    ]
    with pytest.raises(errors.OwnDecision):
        decide(item.pk, by=moderator)
    decide(item.pk, by=colleague)
    item.refresh_from_db()
    appeal.refresh_from_db()
    assert (item.visibility, appeal.outcome, appeal.decided_by_id) == (visibility, outcome, colleague.person_id)
    queued = OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True)
    assert [*queued][-2:] == ["appeal_received", "appeal_decided"]
    told = words_of(letter("appeal_decided", appeal_id=appeal.pk))
    assert ("Doch, Satz zwei." in told) == (answer == "hide")


def test_who_is_alone_decides_objections_too(moderator):
    idea = IdeaFactory()
    moderation.hide(idea.pk, reason="Beleidigung", by=moderator)
    appeals.make(link_in(letter("idea_hidden", idea_id=idea.pk)), text="Nein.")
    assert moderation.approve(idea.pk, by=moderator).visibility == "public"


def test_to_what_nobody_objects(moderator):
    idea = IdeaFactory()
    moderation.hide(idea.pk, reason="Beleidigung", by=moderator)
    token = link_in(letter("idea_hidden", idea_id=idea.pk))
    with time_machine.travel(timezone.now() + timedelta(days=184)), pytest.raises(LinkExpired):
        appeals.make(token, text="Zu spät.")
    moderation.approve(idea.pk, by=moderator)
    with pytest.raises(errors.NothingToAppeal):
        appeals.make(token, text="Ist schon öffentlich.")


def test_a_guest_makes_the_change_that_was_asked_for(moderator):
    idea = IdeaFactory(waiting=True)
    moderation.request_changes(idea.pk, reason="Bitte ohne Namen.", by=moderator)
    token = link_in(letter("idea_changes_requested", idea_id=idea.pk))
    with pytest.raises(Invalid):
        ideas.revise(token, title=idea.title, text=idea.text)
    ideas.revise(token, title=idea.title, text="Ohne Namen.")
    idea.refresh_from_db()
    assert (idea.visibility, idea.text, signals_of(idea)) == ("in_moderation", "Ohne Namen.", [["changed"]])
    with pytest.raises(errors.NothingToRevise):
        ideas.revise(token, title=idea.title, text="Noch anders.")


@pytest.mark.parametrize("kind", ["idea", "comment"])
def test_personal_data_goes_and_leaves_a_count(moderator, kind):
    text = "Frau Erika  Muster wohnt dort, erika muster parkt falsch. Tel. 0341 1234567"
    item = IdeaFactory(text=text) if kind == "idea" else CommentFactory(text=text)
    about = {"idea_id": item.pk} if kind == "idea" else {"idea_id": item.idea_id, "comment_id": item.pk}
    decision = redaction.redact(passages=["Erika Muster", "0341 1234567"], by=moderator, **about)
    item.refresh_from_db()
    assert item.text == "Frau [entfernt] wohnt dort, [entfernt] parkt falsch. Tel. [entfernt]"
    entry = AuditEntry.objects.get(act=f"{kind}.redacted")
    assert (decision.places, entry.details, entry.actor_id) == (3, {"places": 3}, moderator.person_id)
    assert not Idea.objects.matching("Muster").exists()
    told = letter("contribution_redacted", decision_id=decision.pk)
    assert ("3" in str(told.blocks), "uster" in words_of(told)) == (True, False)
    assert appeals.make(link_in(told), text="Das war öffentlich.").decision == decision
    with pytest.raises(Invalid):
        redaction.redact(passages=["steht nicht da"], by=moderator, **about)


def redacted(item, passage, by):
    about = {"idea_id": item.pk} if isinstance(item, Idea) else {"idea_id": item.idea_id, "comment_id": item.pk}
    decision = redaction.redact(passages=[passage], by=by, **about)
    return appeals.make(link_in(letter("contribution_redacted", decision_id=decision.pk)), text="Doch."), about


@pytest.mark.parametrize("kind", ["idea", "comment"])
@pytest.mark.parametrize(
    ("outcome", "words", "told"),
    [("upheld", "Das ist eine Anschrift.", "Das ist eine Anschrift."), ("reversed", "", "nirgends aufbewahrt")],
)
def test_who_objects_that_words_were_taken_out_hears_about_just_that(moderator, kind, outcome, words, told):
    text = "Am Anger 1 und am Anger 2."
    item = IdeaFactory(text=text) if kind == "idea" else CommentFactory(text=text)
    (first, about), (second, _about) = redacted(item, "Anger 1", moderator), redacted(item, "Anger 2", moderator)
    colleague = clerk(Person.objects.create(email="kai@example.org", display_name="Kai", is_superuser=True))
    (moderation if kind == "idea" else comment_moderation).approve(item.pk, by=moderator)
    assert (signals_of(item), Appeal.objects.exclude(decided_at=None).count()) == ([["appeal"]], 0)
    with pytest.raises(errors.OwnDecision):
        appeals.decide_about_words(outcome=outcome, answer=words, by=moderator, **about)
    queue.enter(item, "contacts", now=timezone.now())
    appeals.decide_about_words(outcome=outcome, answer=words, by=colleague, **about)
    item.refresh_from_db()
    assert (item.visibility, signals_of(item)) == ("public", [["contacts"]])
    for appeal in (first, second):
        appeal.refresh_from_db()
        letter_told = words_of(letter("appeal_decided", appeal_id=appeal.pk))
        assert (appeal.outcome, told in letter_told, "zurückgenommen" in letter_told) == (outcome, True, False)


def test_that_words_stay_out_needs_a_reason(moderator):
    with pytest.raises(Invalid):
        appeals.decide_about_words(IdeaFactory().pk, outcome="upheld", answer=" ", by=moderator)


def test_words_taken_out_later_leave_the_way_to_object_to_being_hidden(moderator):
    idea = IdeaFactory()
    moderation.hide(idea.pk, reason="Beleidigung", by=moderator)
    token = link_in(letter("idea_hidden", idea_id=idea.pk))
    redaction.redact(idea.pk, passages=["Ausruhen"], by=moderator)
    assert appeals.make(token, text="Das ist keine.").decision.outcome == "hidden"


def test_an_objection_may_end_in_a_change_its_author_makes(moderator):
    idea = IdeaFactory()
    moderation.hide(idea.pk, reason="Werbung", by=moderator)
    appeal = appeals.make(link_in(letter("idea_hidden", idea_id=idea.pk)), text="Nur der Name.")
    colleague = clerk(Person.objects.create(email="kai@example.org", display_name="Kai", is_superuser=True))
    moderation.request_changes(idea.pk, reason="Dann bitte ohne den Namen.", by=colleague)
    told = letter("appeal_decided", appeal_id=appeal.pk)
    assert ("Dann bitte ohne den Namen." in words_of(told), "bleibt" in words_of(told)) == (True, False)
    ideas.revise(link_in(told), title=idea.title, text="Ohne Namen.")
    idea.refresh_from_db()
    assert (idea.visibility, idea.text) == ("in_moderation", "Ohne Namen.")


def test_what_moderation_knows_is_exported_and_goes(moderator):
    author = AuthorFactory()
    idea = IdeaFactory(author=author, email="")
    moderation.hide(idea.pk, reason="Beleidigung", by=moderator)
    standings.judge(idea.pk, trust="blocked", reason="Mehrmals", by=moderator)
    appeals.make(link_in(letter("idea_hidden", idea_id=idea.pk)), text="Nein.")
    told = moderation_privacy.export(author)
    assert [(one["reason"], one["appeal_text"]) for one in told["decisions"]] == [("Beleidigung", "Nein.")]
    assert [one["reason"] for one in told["standings"]] == ["Mehrmals"]
    moderation_privacy.erase(author, keep_contributions=True, by=SYSTEM)
    assert (Appeal.objects.count(), AuthorStanding.objects.count()) == (0, 0)


def test_old_decisions_and_ended_blocks_go(moderator):
    hidden, shown = IdeaFactory(), IdeaFactory(waiting=True)
    queue.enter(shown, "new", now=timezone.now())
    moderation.approve(shown.pk, by=moderator)
    moderation.hide(hidden.pk, reason="Beleidigung", by=moderator)
    standings.judge(
        hidden.pk, trust="blocked", reason="Mehrmals", ends_on=timezone.localdate() + timedelta(days=5), by=moderator
    )
    now = timezone.now()
    gone = [runs.carry_out(now=now + timedelta(days=days)).counts for days in (90, 400)]
    assert [(one["author_standings"], one["moderation"]) for one in gone] == [(0, 0), (1, 2)]
    assert [one.idea for one in Decision.objects.all()] == [hidden]
