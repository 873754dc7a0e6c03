"""Reads a page as strictly as a browser is lenient: each fault is a sentence."""

from collections import Counter
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta"}
LOADS = {("link", "href"), ("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("form", "action")}
Attributes = list[tuple[str, str | None]]


class Page(HTMLParser):
    """What a page holds, and what is wrong with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]
        self._check()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag}> has {name} twice" for name, count in Counter(names).items() if count > 1]
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") + data

    @property
    def title(self) -> str:
        """As a browser shows it: white space collapsed."""
        return " ".join(self.texts["title"].split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def loaded(self) -> list[str]:
        """What a browser fetches by itself, and where forms go."""
        return [attributes[name] for tag, attributes in self.elements for name in attributes if (tag, name) in LOADS]

    def _check(self) -> None:
        ids = Counter(attributes["id"] for _, attributes in self.elements if "id" in attributes)
        labels = {label.get("for") for label in self.all("label")}
        self.faults += [f"id {name} stands {count} times" for name, count in ids.items() if count > 1]
        for tag, attributes in self.elements:
            if tag == "input" and attributes.get("type") != "hidden" and attributes.get("id") not in labels:
                self.faults.append(f"input {attributes.get('name')} has no label")
            for name in ("aria-labelledby", "aria-describedby"):
                self.faults += [f"{name} names no {one}" for one in attributes.get(name, "").split() if one not in ids]
            target = attributes.get("href", "")
            if tag == "a" and target.startswith("#") and target[1:] not in ids:
                self.faults.append(f"{target} leads nowhere")
        if not self.all("html")[0].get("lang"):
            self.faults.append("the page has no language")
        if not self.texts.get("title", "").strip():
            self.faults.append("the page has no title")


def faults_of_page(text: str) -> list[str]:
    """Faults of a whole page of ours: landmarks, one heading, no inline style or script, nothing from elsewhere."""
    page = Page(text)
    faults = [*page.faults]
    faults += [f"{len(page.all(tag))} × <{tag}>" for tag in ("h1", "main", "header") if len(page.all(tag)) != 1]
    faults += [f"<{tag}> is forbidden by our CSP" for tag in ("style", "script") if page.all(tag)]
    faults += [f"<{tag}> has a style" for tag, attributes in page.elements if "style" in attributes]
    faults += [f"{url} is elsewhere" for url in page.loaded if not url.startswith("/") and url != "data:,"]
    return faults
