"""Forms as a browser sends them: what the page shows, with some fields changed."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """The values a page's main form (the last one of method post) would send."""

    def __init__(self, text):
        super().__init__()
        self.values = {}
        self.select = self.textarea = None
        self.feed(text)

    def add(self, name, value):
        self.values.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        name = attributes.get("name")
        if tag == "form" and attributes.get("method", "").lower() == "post":
            self.values = {}
        elif tag == "input" and name:
            kind = attributes.get("type", "text")
            if kind in {"checkbox", "radio"}:
                if "checked" in attributes:
                    self.add(name, attributes.get("value", "on"))
            elif kind not in {"submit", "button", "image", "file"}:
                self.add(name, attributes.get("value") or "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attributes:
            self.add(self.select, attributes.get("value") or "")
        elif tag == "textarea" and name:
            self.textarea = name
            self.add(name, "")

    def handle_data(self, data):
        if self.textarea:
            # HTML drops the first line break of a textarea.
            self.values[self.textarea][-1] += data.removeprefix("\n") if not self.values[self.textarea][-1] else data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.textarea = None
        elif tag == "select":
            self.select = None


def filled(response):
    """The fields of the page's form with their values; those that stand several times as lists."""
    values = _Fields(response.content.decode()).values
    return {name: found[0] if len(found) == 1 else found for name, found in values.items() if "__prefix__" not in name}


def submit(client, address, **changes):
    """Open the page, change these fields, and send its form; dashes in names are written as double underscores."""
    fields = filled(client.get(address))
    fields |= {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(address, {name: value for name, value in fields.items() if value is not None})
