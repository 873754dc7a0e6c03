"""How measures get on: one row that only grows, told to whose ideas led to it, each once."""

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from core.accounts.models import Role
from core.actors import SYSTEM
from core.audit import versions
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.mail.models import OutgoingMail
from core.municipalities.models import Municipality, Organization
from core.notifications import notifying
from core.notifications.models import Notification
from ideas.models import Idea, Measure, MeasureProgress, Milestone
from ideas.services import editing, measures
from tests.factories.ideas import AuthorFactory, IdeaFactory, MeasureFactory
from tests.factories.roles import actor_of
from tests.forms import submit
from tests.ideas.conftest import letter, words_of
from tests.ideas.test_admin import errors_of, office, page_of  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def write(measure, *, by=SYSTEM, **said):
    for name in ("status", "publication", "progress"):
        if name in said:
            setattr(measure, name, said.pop(name))
    return measures.save(measure, municipalities=Municipality.objects.filter(slug="borsdorf"), by=by, **said)


def milestones(**reached_on):
    """Those of the only measure, some of them reached."""
    rows = list(Milestone.objects.in_order())
    for one in rows:
        one.reached_on = reached_on.get(one.title, one.reached_on)
    return rows


def rows_of(measure):
    names = ("position", "status_from", "status_to", "milestones", "text", "happened_on")
    return list(measure.history.order_by("position").values_list(*names))


@time_machine.travel("2026-11-30T23:30:00+01:00", tick=False)
def test_a_status_a_milestone_and_words_are_one_piece_of_progress():
    today, measure = date(2026, 11, 30), MeasureFactory(reaching=["Baubeginn", "Fertig"])
    write(measure, progress=40)
    assert rows_of(measure) == []
    write(measure, status="done", milestones=milestones(Baubeginn=today), news="Es geht los.")
    write(measure, milestones=milestones(), news="")
    write(measure, news="Und weiter.")
    assert rows_of(measure) == [
        (1, "running", "done", ["Baubeginn"], "Es geht los.", today),
        (2, "done", "done", [], "Und weiter.", today),
    ]
    acts = AuditEntry.objects.order_by("id").values_list("act", flat=True)
    assert list(acts) == ["measure.changed", "measure.changed", "measure.progressed", "measure.progressed"]


def test_what_was_told_is_never_rewritten():
    measure = MeasureFactory()
    write(measure, news="Es geht los.")
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        MeasureProgress.objects.update(text="Nie gesagt.")
    MeasureProgress.objects.all().delete()
    with pytest.raises(DatabaseError, match="goes only with the measure"):
        connection.check_constraints()


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"publication": "draft", "news": "Hallo"}, "/news"),
        ({"milestones": [Milestone(title="a", reached_on=date(2026, 12, 1))]}, "/milestones/0/reached_on"),
        ({"milestones": [Milestone(title="a", planned_on=date(2026, 12, 1))]}, "/milestones/0/planned_on"),
        ({"milestones": [Milestone(title="a")] * 51}, "/milestones"),
    ],
)
@time_machine.travel("2026-11-30T12:00:00+01:00", tick=False)
def test_what_is_refused(said, pointer):
    with pytest.raises(Invalid) as refusal:
        write(MeasureFactory(), **said)
    assert [error.pointer for error in refusal.value.errors] == [pointer]
    assert (MeasureProgress.objects.count(), Milestone.objects.count()) == (0, 0)


def test_a_draft_gets_on_in_silence():
    IdeaFactory(measure=(measure := MeasureFactory(publication="draft")))
    write(measure, status="done")
    assert (rows_of(measure), OutgoingMail.objects.count()) == ([], 0)


def test_each_author_behind_a_measure_hears_once():
    measure, person = MeasureFactory(name="Radweg"), AuthorFactory(display_name="Anna")
    theirs = [IdeaFactory(measure=measure, author=person, email="", author_name="Anna") for _ in range(2)]
    guests = [IdeaFactory(measure=measure, email="gisela@example.org", language="en") for _ in range(2)]
    IdeaFactory(measure=measure, email="otto@example.org", follow=False)
    IdeaFactory(measure=measure, email="hilde@example.org", hidden=True)
    taken_back = IdeaFactory(measure=measure, email="wim@example.org")
    Idea.objects.filter(pk=taken_back.pk).update(status="withdrawn")
    IdeaFactory(email="fremd@example.org")
    write(measure, status="done")
    step = MeasureProgress.objects.get()
    notifying.tell("measures", step.pk, people=[person])
    assert sorted(Notification.objects.values_list("person", "channel")) == [(person.pk, "app"), (person.pk, "mail")]
    mails = {mail.ids.get("idea_id", mail.ids.get("person_id")): mail for mail in OutgoingMail.objects.all()}
    to_guest = next(idea for idea in guests if str(idea.pk) in mails)
    assert set(mails) == {str(person.pk), str(to_guest.pk)}
    assert [mails[str(one)].language for one in (person.pk, to_guest.pk)] == ["de", "en"]
    with translation.override("de"):
        words = letter("measure_progress", progress_id=step.pk, person_id=person.pk)
        told = notifying.in_words(Notification.objects.all())[step.pk]
    assert (words.to, words.subject) == (person.email, "Neues zur Maßnahme: Radweg")
    assert "Neuer Stand: Umgesetzt." in words_of(words)
    assert all(str(idea) in words_of(words) for idea in theirs)
    assert (told.title, told.text, told.item_type, told.item_id) == (
        "Neues zur Maßnahme: Radweg", "Neuer Stand: Umgesetzt.", "measure", measure.pk,
    )  # fmt: skip
    guest = letter("measure_progress", progress_id=step.pk, idea_id=to_guest.pk)
    assert (guest.to, str(theirs[0]) in words_of(guest)) == ("gisela@example.org", False)


def test_who_has_nothing_to_do_with_it_any_more_gets_no_letter():
    measure = MeasureFactory()
    idea, person = IdeaFactory(measure=measure), AuthorFactory()
    write(measure, news="Es geht los.")
    step = MeasureProgress.objects.get()
    assert letter("measure_progress", progress_id=step.pk, person_id=person.pk) is None
    idea.measure = None
    idea.save()
    assert letter("measure_progress", progress_id=step.pk, idea_id=idea.pk) is None
    Measure.objects.update(publication="withdrawn")
    assert notifying.in_words([Notification(subject="measures", event_id=step.pk)]) == {}


def test_milestones_come_back_as_they_were():
    measure = MeasureFactory(reaching=["Baubeginn", "Fertig"])
    stored = editing.VERSIONS[Measure].contents(measure)
    one = milestones(Baubeginn=date(2026, 3, 1))[:1]
    write(measure, milestones=[*one, Milestone(title="Neu")])
    version = editing.VERSIONS[Measure].of(measure.pk).get()
    measures.restore(measure.pk, version.pk, check=versions.unchanged_since(measure.updated_at.isoformat()), by=SYSTEM)
    assert editing.VERSIONS[Measure].contents(measure)["milestones"] == stored["milestones"]
    assert [row[3] for row in rows_of(measure)] == [["Baubeginn"]]


def test_a_measure_its_milestones_and_its_news_are_one_page(office):  # noqa: F811
    measure = MeasureFactory(reaching=["Baubeginn"], addressed=["borsdorf"])
    refused = submit(office, page_of(measure), publication="draft", news="Hallo")
    assert list(errors_of(refused)) == ["news"]
    said = {"amount": "1250.50", "funding_programme": "LEADER", "news": "Es geht los.", "progress": "20"}
    assert submit(office, page_of(measure), **{"milestones-0-reached_on": "2999-01-01"}).status_code == 200
    assert submit(office, page_of(measure), **said, **{"milestones-0-reached_on": "2026-03-01"}).status_code == 302
    measure.refresh_from_db()
    assert (measure.funding_cents, measure.funding_programme, measure.progress) == (125_050, "LEADER", 20)
    assert [(row[3], row[4]) for row in rows_of(measure)] == [(["Baubeginn"], "Es geht los.")]
    assert AuditEntry.objects.get(act="measure.progressed").actor_kind == "clerk"
    page = office.get(reverse("admin:ideas_measure_history", args=[measure.pk])).content.decode()
    assert "Baubeginn ✓ 2026-03-01" in page


def test_editors_of_the_responsible_organization_write_its_progress():
    mine = MeasureFactory(organization=Organization.objects.get(slug="gemeinde-borsdorf"))
    write(mine, news="Es geht los.", by=actor_of("gemeinde-borsdorf", Role.EDITOR))
    assert [row[4] for row in rows_of(mine)] == ["Es geht los."]
