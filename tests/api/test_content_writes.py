"""Events and news written over HTTP by staff and by the sites of municipalities."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core.accounts.models import Role, Scope
from core.audit.models import AuditEntry
from core.municipalities.models import Organization
from events.models import Event, Venue
from news.models import Article
from tests.client import ApiClient
from tests.factories.accounts import PersonFactory, signed_in
from tests.factories.events import EventFactory
from tests.factories.news import ArticleFactory
from tests.factories.roles import clerk_of, site_key_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NAUNHOF, BORSDORF = "stadt-naunhof", "gemeinde-borsdorf"
EVENT = {
    "title": "Lesung", "kind": "reading", "starts_at": "2027-03-01T19:00:00+01:00", "municipalities": ["naunhof"],
    "venue": {"name": "Stadtbibliothek", "address": "Lange Straße 1, 04683 Naunhof"},
}  # fmt: skip
ARTICLE = {"title": "Bad wieder offen", "text": "Ab **Montag**.", "municipalities": ["naunhof", "belgershain"]}
KINDS = {"events": (EVENT, Event, EventFactory), "news": (ARTICLE, Article, ArticleFactory)}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def body(kind):
    return KINDS[kind][0]


@pytest.fixture
def clerk():
    """An editor of Naunhof."""
    client = ApiClient()
    client.token = signed_in(clerk_of(NAUNHOF, Role.EDITOR)).access
    return client


@pytest.fixture
def site():
    """Naunhof's site with a key that opens everything."""
    client = ApiClient()
    client.token = site_key_of(NAUNHOF).secret
    return client


def if_match(answer):
    return {"If-Match": answer.headers["ETag"]}


def theirs(kind):
    """Something published that belongs to Borsdorf."""
    return KINDS[kind][2](organization=Organization.objects.get(slug=BORSDORF))


def wrong(answer):
    return answer.status_code, answer.json()["code"], [one["pointer"] for one in answer.json().get("errors", [])]


def test_what_is_written_is_there_for_everyone_at_once(api, clerk, kind, body):
    made = clerk.post(f"/{kind}", body)
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1/{kind}/{made.json()['id']}"
    read = api.get(f"/{kind}/{made.json()['id']}")
    assert read.headers["ETag"] == made.headers["ETag"]
    told = {key: value for key, value in made.json().items() if key in read.json()}
    assert told == read.json()
    assert (made.json()["publication"], made.json()["organization"]["slug"]) == ("published", NAUNHOF)


def test_a_site_writes_by_its_key_and_the_audit_knows_it(site, kind, body):
    assert site.post(f"/{kind}", body).status_code == 201
    entry = AuditEntry.objects.latest("id")
    assert (entry.actor_kind, entry.actor, entry.site_key.organization.slug, entry.organization.slug) == (
        "site", None, NAUNHOF, NAUNHOF,
    )  # fmt: skip


def test_a_change_leaves_what_is_not_named_and_null_gives_back_the_default(clerk, kind, body):
    made = clerk.post(f"/{kind}", {**body, "tags": ["eins"], "public_url": "https://naunhof.de/1"})
    address = f"/{kind}/{made.json()['id']}"
    changed = clerk.patch(address, {"title": "Anders", "tags": None}, headers=if_match(made))
    assert changed.status_code == 200
    before, after = made.json(), changed.json()
    assert {key: after[key] for key in after if after[key] != before[key]}.keys() == {"title", "tags", "updated_at"}
    assert (after["title"], after["tags"]) == ("Anders", [])
    assert clerk.patch(address, {"public_url": None}, headers=if_match(changed)).json()["public_url"] is None


def test_who_has_not_seen_the_present_state_changes_nothing(clerk, kind, body):
    made = clerk.post(f"/{kind}", body)
    address = f"/{kind}/{made.json()['id']}"
    assert wrong(clerk.patch(address, {"title": "A"})) == (428, "precondition_required", [])
    assert wrong(clerk.delete(address)) == (428, "precondition_required", [])
    assert clerk.patch(address, {"title": "B"}, headers=if_match(made)).status_code == 200
    assert wrong(clerk.patch(address, {"title": "C"}, headers=if_match(made))) == (412, "changed_meanwhile", [])
    assert wrong(clerk.delete(address, headers=if_match(made))) == (412, "changed_meanwhile", [])
    assert KINDS[kind][1].objects.get().title == "B"


def test_what_is_withdrawn_is_gone_and_its_copies_hear_of_it(api, clerk, kind, body):
    made = clerk.post(f"/{kind}", body)
    address, cursor = f"/{kind}/{made.json()['id']}", api.get("/sync").json()["cursor"]
    assert clerk.delete(address, headers=if_match(made)).status_code == 204
    assert api.get(address).status_code == 404
    assert [(one["id"], one["deleted"]) for one in api.get(f"/sync?cursor={cursor}").json()["changes"]] == [
        (made.json()["id"], True)
    ]
    seen = clerk.get(address)
    assert (seen.json()["publication"], seen.headers["Cache-Control"]) == ("withdrawn", "no-store")


def test_a_draft_is_read_by_its_editors_only(api, clerk, site, kind, body):
    made = clerk.post(f"/{kind}", {**body, "publication": "draft"})
    address = f"/{kind}/{made.json()['id']}"
    others = ApiClient()
    others.token = signed_in(clerk_of(BORSDORF)).access
    moderator = ApiClient()
    moderator.token = signed_in(clerk_of(NAUNHOF, Role.MODERATOR)).access
    assert [one.get(address).status_code for one in (api, others, moderator, clerk, site)] == [404, 404, 404, 200, 200]
    assert others.patch(address, {"title": "A"}, headers={"If-Match": "*"}).status_code == 404
    public = clerk.patch(address, {"publication": "published"}, headers=if_match(made))
    assert api.get(address).headers["ETag"] == public.headers["ETag"]


def test_a_draft_that_is_read_is_changed_by_the_tag_it_came_with(clerk, site, kind, body):
    address = f"/{kind}/{clerk.post(f'/{kind}', {**body, 'publication': 'draft'}).json()['id']}"
    read = site.get(address)
    assert (read.headers["Cache-Control"], read.status_code) == ("no-store", 200)
    assert clerk.patch(address, {"title": "Anders"}, headers=if_match(read)).status_code == 200
    assert wrong(site.patch(address, {"title": "Neu"}, headers=if_match(read))) == (412, "changed_meanwhile", [])


def test_who_writes_finds_everything_of_the_organization_again(clerk, site, kind, body):
    theirs(kind)
    made = {}
    later = (timezone.now() + timedelta(days=1)).isoformat()
    for more in ({"publication": "draft"}, {}, {"publication": "scheduled", "published_at": later}):
        answer = clerk.post(f"/{kind}", {**body, **more}).json()
        made[answer["publication"]] = answer
    numbered = site.put(f"/{kind}/by-external-id/VA-17%2C3", body)
    site.delete(f"/{kind}/{numbered.json()['id']}", headers=if_match(numbered))
    address = f"/organizations/{NAUNHOF}/{kind}"
    for one in (clerk, site):
        listed = one.get(address).json()["results"]
        assert [row["publication"] for row in listed] == ["withdrawn", "scheduled", "published", "draft"]
        assert listed[1:] == [made["scheduled"], made["published"], made["draft"]]
    drafts = clerk.get(f"{address}?publication=draft,scheduled").json()["results"]
    assert drafts == [made["scheduled"], made["draft"]]
    assert [row["id"] for row in clerk.get(f"{address}?external_id=VA-17%2C3").json()["results"]] == [
        numbered.json()["id"]
    ]
    assert wrong(clerk.get(f"{address}?publication=lost")) == (400, "invalid", ["publication"])


def test_nobody_else_finds_drafts(api, clerk, kind):
    address = f"/organizations/{NAUNHOF}/{kind}"
    assert wrong(api.get(address)) == (401, "not_authenticated", [])
    assert wrong(clerk.get(f"/organizations/{BORSDORF}/{kind}")) == (403, "not_entrusted", [])
    assert clerk.get(f"/organizations/entenhausen/{kind}").status_code == 404
    for other in (
        clerk_of(BORSDORF),
        clerk_of(NAUNHOF, Role.MODERATOR, Role.MANAGER),
        PersonFactory(is_superuser=True),
    ):
        api.token = signed_in(other).access
        assert wrong(api.get(address)) == (403, "not_entrusted", [])
    api.token = site_key_of(NAUNHOF, Scope.READ, Scope.CHECKIN).secret
    assert wrong(api.get(address)) == (403, "insufficient_scope", [])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_many(clerk, kind, body, django_assert_num_queries, rows):
    for _ in range(rows):
        clerk.post(f"/{kind}", body)
    with django_assert_num_queries({"events": 10, "news": 13}[kind]):
        assert len(clerk.get(f"/organizations/{NAUNHOF}/{kind}").json()["results"]) == rows


def test_only_for_what_is_entrusted(api, clerk, site, kind, body):
    foreign = theirs(kind)
    address = f"/{kind}/{foreign.pk}"
    for one in (clerk, site):
        assert wrong(one.patch(address, {"title": "A"}, headers={"If-Match": "*"})) == (403, "not_entrusted", [])
        assert wrong(one.delete(address, headers={"If-Match": "*"})) == (403, "not_entrusted", [])
        assert wrong(one.post(f"/{kind}", {**body, "organization": BORSDORF})) == (403, "not_entrusted", [])
        assert wrong(one.put(f"/{kind}/by-external-id/1", {**body, "organization": BORSDORF}))[:2] == (
            403, "not_entrusted",
        )  # fmt: skip
        # Nor does anybody learn which numbers others have.
        foreign.external_id = "2"
        foreign.save()
        assert wrong(one.put(f"/{kind}/by-external-id/2", {**body, "organization": BORSDORF}))[:2] == (
            403, "not_entrusted",
        )  # fmt: skip
        assert wrong(one.post(f"/{kind}", {**body, "municipalities": ["borsdorf"]})) == (
            400, "invalid", ["/municipalities"],
        )  # fmt: skip
    own = site.post(f"/{kind}", body)
    taken = site.patch(f"/{kind}/{own.json()['id']}", {"organization": BORSDORF}, headers=if_match(own))
    assert wrong(taken) == (403, "not_entrusted", [])
    for nobody, expected in ((None, (401, "not_authenticated")), (PersonFactory(), (403, "not_entrusted"))):
        api.token = signed_in(nobody).access if nobody else None
        assert wrong(api.post(f"/{kind}", body))[:2] == expected


def test_an_administrator_is_a_citizen_here(api, kind, body):
    api.token = signed_in(PersonFactory(is_superuser=True)).access
    assert wrong(api.post(f"/{kind}", body)) == (403, "not_entrusted", [])


def test_a_key_opens_its_scopes_only(api, kind, body):
    scope = {"events": Scope.EVENTS_WRITE, "news": Scope.NEWS_WRITE}[kind]
    api.token = site_key_of(NAUNHOF, *(set(Scope) - {scope})).secret
    refused = api.post(f"/{kind}", body)
    assert wrong(refused) == (403, "insufficient_scope", [])
    challenge = f'Bearer realm="partheland", error="insufficient_scope", scope="{scope}"'
    assert refused.headers["WWW-Authenticate"] == challenge
    api.token = "plk_" + "a" * 43
    refused = api.post(f"/{kind}", body)
    assert wrong(refused) == (401, "invalid_token", [])
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="partheland", error="invalid_token"'
    api.token = site_key_of(NAUNHOF).secret
    assert api.get("/me").status_code == 401


def test_who_writes_for_several_names_the_organization(api, kind, body):
    person = clerk_of(NAUNHOF, Role.EDITOR)
    person.memberships.create(organization=Organization.objects.get(slug=BORSDORF), role=Role.EDITOR)
    api.token = signed_in(person).access
    assert wrong(api.post(f"/{kind}", body)) == (400, "invalid", ["/organization"])
    assert api.post(f"/{kind}", {**body, "organization": NAUNHOF}).status_code == 201


def test_putting_makes_it_be_so_once(api, site, kind, body):
    address = f"/{kind}/by-external-id/VA-17%2F3"
    first = site.put(address, body)
    assert (first.status_code, first.json()["external_id"]) == (201, "VA-17/3")
    assert wrong(site.put(address, body)) == (428, "precondition_required", [])
    assert wrong(site.put(address, body, headers={"If-None-Match": "*"})) == (412, "changed_meanwhile", [])
    same = site.put(address, body, headers=if_match(first))
    assert (same.status_code, same.json(), same.headers["ETag"]) == (200, first.json(), first.headers["ETag"])
    again = site.put(address, {**body, "title": "Neu"}, headers={"If-Match": "*"})
    assert (again.status_code, again.json()["id"], again.json()["title"]) == (200, first.json()["id"], "Neu")
    assert wrong(site.put(f"/{kind}/by-external-id/neu", body, headers=if_match(first)))[:2] == (
        412, "changed_meanwhile",
    )  # fmt: skip
    assert KINDS[kind][1].objects.count() == 1


def test_a_put_replaces_all_that_can_be_said(site, kind, body):
    address = f"/{kind}/by-external-id/1"
    first = site.put(address, {**body, "tags": ["eins"], "topics": ["smart-mobility"]})
    after = site.put(address, body, headers=if_match(first)).json()
    assert (after["tags"], after["topics"]) == ([], [])


def test_numbers_are_the_organizations_own(site, kind, body):
    other = ApiClient()
    other.token = site_key_of(BORSDORF).secret
    mine = site.put(f"/{kind}/by-external-id/1", body)
    others = other.put(f"/{kind}/by-external-id/1", {**body, "municipalities": ["borsdorf"]})
    assert (mine.status_code, others.status_code) == (201, 201)
    assert wrong(site.post(f"/{kind}", {**body, "external_id": "1"})) == (409, "external_id_taken", [])


@pytest.mark.parametrize("number", ["%00", "a%09b", "x" * 101, "%20"])
def test_a_number_that_cannot_be_one_is_refused(site, kind, body, number):
    assert wrong(site.put(f"/{kind}/by-external-id/{number}", body)) == (400, "invalid", ["/external_id"])


def test_a_withdrawn_one_comes_back_by_its_number(api, site, kind, body):
    first = site.put(f"/{kind}/by-external-id/1", body)
    site.delete(f"/{kind}/{first.json()['id']}", headers=if_match(first))
    again = site.put(f"/{kind}/by-external-id/1", body, headers={"If-Match": "*"})
    assert (again.status_code, again.json()["publication"]) == (200, "published")
    assert api.get(f"/{kind}/{first.json()['id']}").status_code == 200


def test_a_lost_answer_makes_no_second_one(site, kind, body):
    key = {"Idempotency-Key": f'"{uuid.uuid4()}"'}
    first, again = site.post(f"/{kind}", body, headers=key), site.post(f"/{kind}", body, headers=key)
    assert (again.status_code, again.json(), again.headers["Idempotency-Replayed"]) == (201, first.json(), "true")
    assert (again.headers["ETag"], KINDS[kind][1].objects.count()) == (first.headers["ETag"], 1)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"id": str(uuid.uuid4())}, "/id"),
        ({"updated_at": "2026-01-01T00:00:00Z"}, "/updated_at"),
        ({"publication": "withdrawn"}, "/publication"),
        ({"publication": "scheduled"}, "/published_at"),
        ({"published_at": "2099-01-01T00:00:00Z"}, "/publication"),
        ({"municipalities": []}, "/municipalities"),
        ({"municipalities": ["entenhausen"]}, "/municipalities"),
        ({"municipalities": "naunhof"}, "/municipalities"),
        ({"districts": ["entenhausen"]}, "/districts"),
        ({"organization": "entenhausen"}, "/organization"),
        ({"title": 5}, "/title"),
        ({"title": None}, "/title"),
        ({"tags": ["x" * 51]}, "/tags/0"),
        ({"public_url": "javascript:alert(1)"}, "/public_url"),
    ],
)
def test_what_is_wrong_is_named_field_by_field(clerk, kind, body, changes, pointer):
    assert wrong(clerk.post(f"/{kind}", {**body, **changes})) == (400, "invalid", [pointer])


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"ends_at": "2027-03-01T18:00:00+01:00"}, "/ends_at"),
        ({"venue": None}, "/venue"),
        ({"venue": {"address": "Markt 1"}}, "/venue/name"),
        ({"venue": {"name": "a", "latitude": 51.3}}, "/venue/latitude"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
    ],
)
def test_what_is_wrong_with_an_event(clerk, changes, pointer):
    assert wrong(clerk.post("/events", {**EVENT, **changes})) == (400, "invalid", [pointer])


def test_whole_days_reach_from_midnight_to_the_last_second(clerk):
    days = {"time_precision": "day", "starts_at": "2027-03-01T12:00:00Z", "ends_at": "2027-03-02T12:00:00Z"}
    made = clerk.post("/events", {**EVENT, **days}).json()
    assert (made["starts_at"], made["ends_at"]) == ("2027-03-01T00:00:00+01:00", "2027-03-02T23:59:59+01:00")


def test_a_place_is_known_by_name_and_address_and_only_learns_where_it_lies(clerk):
    place = EVENT["venue"]
    first = clerk.post("/events", {**EVENT, "venue": {**place, "latitude": 51.28, "longitude": 12.59}})
    other = clerk.post("/events", {**EVENT, "venue": {**place, "latitude": 50.0, "longitude": 12.0}})
    assert other.json()["venue"] == first.json()["venue"]
    part = clerk.patch(f"/events/{first.json()['id']}", {"venue": {"name": "Rathaus"}}, headers=if_match(first)).json()
    assert (part["venue"]["name"], part["venue"]["address"]) == ("Rathaus", place["address"])
    assert Venue.objects.count() == 2


def test_what_is_scheduled_waits_for_its_moment(api, clerk, kind, body):
    later = (timezone.now() + timedelta(days=1)).isoformat()
    made = clerk.post(f"/{kind}", {**body, "publication": "scheduled", "published_at": later})
    address = f"/{kind}/{made.json()['id']}"
    assert (made.status_code, api.get(address).status_code) == (201, 404)
    now = clerk.patch(address, {"publication": "published"}, headers=if_match(made))
    assert (now.status_code, api.get(address).status_code) == (200, 200)
