"""What an article tells of, and the documents it brings: written, shown, in versions, never more than is public."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.models import Publication
from core.uploads import attaching
from events.models import Event
from ideas.models import Idea
from news.models import Article
from news.services import editing, restoring
from tests.client import ApiClient
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory
from tests.factories.ideas import IdeaCallFactory, IdeaFactory, MeasureFactory
from tests.factories.news import ArticleFactory
from tests.factories.roles import site_key_of
from tests.factories.uploads import PDF, DocumentFactory
from tests.forms import submit
from tests.news import strict_feeds

pytestmark = pytest.mark.usefixtures("region")
ANY = {"If-Match": "*"}
NAMES = ("events", "idea_calls", "measures", "ideas")


@pytest.fixture
def site():
    return ApiClient(token=site_key_of("gemeinde-borsdorf").secret)


@pytest.fixture
def things():
    return {
        "events": EventFactory(),
        "idea_calls": IdeaCallFactory(),
        "measures": MeasureFactory(),
        "ideas": IdeaFactory(),
    }


def names(things):
    return {name: [getattr(one, "slug", str(one.pk))] for name, one in things.items()}


def body(**more):
    return {
        "title": "Was daraus wurde",
        "text": "Die Bank steht.",
        "kind": "result",
        "municipalities": ["borsdorf"],
        **more,
    }


def links(document):
    return {name: document[name] for name in NAMES}


def test_a_result_names_what_it_came_of(site, things):
    made = site.post("/news", body(**names(things)))
    assert made.status_code == 201, made.content
    address = f"/news/{made.json()['id']}"
    assert links(ApiClient().get(address).json()) == links(made.json()) == names(things)
    kept = site.patch(address, {"title": "Anders"}, headers=ANY)
    assert links(kept.json()) == names(things)
    less = site.patch(address, {"events": None, "ideas": []}, headers=ANY)
    assert links(less.json()) == {**names(things), "events": [], "ideas": []}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_public_is_not_named_and_gone_at_once(api, site, things, name):
    thing = things[name]
    article = site.post("/news", body(**{name: names(things)[name]})).json()["id"]
    assert api.get("/news").json()["results"][0][name] == names(things)[name]
    hide(thing)
    assert api.get("/news").json()["results"][0][name] == []
    refused = site.post("/news", body(**{name: names(things)[name]}))
    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (400, [f"/{name}"])
    # A site that writes the same again is not refused for what was withdrawn meanwhile.
    again = site.patch(f"/news/{article}", {"title": "Neu", name: names(things)[name]}, headers=ANY)
    assert (again.status_code, again.json()[name]) == (200, [])


def hide(thing):
    change = {"visibility": "in_moderation"} if isinstance(thing, Idea) else {"publication": Publication.DRAFT}
    type(thing).objects.filter(pk=thing.pk).update(**change)


def test_what_nobody_knows_cannot_be_linked_to(site):
    unknown = site.post("/news", body(events=["01a20bef-a0ac-769b-99ea-c65b196ae5ca"], measures=["gibt-es-nicht"]))
    assert (unknown.status_code, sorted(one["pointer"] for one in unknown.json()["errors"])) == (
        400,
        ["/events", "/measures"],
    )


def test_documents_are_shown_in_the_article_and_in_every_feed(api, site):
    plan, list_ = DocumentFactory(), DocumentFactory(file_name="liste.pdf")
    told = [{"document": str(plan.pk), "title": "Plan <A>"}, {"document": str(list_.pk), "title": "Liste"}]
    made = site.post("/news", body(attachments=told))
    shown = api.get(f"/news/{made.json()['id']}").json()["attachments"]
    assert shown == [
        {**one, "url": document.url, "media_type": "application/pdf", "size": 120_000}
        for one, document in zip(told, (plan, list_), strict=True)
    ]
    files = [(document.url, "application/pdf", 120_000) for document in (plan, list_)]
    for route, read, most in (
        ("/news.rss", strict_feeds.rss, 1),
        ("/news.atom", strict_feeds.atom, 2),
        ("/news.json", strict_feeds.json_feed, 2),
    ):
        (entry,) = read(api.get(route).content).entries.values()
        assert entry.enclosures == files[:most]
        assert f'<li><a href="{plan.url}">Plan &lt;A&gt;</a> (PDF)</li>' in entry.content
    twice = site.post("/news", body(attachments=[told[0], told[0]]))
    assert (twice.status_code, [one["pointer"] for one in twice.json()["errors"]]) == (400, ["/attachments/1"])


def test_a_former_version_brings_back_documents_and_what_is_still_public(site, things):
    told = [{"document": str(DocumentFactory().pk), "title": "Plan"}]
    made = site.post("/news", body(**names(things), attachments=told)).json()
    site.patch(f"/news/{made['id']}", {"title": "Leer", **dict.fromkeys(NAMES)}, headers=ANY)
    site.patch(f"/news/{made['id']}", {"attachments": None}, headers=ANY)
    Event.objects.update(publication=Publication.WITHDRAWN)
    emptied = AuditEntry.objects.get(act="article.changed")
    site.delete(f"/news/{made['id']}", headers=ANY)
    article = restoring.restore(Article.objects.get().pk, emptied.pk, check=lambda _article: None, by=SYSTEM)
    assert article.title == "Was daraus wurde"
    assert {name: getattr(article, name).count() for name in NAMES} == {**dict.fromkeys(NAMES, 1), "events": 0}
    assert [title for _, title in attaching.contents(article.attachments)] == ["Plan"]
    assert article.publication == Publication.WITHDRAWN


def test_a_clerk_attaches_and_links_on_the_page_of_the_article(things):
    clerk = Client(headers={"Accept-Language": "de"})
    clerk.force_login(PersonFactory(is_staff=True, is_superuser=True))
    article = ArticleFactory()
    change = f"/admin/news/article/{article.pk}/change/"
    row = {"attachments__TOTAL_FORMS": "1", "attachments__0__title": "Einladung"}
    linked = {name: [str(one.pk)] for name, one in things.items()}
    answer = submit(clerk, change, **row, **linked, attachments__0__file=SimpleUploadedFile("Einladung.pdf", PDF))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert attaching.contents(article.attachments)[0][1] == "Einladung"
    assert {name: list(getattr(article, name).all()) for name in NAMES} == {name: [one] for name, one in things.items()}
    hide(things["events"])
    assert submit(clerk, change, title="Anders").status_code == 302
    draft = EventFactory(publication=Publication.DRAFT)
    refused = submit(clerk, change, events=[str(draft.pk)])
    assert refused.status_code == 302
    assert "öffentlich" in clerk.get(change).content.decode()
    assert list(article.events.all()) == [things["events"]]


def test_loading_and_publishing_leave_links_as_they_are(things):
    article = ArticleFactory(publication=Publication.DRAFT)
    article.events.add(things["events"])
    editing.publish(article.pk, by=SYSTEM)
    assert list(article.events.all()) == [things["events"]]
