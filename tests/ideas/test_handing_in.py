"""An idea is handed in, confirmed, changed and withdrawn."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.actors import GUEST, person
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid, Missing
from core.municipalities.models import Municipality, Topic
from core.tokens import LinkExpired
from ideas import errors
from ideas.models import Idea
from ideas.services import ideas
from tests.factories.ideas import AuthorFactory, IdeaCallFactory, IdeaFactory
from tests.ideas.conftest import letters_about, steps_of, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"


def test_a_guest_confirms_the_address_before_anybody_reads_the_idea(submit):
    idea = submit()
    assert (idea.visibility, letters_about(idea)) == ("pending_confirmation", ["idea_confirm"])
    confirmed = ideas.confirm(token_of(idea))
    assert (confirmed.visibility, confirmed.status) == ("in_moderation", "received")
    assert letters_about(idea) == ["idea_confirm", "idea_received"]
    acts = list(AuditEntry.objects.filter(subject_id=idea.pk).order_by("id").values_list("act", flat=True))
    assert acts == ["idea.submitted", "idea.confirmed"]


def test_the_receipt_is_the_first_step(submit):
    assert steps_of(submit()) == [("", "received")]


def test_confirming_twice_changes_nothing(submit):
    idea = submit()
    token = token_of(idea)
    first = ideas.confirm(token)
    assert ideas.confirm(token).confirmed_at == first.confirmed_at
    assert letters_about(idea) == ["idea_confirm", "idea_received"]


def test_a_link_is_valid_for_a_day(submit):
    with time_machine.travel(NOON, tick=False) as clock:
        early, late = submit(title="Früh"), submit(title="Spät")
        tokens = token_of(early), token_of(late)
        clock.shift(timedelta(hours=24) - timedelta(seconds=1))
        assert ideas.confirm(tokens[0]).visibility == "in_moderation"
        clock.shift(timedelta(seconds=1))
        with pytest.raises(LinkExpired):
            ideas.confirm(tokens[1])
        assert ideas.confirm(tokens[0]).visibility == "in_moderation"


def test_sent_again_while_unconfirmed_it_is_the_same_idea_with_the_new_wishes(submit):
    with time_machine.travel(NOON, tick=False) as clock:
        first = submit()
        clock.shift(timedelta(hours=23))
        again = submit(display="anonymous")
        assert (again.pk, again.display, again.author_name) == (first.pk, "anonymous", "")
        assert letters_about(first) == ["idea_confirm", "idea_confirm"]
        assert steps_of(first) == [("", "received")]
        clock.shift(timedelta(hours=23))
        assert ideas.confirm(token_of(again)).visibility == "in_moderation"


def test_the_same_words_from_another_address_are_another_idea(submit):
    other = ideas.submit(
        email="gerd@example.org", language="de", by=GUEST, title="Bank am Radweg", text="Zum Ausruhen.", author_name="G"
    )
    assert submit().pk != other.pk


def test_a_guest_idea_joins_the_account_with_its_address_when_confirmed(submit):
    owner = AuthorFactory(email="gisela@example.org")
    idea = submit()
    assert idea.author is None
    confirmed = ideas.confirm(token_of(idea))
    assert (confirmed.author, confirmed.email) == (owner, "")


def test_an_unverified_account_gets_nobodys_ideas(submit):
    AuthorFactory(email="gisela@example.org", email_verified_at=None)
    confirmed = ideas.confirm(token_of(submit()))
    assert (confirmed.author, confirmed.email) == (None, "gisela@example.org")


def test_a_signed_in_person_needs_no_mail_to_confirm():
    anna = AuthorFactory(display_name="Anna Autorin")
    idea = ideas.submit_as(person=anna, language="de", by=person(anna), title="Bank", text="Zum Ausruhen.")
    assert (idea.visibility, idea.author_name, idea.email) == ("in_moderation", "Anna Autorin", "")
    assert letters_about(idea) == ["idea_received"]
    assert timezone.localdate(idea.created_at) == idea.submitted_on


@pytest.mark.parametrize(
    ("contents", "shown"),
    [
        ({"display": "name", "author_name": "Gisela Gast"}, "Gisela Gast"),
        ({"display": "pseudonym", "author_name": "Radlerin"}, "Radlerin"),
        ({"display": "anonymous", "author_name": "Gisela Gast"}, ""),
        ({"display": "anonymous", "author_name": ""}, ""),
    ],
)
def test_what_is_not_shown_of_the_author_is_not_kept(submit, contents, shown):
    assert Idea.objects.get(pk=submit(**contents).pk).author_name == shown


@pytest.mark.parametrize("display", ["name", "pseudonym"])
def test_who_wants_a_name_shown_gives_one(submit, display):
    with pytest.raises(Invalid) as refusal:
        submit(display=display, author_name="")
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/author_name", "required")]
    assert Idea.objects.count() == 0


def test_nobody_publishes_an_address_as_a_name(submit):
    with pytest.raises(Invalid) as refusal:
        submit(display="pseudonym", author_name="gisela@example.org")
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/author_name", "holds_address")]
    assert submit(display="pseudonym", author_name="Gisela @ Radweg").author_name == "Gisela @ Radweg"


def test_a_point_lies_in_the_region_or_near_it(submit):
    for latitude, longitude in ((0, 0), (52.52, 13.405), (-90, 180)):
        with pytest.raises(Invalid) as refusal:
            submit(latitude=latitude, longitude=longitude)
        assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/location", "too_far")]
    leipzig = submit(latitude=51.34, longitude=12.375)
    assert (leipzig.latitude, submit(latitude=None, longitude=None).latitude) == (51.34, None)


def test_a_call_fills_in_what_it_leaves_no_choice_of(submit):
    idea = submit(call=IdeaCallFactory())
    assert (idea.municipality.slug, idea.topic.slug) == ("borsdorf", "smart-mobility")


def test_a_call_for_several_leaves_the_choice(submit):
    call = IdeaCallFactory(addressed=["borsdorf", "brandis"], about=["smart-mobility", "smart-government"])
    idea = submit(call=call, topic=Topic.objects.get(slug="smart-government"))
    assert (idea.municipality, idea.topic.slug) == (None, "smart-government")


def test_a_call_takes_no_idea_for_whom_it_does_not_address(submit):
    with pytest.raises(Invalid) as refusal:
        submit(call=IdeaCallFactory(), municipality=Municipality.objects.get(slug="machern"))
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/municipality", "not_addressed")]


@pytest.mark.parametrize(
    ("traits", "error"),
    [
        ({"closed": True}, errors.CallClosed),
        ({"ahead": True}, errors.CallNotOpenYet),
        ({"publication": "draft"}, Missing),
    ],
)
def test_a_call_that_is_not_open_takes_no_idea(submit, traits, error):
    with pytest.raises(error):
        submit(call=IdeaCallFactory(**traits))
    assert Idea.objects.count() == 0


def test_an_idea_handed_in_in_time_can_be_confirmed_after_the_call_closed(submit):
    call = IdeaCallFactory(closes_at=timezone.now() + timedelta(minutes=1))
    idea = submit(call=call)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert ideas.confirm(token_of(idea)).visibility == "in_moderation"


def test_the_author_changes_an_idea_that_is_not_public():
    idea = IdeaFactory(by_person=True, waiting=True)
    changed = ideas.change(idea.pk, by=person(idea.author), text="Mit Lehne.", display="anonymous")
    assert (changed.text, changed.display, changed.author_name) == ("Mit Lehne.", "anonymous", "")
    entry = AuditEntry.objects.get(subject_id=idea.pk, act="idea.changed")
    assert entry.details == {"fields": ["author_name", "display", "text"]}


def test_after_requested_changes_the_clerks_read_it_again():
    idea = IdeaFactory(
        by_person=True, waiting=True, visibility="changes_requested", moderation_note="Bitte ohne Namen."
    )
    ideas.change(idea.pk, by=person(idea.author), follow=False)
    assert Idea.objects.get(pk=idea.pk).visibility == "changes_requested"
    ideas.change(idea.pk, by=person(idea.author), text="Ohne Namen.")
    idea.refresh_from_db()
    assert (idea.visibility, idea.moderation_note) == ("in_moderation", "")


def test_the_author_of_a_public_idea_may_become_anonymous():
    idea = IdeaFactory(by_person=True, author_name="Anna Autorin", support_count=1)
    changed = ideas.change(idea.pk, by=person(idea.author), display="anonymous")
    assert (changed.visibility, changed.author_name) == ("public", "")
    with pytest.raises(errors.IdeaNotEditable):
        ideas.change(idea.pk, by=person(idea.author), text="Anderes")


@pytest.mark.parametrize(("traits", "error"), [({}, Forbidden), ({"waiting": True}, Missing)])
def test_others_change_and_withdraw_nothing(traits, error):
    idea, other = IdeaFactory(by_person=True, **traits), person(AuthorFactory())
    with pytest.raises(error):
        ideas.change(idea.pk, by=other, text="Meins")
    with pytest.raises(error):
        ideas.withdraw(idea.pk, by=other)
    assert Idea.objects.get(pk=idea.pk).status == "received"


def test_the_author_withdraws_at_any_time_and_once():
    idea = IdeaFactory(by_person=True)
    for _again in range(2):
        assert ideas.withdraw(idea.pk, by=person(idea.author)).status == "withdrawn"
    assert (steps_of(idea), letters_about(idea)) == (
        [("", "received"), ("received", "withdrawn")],
        ["idea_status"],
    )
    with pytest.raises(errors.IdeaWithdrawn):
        ideas.change(idea.pk, by=person(idea.author), text="Doch")


def test_the_reference_tells_nothing_about_order_or_time():
    references = [IdeaFactory().reference for _ in range(20)]
    assert len(set(references)) == 20
    assert references != sorted(references)
