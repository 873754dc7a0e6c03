"""Who may do what for whom: role × act × own or other organization, and what each service refuses."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core import actors
from core.accounts import roles
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import Membership, Role, Scope, SiteKey
from core.accounts.services import invitations, memberships, sessions, site_keys
from core.actors import GUEST, SYSTEM, Act
from core.audit.models import AuditEntry
from core.errors import Invalid, Missing
from core.mail.models import OutgoingMail
from core.municipalities.models import Municipality, Organization
from events import occurrences, rrule
from events.models import Channel, RegistrationState
from events.models.registration import CancelReason
from events.services import (
    attendance,
    editing,
    entering,
    messages,
    participants,
    registrations,
    series,
    series_dates,
    states,
)
from ideas.models import Idea, IdeaStatus
from ideas.services import answers, measures, moderation
from ideas.services import editing as idea_editing
from news.services import editing as news_editing
from tests.factories.accounts import PersonFactory, signed_in
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.factories.ideas import IdeaCallFactory, IdeaFactory, MeasureFactory
from tests.factories.news import ArticleFactory
from tests.factories.roles import actor_of, clerk_of, site_key_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NAUNHOF, BORSDORF = "stadt-naunhof", "gemeinde-borsdorf"
EDITOR, MODERATOR, MANAGER = Role.EDITOR, Role.MODERATOR, Role.MANAGER
REGION, CONFIRMED = "region-partheland", RegistrationState.CONFIRMED

ACTS = {
    EDITOR: {Act.EVENTS, Act.PARTICIPANTS, Act.CHECK_IN, Act.NEWS, Act.CALLS},
    MODERATOR: {Act.IDEAS},
    MANAGER: {Act.MANAGE},
    Scope.READ: set(),
    Scope.EVENTS_WRITE: {Act.EVENTS},
    Scope.NEWS_WRITE: {Act.NEWS},
    Scope.CHECKIN: {Act.CHECK_IN},
}


def organization(slug):
    return Organization.objects.get(slug=slug)


def place(slug):
    return Municipality.objects.get(slug=slug)


def holder(right):
    """Somebody with this one role, or a key with this one scope, of Naunhof."""
    return actor_of(NAUNHOF, right) if right in Role else site_keys.actor_of(site_key_of(NAUNHOF, right).row)


@pytest.mark.parametrize("right", ACTS)
def test_each_role_and_scope_opens_its_acts_in_its_own_organization_only(right):
    actor = holder(right)
    own, other = organization(NAUNHOF).pk, organization(BORSDORF).pk
    assert {act for act in Act if roles.may(actor, act, own)} == ACTS[right]
    assert {act for act in Act if roles.may(actor, act, other)} == set()
    assert {act for act in Act if roles.may(actor, act, None)} == set()
    assert {act for act in Act if roles.may_anywhere(actor, act)} == ACTS[right]


@pytest.mark.parametrize("actor", [GUEST, actors.Actor("person", uuid.uuid4()), actors.Actor("clerk", uuid.uuid4())])
def test_without_a_role_nothing_is_allowed(actor):
    assert [act for act in Act if roles.may(actor, act, organization(NAUNHOF).pk)] == []
    assert roles.may_handle_ideas_of(actor, place("naunhof").pk) is False


def test_administrators_and_the_service_itself_may_do_everything():
    for actor in (SYSTEM, memberships.actor_of(PersonFactory(is_superuser=True))):
        assert all(roles.may(actor, act, one) for act in Act for one in (organization(BORSDORF).pk, None))
        assert roles.may_handle_ideas_of(actor, None) is True


def test_roles_add_up():
    actor = actor_of(NAUNHOF, EDITOR, MANAGER)
    assert {act for act in Act if roles.may(actor, act, organization(NAUNHOF).pk)} == ACTS[EDITOR] | ACTS[MANAGER]


@pytest.mark.parametrize(
    ("slug", "handled"),
    [
        (NAUNHOF, {"naunhof", "belgershain", "parthenstein"}),
        (BORSDORF, {"borsdorf"}),
        # A club is no authority: its moderators see no ideas.
        ("naunhofer-kultur-werkstadt", set()),
        (REGION, {"borsdorf", "brandis", "grosspoesna", "naunhof", "machern", "belgershain", "parthenstein", None}),
    ],
)
def test_moderators_handle_the_ideas_of_their_authoritys_municipalities(slug, handled):
    actor = actor_of(slug, MODERATOR)
    places = [*Municipality.objects.values_list("slug", "pk"), (None, None)]
    assert {name for name, key in places if roles.may_handle_ideas_of(actor, key)} == handled
    for name, _key in places:
        IdeaFactory(municipality=place(name) if name else None)
    shown = roles.entrusted_ideas(actor, municipality="municipality")
    assert set(Idea.objects.filter(shown).values_list("municipality__slug", flat=True)) == handled


def workshop_of(slug):
    municipality = {NAUNHOF: "naunhof", BORSDORF: "borsdorf"}[slug]
    return WorkshopFactory(event=EventFactory(organization=organization(slug), addressed=[municipality]))


def save_event(event, by):
    event.title = "Neu"
    editing.save(event, municipalities=event.municipalities.all(), by=by)


def save_article(article, by):
    article.title = "Neu"
    news_editing.save(article, municipalities=article.municipalities.all(), by=by)


def save_call(call, by):
    call.title = "Neu"
    idea_editing.save_call(call, municipalities=call.municipalities.all(), topics=[], by=by)


def article_of(slug):
    municipality = {NAUNHOF: "naunhof", BORSDORF: "borsdorf"}[slug]
    return ArticleFactory(organization=organization(slug), addressed=[municipality])


def call_of(slug):
    municipality = {NAUNHOF: "naunhof", BORSDORF: "borsdorf"}[slug]
    return IdeaCallFactory(organization=organization(slug), addressed=[municipality])


def idea_of(slug):
    return IdeaFactory(municipality=place({NAUNHOF: "naunhof", BORSDORF: "borsdorf"}[slug]))


def registration_of(slug):
    return RegistrationFactory(workshop=workshop_of(slug), confirmed=True)


def guest(name):
    return {"name": name, "email": "", "party_size": 1, "channel": Channel.PHONE, "language": "de"}


def invite(to, by):
    invitations.invite(email="neu@example.org", organization=to, role=EDITOR, language="de", by=by)


def invitation_to(slug):
    return invitations.invite(
        email="neu@example.org", organization=organization(slug), role=EDITOR, language="de", by=SYSTEM
    )


def series_of(slug):
    event = workshop_of(slug).event
    return series.create(event.pk, rule=weekly(event), by=SYSTEM)


def second_date_of(slug):
    return series_of(slug).dates.order_by("series_date")[1]


def weekly(event):
    clock = occurrences.clock_of(event)
    return rrule.read("FREQ=WEEKLY;COUNT=3", zone=clock.time_zone, starts_time=clock.starts_time)


# What is done to a thing of the organization, and by which role.
SERVICES = {
    "event": (EDITOR, lambda slug: workshop_of(slug).event, save_event),
    "publish event": (EDITOR, lambda slug: workshop_of(slug).event, lambda it, by: states.publish(it.pk, by=by)),
    "withdraw event": (EDITOR, lambda slug: workshop_of(slug).event, lambda it, by: states.withdraw(it.pk, by=by)),
    "call off event": (EDITOR, lambda slug: workshop_of(slug).event, lambda it, by: states.call_off(it.pk, by=by)),
    "begin a series": (
        EDITOR,
        lambda slug: workshop_of(slug).event,
        lambda it, by: series.create(it.pk, rule=weekly(it), by=by),
    ),
    "spread over a series": (EDITOR, series_of, lambda it, by: series.spread(it.pk, by=by)),
    "detach from a series": (EDITOR, second_date_of, lambda it, by: series_dates.detach(it.pk, by=by)),
    "invite": (MANAGER, organization, invite),
    "take an invitation back": (
        MANAGER,
        invitation_to,
        lambda it, by: invitations.take_back(it.pk, by=by),
    ),
    "workshop": (EDITOR, workshop_of, lambda it, by: editing.save_workshop(it, by=by)),
    "enter": (EDITOR, workshop_of, lambda it, by: entering.enter(it.event_id, by=by, **guest("Jana"))),
    "list": (EDITOR, workshop_of, lambda it, by: participants.print_list(it.event_id, by=by)),
    "export": (EDITOR, workshop_of, lambda it, by: participants.export_csv(it.event_id, by=by)),
    "check in": (EDITOR, registration_of, lambda it, by: attendance.check_in(it.pk, by=by)),
    "mark": (EDITOR, registration_of, lambda it, by: attendance.mark(it.pk, attended=True, by=by)),
    "message": (
        EDITOR,
        registration_of,
        lambda it, by: messages.send(it.workshop.event_id, subject="a", text="b", states=[CONFIRMED], by=by),
    ),
    "cancel for the organizer": (
        EDITOR,
        registration_of,
        lambda it, by: registrations.cancel(it.pk, reason=CancelReason.BY_ORGANIZER, by=by),
    ),
    "article": (EDITOR, article_of, save_article),
    "publish article": (EDITOR, article_of, lambda it, by: news_editing.publish(it.pk, by=by)),
    "withdraw article": (EDITOR, article_of, lambda it, by: news_editing.withdraw(it.pk, by=by)),
    "call": (EDITOR, call_of, save_call),
    "approve": (MODERATOR, idea_of, lambda it, by: moderation.approve(it.pk, by=by)),
    "hide": (MODERATOR, idea_of, lambda it, by: moderation.hide(it.pk, reason="Name", by=by)),
    "request changes": (MODERATOR, idea_of, lambda it, by: moderation.request_changes(it.pk, reason="Name", by=by)),
    "answer": (MODERATOR, idea_of, lambda it, by: answers.change_status(it.pk, IdeaStatus.UNDER_REVIEW, by=by)),
    "classify": (
        MODERATOR,
        idea_of,
        lambda it, by: idea_editing.classify(it.pk, municipality=None, topic=None, measure=None, by=by),
    ),
    "new key": (
        MANAGER,
        organization,
        lambda it, by: site_keys.create(it, label="a", scopes=[Scope.READ], expires_at=None, by=by),
    ),
    "revoke key": (MANAGER, lambda slug: site_key_of(slug).row, lambda it, by: site_keys.revoke(it.pk, by=by)),
    "change role": (
        MANAGER,
        lambda slug: clerk_of(slug, EDITOR).memberships.get(),
        lambda it, by: memberships.change(it.pk, role=MODERATOR, by=by),
    ),
    "remove role": (
        MANAGER,
        lambda slug: clerk_of(slug, EDITOR).memberships.get(),
        lambda it, by: memberships.remove(it.pk, by=by),
    ),
}


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("role", Role)
def test_each_service_takes_its_role_in_its_own_organization_only(name, role):
    wanted, thing, act = SERVICES[name]
    actor = actor_of(NAUNHOF, role)
    for slug in (NAUNHOF, BORSDORF):
        it = thing(slug)
        entries = AuditEntry.objects.count()
        if (role, slug) == (wanted, NAUNHOF):
            act(it, actor)
        else:
            with pytest.raises(roles.NotEntrusted):
                act(it, actor)
            assert AuditEntry.objects.count() == entries


def test_measures_without_a_responsible_organization_are_the_administrators():
    with pytest.raises(roles.NotEntrusted):
        measures.save(
            MeasureFactory(), municipalities=[place("borsdorf")], by=actor_of(REGION, EDITOR, MODERATOR, MANAGER)
        )


def test_nobody_takes_an_event_to_another_organization():
    event = workshop_of(BORSDORF).event
    event.organization = organization(NAUNHOF)
    with pytest.raises(roles.NotEntrusted):
        editing.save(event, municipalities=[place("naunhof")], by=actor_of(NAUNHOF, EDITOR))


def test_an_entry_belongs_to_the_organization_of_what_was_done():
    editor, moderator = actor_of(NAUNHOF, EDITOR), actor_of(NAUNHOF, MODERATOR)
    attendance.check_in(registration_of(NAUNHOF).pk, by=editor)
    moderation.hide(idea_of(NAUNHOF).pk, reason="Name", by=moderator)
    shown = AuditEntry.objects.filter(act__in=["registration.checked_in", "idea.hidden"])
    assert set(shown.values_list("organization__slug", flat=True)) == {NAUNHOF}


def test_a_changed_or_removed_role_signs_out_and_is_told():
    person = clerk_of(NAUNHOF, EDITOR)
    membership, manager = person.memberships.get(), actor_of(NAUNHOF, MANAGER)
    access = [signed_in(person).access]
    memberships.change(membership.pk, role=MODERATOR, by=manager)
    access.append(signed_in(person).access)
    memberships.remove(membership.pk, by=manager)
    for token in access:
        with pytest.raises(InvalidToken):
            sessions.of_access_token(token)
    person.refresh_from_db()
    assert (person.is_staff, person.memberships.count()) == (False, 0)
    letters = OutgoingMail.objects.order_by("created_at").values_list("letter", "ids__person_id")
    assert list(letters) == [("role_changed", str(person.pk))] * 2
    entries = AuditEntry.objects.filter(act__startswith="membership.").order_by("id")
    assert [(one.act, one.organization.slug, one.details.get("changes")) for one in entries] == [
        ("membership.changed", NAUNHOF, {"role": ["editor", "moderator"]}), ("membership.removed", NAUNHOF, None),
    ]  # fmt: skip


def test_who_keeps_another_role_keeps_the_administration():
    person = clerk_of(NAUNHOF, EDITOR, MANAGER)
    memberships.remove(person.memberships.get(role=EDITOR).pk, by=SYSTEM)
    person.refresh_from_db()
    assert person.is_staff is True


def test_a_role_is_not_given_twice():
    person = clerk_of(NAUNHOF, EDITOR, MANAGER)
    with pytest.raises(memberships.HasRoleAlready):
        memberships.change(person.memberships.get(role=EDITOR).pk, role=MANAGER, by=SYSTEM)
    assert Membership.objects.filter(person=person).count() == 2
    with pytest.raises(Missing):
        memberships.remove(uuid.uuid4(), by=SYSTEM)


def test_a_key_is_stored_hashed_and_recognized_until_it_is_revoked():
    new = site_key_of(NAUNHOF, Scope.EVENTS_WRITE)
    assert (new.secret[:4], new.secret[:12]) == ("plk_", new.row.prefix)
    assert new.secret not in str(list(SiteKey.objects.values())) + str(list(AuditEntry.objects.values()))
    assert site_keys.recognize(new.secret) == new.row
    for wrong in (new.secret[:-1], new.secret[:-1] + ("a" if new.secret[-1] != "a" else "b"), new.secret + "a", "plk_"):
        with pytest.raises(InvalidToken):
            site_keys.recognize(wrong)
    site_keys.revoke(new.row.pk, by=SYSTEM)
    with pytest.raises(InvalidToken):
        site_keys.recognize(new.secret)


def test_a_key_expires():
    with pytest.raises(Invalid):
        site_key_of(NAUNHOF, expires_at=timezone.now())
    new = site_key_of(NAUNHOF, expires_at=timezone.now() + timedelta(days=1))
    SiteKey.objects.update(expires_at=timezone.now())
    with pytest.raises(InvalidToken):
        site_keys.recognize(new.secret)


def test_its_use_is_noted_once_an_hour():
    new = site_key_of(NAUNHOF)
    site_keys.recognize(new.secret)
    first = SiteKey.objects.get().last_used_at
    site_keys.recognize(new.secret)
    assert SiteKey.objects.get().last_used_at == first
    SiteKey.objects.update(last_used_at=first - timedelta(hours=1))
    site_keys.recognize(new.secret)
    assert SiteKey.objects.get().last_used_at > first
