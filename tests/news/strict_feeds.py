"""Readers of RSS, Atom and JSON Feed that forgive nothing: the formats' texts, and what the W3C's validator warns of.

Each returns the feed's own address and its entries by id; of an entry what all three formats say.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from jsonschema.validators import Draft202012Validator

ATOM, CONTENT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}"
DC, AT = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/atompub/tombstones/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ONE, MAYBE, ANY = (1, 1), (0, 1), (0, 999)
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
W3CDTF = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
WRITTEN = {
    *("a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre"),
    *("s", "small", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "rel"}, "img": {"src", "alt"}, "ol": {"start"}}


@dataclass
class Read:
    """An entry as a reader has it; `address` None where there is no page to go to."""

    title: str
    content: str
    summary: str
    author: str
    address: str | None
    published: datetime | str
    categories: list[str]
    enclosures: list[tuple[str, str, int]]


@dataclass
class Feed:
    title: str
    address: str
    entries: dict[str, Read]
    deleted: dict[str, datetime] = field(default_factory=dict)


def rss(content):
    root = ET.fromstring(content)
    assert (root.tag, root.attrib) == ("rss", {"version": "2.0"})
    (channel,) = root
    counted(
        channel,
        title=ONE, link=ONE, description=ONE, language=MAYBE, lastBuildDate=MAYBE, ttl=MAYBE, item=ANY,
        **{f"{ATOM}link": ONE},
    )  # fmt: skip
    self = channel.find(f"{ATOM}link")
    assert self.attrib == {"rel": "self", "href": absolute(self.get("href"))}
    absolute(channel.findtext("link"))
    assert channel.findtext("language") == "de"
    assert channel.findtext("description")
    rfc_822(channel.findtext("lastBuildDate"))
    assert int(channel.findtext("ttl")) > 0
    return Feed(channel.findtext("title"), self.get("href"), unique(map(_item, channel.iterfind("item"))))


def _item(item):
    counted(
        item,
        title=ONE, link=MAYBE, description=MAYBE, guid=ONE, pubDate=MAYBE, category=ANY, enclosure=MAYBE,
        **{f"{CONTENT}encoded": ONE, f"{DC}creator": ONE, f"{DC}date": MAYBE},
    )  # fmt: skip
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    for category in item.iterfind("category"):
        assert category.attrib.keys() <= {"domain"}
    dates = [rfc_822(item.findtext("pubDate")), w3cdtf(item.findtext(f"{DC}date"))]
    (published,) = [one for one in dates if one]  # one of them: two might contradict each other
    return iri(item.findtext("guid")), Read(
        said(item.findtext("title")),
        html(item.findtext(f"{CONTENT}encoded")),
        text_of(item.findtext("description") or ""),
        said(item.findtext(f"{DC}creator")),
        absolute(item.findtext("link")) if item.find("link") is not None else None,
        published,
        [said(category.text) for category in item.iterfind("category")],
        [file(**one.attrib) for one in item.iterfind("enclosure")],
    )


def atom(content):
    root = ET.fromstring(content)
    assert (root.tag, root.attrib) == (f"{ATOM}feed", {LANG: "de"})
    names = {"id": ONE, "title": ONE, "updated": ONE, "subtitle": MAYBE, "link": (2, 2), "entry": ANY}
    counted(root, **{f"{ATOM}{name}": times for name, times in names.items()}, **{f"{AT}deleted-entry": ANY})
    links = {link.get("rel"): absolute(link.get("href")) for link in root.iterfind(f"{ATOM}link")}
    assert links.keys() == {"self", "alternate"}
    iri(root.findtext(f"{ATOM}id"))
    latest = rfc_3339(root.findtext(f"{ATOM}updated"))
    entries = unique(_entry(entry, latest) for entry in root.iterfind(f"{ATOM}entry"))
    deleted = {iri(one.get("ref")): rfc_3339(one.get("when")) for one in root.iterfind(f"{AT}deleted-entry")}
    assert not deleted.keys() & entries.keys()
    return Feed(root.findtext(f"{ATOM}title"), links["self"], entries, deleted)


def _entry(entry, latest):
    names = {
        "id": ONE, "title": ONE, "published": ONE, "updated": ONE, "author": ONE, "content": ONE, "summary": MAYBE,
        "category": ANY, "link": ANY,
    }  # fmt: skip
    counted(entry, **{f"{ATOM}{name}": times for name, times in names.items()}, **{f"{DC}date": MAYBE})
    for name in ("title", "summary"):
        assert entry.find(f"{ATOM}{name}") is None or entry.find(f"{ATOM}{name}").attrib == {}  # plain text
    assert entry.find(f"{ATOM}content").attrib == {"type": "html"}
    author = entry.find(f"{ATOM}author")
    counted(author, **{f"{ATOM}name": ONE, f"{ATOM}uri": MAYBE})
    published = rfc_3339(entry.findtext(f"{ATOM}published"))
    assert published <= rfc_3339(entry.findtext(f"{ATOM}updated")) <= latest
    categories = entry.findall(f"{ATOM}category")
    assert all(one.get("term") and one.attrib.keys() <= {"term", "label", "scheme"} for one in categories)
    links = entry.findall(f"{ATOM}link")
    (address,) = [absolute(one.get("href")) for one in links if one.get("rel") == "alternate"] or [None]
    files = [one.attrib for one in links if one.get("rel") == "enclosure"]
    return iri(entry.findtext(f"{ATOM}id")), Read(
        said(entry.findtext(f"{ATOM}title")),
        html(entry.findtext(f"{ATOM}content")),
        entry.findtext(f"{ATOM}summary") or "",
        said(author.findtext(f"{ATOM}name")),
        address,
        w3cdtf(entry.findtext(f"{DC}date")) or published,
        [said(one.get("label")) for one in categories],
        [file(url=one["href"], length=one["length"], type=one["type"]) for one in files],
    )


TEXT, ADDRESS = {"type": "string", "minLength": 1}, {"type": "string", "pattern": "^https?://[^ ]+$"}
JSON_FEED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "title", "items", "feed_url"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT, "home_page_url": ADDRESS, "feed_url": ADDRESS, "description": TEXT, "language": {"const": "de"},
        "items": {"type": "array", "items": {
            "type": "object",
            "additionalProperties": False,
            "patternProperties": {"^_[a-zA-Z]": {"type": "object"}},
            "required": ["id", "title", "content_html", "date_published", "date_modified"],
            "properties": {
                "id": TEXT, "url": ADDRESS, "title": TEXT, "summary": TEXT, "image": ADDRESS,
                "content_html": {"type": "string"},
                "date_published": {"type": "string", "pattern": f"^{RFC_3339.pattern}$"},
                "date_modified": {"type": "string", "pattern": f"^{RFC_3339.pattern}$"},
                "authors": {"type": "array", "items": {"type": "object", "additionalProperties": False,
                            "required": ["name"], "properties": {"name": TEXT, "url": ADDRESS}}},
                "tags": {"type": "array", "items": TEXT},
                "attachments": {"type": "array", "items": {
                    "type": "object", "additionalProperties": False, "required": ["url", "mime_type"],
                    "properties": {
                        "url": ADDRESS, "mime_type": TEXT, "title": TEXT, "size_in_bytes": {"type": "integer"},
                    },
                }},
            },
        }},
    },
}  # fmt: skip


def json_feed(content):
    feed = json.loads(content)
    Draft202012Validator(JSON_FEED).validate(feed)
    return Feed(feed["title"], absolute(feed["feed_url"]), unique(map(_json_item, feed["items"])))


def _json_item(item):
    published = datetime.fromisoformat(item["date_published"])
    assert published <= datetime.fromisoformat(item["date_modified"])
    files = item.get("attachments", [])
    return iri(item["id"]), Read(
        item["title"],
        html(item["content_html"]),
        item.get("summary", ""),
        item["authors"][0]["name"],
        item.get("url"),
        w3cdtf(item["_news"].get("date")) or published,
        item["tags"],
        [file(url=one["url"], length=one["size_in_bytes"], type=one["mime_type"]) for one in files],
    )


def counted(element, **allowed):
    """Nothing stands in it but these, and each as often as it may; nor any loose text."""
    found = Counter(child.tag for child in element)
    for name, times in found.items():
        assert name in allowed, name
        assert times <= allowed[name][1], name
    assert [name for name, (least, _) in allowed.items() if found[name] < least] == []
    assert not (element.text or "").strip()


def unique(pairs):
    pairs = list(pairs)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def said(text):
    assert text is not None
    assert text.strip()
    return text


def absolute(address):
    parts = urlsplit(address)
    assert parts.scheme in {"http", "https"}, address
    assert parts.hostname
    return iri(address)


def iri(text):
    assert re.fullmatch(r"[a-z][a-z0-9+.-]*:[\x21\x23-\x3b\x3d\x3f-\x7e]+", text), text
    return text


def rfc_822(text):
    if text is None:
        return None
    assert RFC_822.fullmatch(text), text
    moment = parsedate_to_datetime(text)
    assert moment.strftime("%a") == text[:3]
    return moment


def rfc_3339(text):
    assert RFC_3339.fullmatch(text), text
    return datetime.fromisoformat(text)


def w3cdtf(text):
    assert text is None or W3CDTF.fullmatch(text), text
    return text


def file(*, url, length, type):  # noqa: A002 - RSS calls it so
    assert MEDIA_TYPE.fullmatch(type), type
    return absolute(url), type, int(length)


class _Html(HTMLParser):
    """Only what may be written, and every address absolute: a reader elsewhere has no other base."""

    def handle_starttag(self, tag, attrs):
        assert tag in WRITTEN, tag
        assert {name for name, _ in attrs} <= ATTRIBUTES.get(tag, set()), attrs
        for name, value in attrs:
            if name in {"href", "src"} and urlsplit(value).scheme not in {"mailto", "tel"}:
                absolute(value)

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def html(text):
    parser = _Html()
    parser.feed(text)
    parser.close()
    return text


def text_of(markup):
    """Of a description: a text in HTML, of which line breaks are the only tags."""
    found = []
    parser = _Html()
    parser.handle_data = found.append
    parser.handle_starttag = lambda tag, attrs: found.append({"br": "\n"}[tag])
    parser.feed(markup)
    parser.close()
    return "".join(found)
