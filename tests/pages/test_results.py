"""Results as a page: numbers in tables, bars beside them, for the region, a call and a place."""

import re

import pytest

from core.municipalities.models import Municipality, Topic
from ideas.models import Idea
from tests.factories.ideas import IdeaCallFactory, IdeaFactory, SolvedQuestionFactory
from tests.pages.html import faults_of_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def ideas():
    borsdorf = Municipality.objects.get(slug="borsdorf")
    call = IdeaCallFactory(slug="busse", title="Was fehlt im <Bus>?")
    IdeaFactory(municipality=borsdorf, topic=Topic.objects.get(slug="smart-mobility"), call=call)
    done = SolvedQuestionFactory(idea__municipality=borsdorf).idea
    Idea.objects.filter(pk=done.pk).update(solved="yes")
    IdeaFactory(hidden=True)
    IdeaCallFactory(slug="entwurf", publication="draft")


def rows(text):
    """What the tables say, line by line."""
    lines = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL) for line in lines]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in line] for line in cells]


def test_the_tables_say_what_the_bars_draw(reader, ideas):
    response = reader.open("/ergebnisse")
    assert (response.status_code, faults_of_page(response.text)) == (200, [])
    assert rows(response.text) == [
        ["Status", "Ideen"], ["Eingegangen", "1"], ["Umgesetzt", "1"],
        ["Thema", "Ideen", "Beantwortet", "Umgesetzt"],
        ["Mobilität und Verkehr", "1", "0", "0"], ["Ohne Thema", "1", "1", "1"],
        ["Stadt oder Gemeinde", "Ideen", "Beantwortet", "Umgesetzt"], ["Borsdorf", "2", "1", "1"],
    ]  # fmt: skip
    assert response.text.count('width="100"') == 7
    assert "1 Ja, 0 Nein" in response.text


@pytest.mark.parametrize(
    ("path", "status", "count"),
    [
        ("/ergebnisse?municipality=borsdorf", 200, "2"),
        ("/ergebnisse?municipality=brandis", 200, None),
        ("/ergebnisse?municipality=leipzig", 404, None),
        ("/ergebnisse/busse", 200, "1"),
        ("/ergebnisse/entwurf", 404, None),
    ],
)
def test_of_a_call_and_of_a_place(reader, ideas, path, status, count):
    response = reader.open(path)
    assert response.status_code == status
    found = re.search(r"<dd>\s*(\d+)\s*</dd>", response.text)
    assert (found[1] if found else None) == count
    assert "<Bus>" not in response.text


def test_it_speaks_english_to_who_asks(client, ideas):
    response = client.get("/ergebnisse", headers={"accept-language": "en"})
    text = response.content.decode()
    assert ("What became of the ideas" in text, rows(text)[4]) == (True, ["Mobility and transport", "1", "0", "0"])
    assert (response["Vary"], response["Cache-Control"]) == ("Accept-Language", "public, max-age=300")


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(client, django_assert_num_queries, count):
    for _ in range(count):
        SolvedQuestionFactory(idea__call=IdeaCallFactory())
    with django_assert_num_queries(6):
        client.get("/ergebnisse")
