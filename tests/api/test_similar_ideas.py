"""Similar ideas while somebody types: found by some of the words, despite mistakes, and never what is not public."""

import pytest

from core.actors import SYSTEM
from core.municipalities.models import Municipality
from ideas.models import Idea, IdeaStatus
from ideas.services import answers
from tests.factories.ideas import IdeaFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def ideas(region):
    places = {place.slug: place for place in Municipality.objects.all()}
    for title, text, place in (
        ("Bank am Mittelweg", "Auf halber Strecke zwischen Bahnhof und Friedhof fehlt etwas zum Ausruhen.", "borsdorf"),
        ("Schattige Bänke auf dem Marktplatz", "Im Sommer ist es zu heiß.", "brandis"),
        ("Radweg nach Großpösna beleuchten", "Abends ist es dunkel.", None),
        ("Kartoffelfeuer im Herbst", "Wie früher.", "borsdorf"),
        ("Spielgeräte erneuern", "Auch eine Bank für die Eltern.", "borsdorf"),
    ):
        IdeaFactory(title=title, text=text, municipality=places.get(place))


def titles(response):
    assert response.status_code == 200, response.content
    assert response["Cache-Control"] == "public, no-cache"
    return [idea["title"] for idea in response.json()["results"]]


@pytest.mark.usefixtures("ideas")
def test_some_of_the_words_are_enough_the_likest_first(api):
    bank, benches = "Bank am Mittelweg", "Schattige Bänke auf dem Marktplatz"
    cases = [
        ("Bank", [bank, benches, "Spielgeräte erneuern"]),
        ("Wir brauchen eine Bank am Mittelweg beim Friedhof", [bank]),
        ("Sitzbank Mittelweg", [bank]),
        ("bänke marktplatz", [benches]),
        ("BAENKE MARKTPLATZ", [benches]),
        ("Radweg Grosspoesna", ["Radweg nach Großpösna beleuchten"]),
        ("Radwege", ["Radweg nach Großpösna beleuchten"]),
        ("Kartofelfeuer", ["Kartoffelfeuer im Herbst"]),
        ("feuer", ["Kartoffelfeuer im Herbst"]),
        ("Spielge", ["Spielgeräte erneuern"]),
        ("Schwimmbad", []),
    ]
    for typed, expected in cases:
        found = titles(api.get("/ideas/similar", q=typed))
        assert (typed, found[: len(expected)], len(found) > 0) == (typed, expected, len(expected) > 0)


@pytest.mark.usefixtures("ideas")
def test_too_little_finds_nothing(api):
    for typed in ("B", "ba", "am", "eine für", "?!", "%", "' OR 1=1 --"):
        assert (typed, titles(api.get("/ideas/similar", q=typed))) == (typed, [])


@pytest.mark.usefixtures("ideas")
def test_of_a_municipality_and_of_the_whole_region(api):
    cases = [
        (
            {"municipality": "borsdorf"},
            ["Bank am Mittelweg", "Radweg nach Großpösna beleuchten", "Spielgeräte erneuern"],
        ),
        ({"municipality": "machern"}, ["Radweg nach Großpösna beleuchten"]),
        (
            {"municipality": "borsdorf,brandis"},
            [
                "Bank am Mittelweg",
                "Radweg nach Großpösna beleuchten",
                "Schattige Bänke auf dem Marktplatz",
                "Spielgeräte erneuern",
            ],
        ),
    ]
    for query, expected in cases:
        assert (query, sorted(titles(api.get("/ideas/similar", q="Bank Radweg", **query)))) == (query, expected)


@pytest.mark.parametrize("trait", ["pending", "waiting", "hidden"])
def test_what_is_not_public_is_not_found(api, trait):
    IdeaFactory(title="Geheime Bank", **{trait: True})
    assert titles(api.get("/ideas/similar", q="Geheime Bank")) == []


def test_what_is_withdrawn_or_continued_elsewhere_is_left_out(api):
    kept, repeated, withdrawn, done = (IdeaFactory(title=f"Bank {number}") for number in range(4))
    answers.change_status(repeated.pk, IdeaStatus.DUPLICATE, by=SYSTEM, duplicate_of=kept)
    Idea.objects.filter(pk=withdrawn.pk).update(status=IdeaStatus.WITHDRAWN)
    answers.change_status(done.pk, IdeaStatus.DONE, by=SYSTEM)
    assert sorted(titles(api.get("/ideas/similar", q="Bank"))) == ["Bank 0", "Bank 3"]


def test_at_most_ten_for_the_same_number_of_queries(api, django_assert_num_queries):
    for wanted, size in ((1, 1), (3, 2), (10, 9)):
        IdeaFactory.create_batch(size, title="Bank am Radweg")
        api.get("/ideas/similar", q="bank radweg")  # the first reader after a change renders
        with django_assert_num_queries(3):  # the version, what is common, the ideas
            assert len(titles(api.get("/ideas/similar", q=f"Bank am Radweg {size}"))) == wanted


def test_it_is_kept_as_long_as_it_is_true(api, django_assert_num_queries):
    IdeaFactory(title="Bank")
    first = api.get("/ideas/similar", q="Bank")
    with django_assert_num_queries(1):
        again = api.get("/ideas/similar", q="Bank", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    IdeaFactory(title="Bank am Radweg")
    assert len(titles(api.get("/ideas/similar", q="Bank", headers={"If-None-Match": first["ETag"]}))) == 2


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("", "q", "required"),
        ("q=", "q", "empty"),
        ("q=" + "a" * 201, "q", "too_long"),
        ("q=a&q=b", "q", "repeated"),
        ("q=Bank&municipality=leipzig", "municipality", "unknown_value"),
        ("q=Bank&topic=smart-mobility", "topic", "unknown_parameter"),
    ],
)
def test_what_is_asked_wrongly_is_named(api, query, pointer, code):
    answer = api.get(f"/ideas/similar?{query}")
    assert (answer.status_code, [(one["pointer"], one["code"]) for one in answer.json()["errors"]]) == (
        400, [(pointer, code)],
    )  # fmt: skip
