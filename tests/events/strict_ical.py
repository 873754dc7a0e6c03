"""A reader of iCalendar that forgives nothing: the grammar and the tables of RFC 5545, with what RFC 7986 and 9253 add.

Libraries read whatever they can make sense of; this one says what a stricter client would stumble over.
"""

import re

NAME = re.compile(r"[A-Za-z0-9-]+")
# 3.1: a parameter's value is safe text, or quoted.
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)')
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
TEXT = re.compile(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,Nn])*")
TEXTS = re.compile(rf"{TEXT.pattern}(?:,{TEXT.pattern})*")
DATE, TIME = r"\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
VALUES = {
    "TEXT": TEXT,
    "TEXTS": TEXTS,
    "INTEGER": re.compile(r"[+-]?\d+"),
    "URI": re.compile(r"[a-z][a-z0-9+.-]*:[\x21\x23-\x7e]+"),
    "GEO": re.compile(r"[+-]?\d+(?:\.\d+)?;[+-]?\d+(?:\.\d+)?"),
    "DURATION": re.compile(r"[+-]?P(?:\d+W|\d+D(?:T.+)?|T(?:\d+H)?(?:\d+M)?(?:\d+S)?)"),
    "DATE": re.compile(DATE),
    "LOCAL": re.compile(f"{DATE}T{TIME}"),
    "UTC": re.compile(f"{DATE}T{TIME}Z"),
    "UTC-OFFSET": re.compile(r"[+-](?:[01]\d|2[0-3])[0-5]\d"),
    "STATUS": re.compile("TENTATIVE|CONFIRMED|CANCELLED"),
    "VERSION": re.compile(r"2\.0"),
    "RECUR": re.compile(r"FREQ=[A-Z]+(?:;[A-Z]+=[A-Z0-9,+-]+)*"),
}
# By component: property → what it holds, and how often it may stand there. "MOMENT" is a date, a local or a UTC time.
ONE, MAYBE, ANY = (1, 1), (0, 1), (0, 99)
TABLE = {
    "VCALENDAR": {
        "PRODID": ("TEXT", ONE), "VERSION": ("VERSION", ONE), "NAME": ("TEXT", ANY), "X-WR-CALNAME": ("TEXT", MAYBE),
        "SOURCE": ("URI", MAYBE), "REFRESH-INTERVAL": ("DURATION", MAYBE), "X-PUBLISHED-TTL": ("DURATION", MAYBE),
    },
    "VEVENT": {
        "UID": ("TEXT", ONE), "DTSTAMP": ("UTC", ONE), "DTSTART": ("MOMENT", ONE), "DTEND": ("MOMENT", MAYBE),
        "LAST-MODIFIED": ("UTC", MAYBE), "CREATED": ("UTC", MAYBE), "SEQUENCE": ("INTEGER", MAYBE),
        "SUMMARY": ("TEXT", MAYBE), "DESCRIPTION": ("TEXT", MAYBE), "LOCATION": ("TEXT", MAYBE), "GEO": ("GEO", MAYBE),
        "STATUS": ("STATUS", MAYBE), "URL": ("URI", MAYBE), "CATEGORIES": ("TEXTS", ANY), "REFID": ("TEXT", ANY),
        "CONTACT": ("TEXT", ANY), "IMAGE": ("URI", ANY), "ATTACH": ("URI", ANY),
    },
    "VTIMEZONE": {"TZID": ("TEXT", ONE)},
    "STANDARD": {}, "DAYLIGHT": {},
}  # fmt: skip
ONSET = {
    "DTSTART": ("LOCAL", ONE), "TZOFFSETFROM": ("UTC-OFFSET", ONE), "TZOFFSETTO": ("UTC-OFFSET", ONE),
    "TZNAME": ("TEXT", ANY), "RRULE": ("RECUR", MAYBE), "RDATE": ("LOCAL", ANY),
}  # fmt: skip
TABLE["STANDARD"] = TABLE["DAYLIGHT"] = ONSET
INSIDE = {None: {"VCALENDAR"}, "VCALENDAR": {"VEVENT", "VTIMEZONE"}, "VTIMEZONE": {"STANDARD", "DAYLIGHT"}}


class Component:
    """Its properties by name, each a list of (parameters, value), and the components in it."""

    def __init__(self, name):
        self.name, self.properties, self.parts = name, {}, []

    def value(self, name):
        ((_parameters, value),) = self.properties[name]
        return value

    def text(self, name):
        return unescaped(self.value(name))


def unescaped(value):
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def lines(content):
    """Unfolded content lines (3.1)."""
    text = content.decode("utf-8")
    assert text.endswith("\r\n"), "the last line has no end"
    folded = text[:-2].split("\r\n")
    for line in folded:
        assert not {"\r", "\n"} & set(line), f"a bare line break: {line!r}"
        assert len(line.encode()) <= 75, f"not folded: {line!r}"
        assert line.strip(), "an empty line"
    return re.sub("\r\n[ \t]", "", text)[:-2].split("\r\n")


def read(content):
    """The one calendar in it."""
    open_ones, calendars = [], []
    for line in lines(content):
        name, parameters, value = _line(line)
        if name == "BEGIN":
            inside = open_ones[-1].name if open_ones else None
            assert value in INSIDE.get(inside, ()), f"{value} in {inside}"
            part = Component(value)
            (open_ones[-1].parts if open_ones else calendars).append(part)
            open_ones.append(part)
        elif name == "END":
            assert open_ones.pop().name == value
        else:
            assert not open_ones[-1].parts, f"{name} after a component"
            open_ones[-1].properties.setdefault(name, []).append((parameters, value))
    assert not open_ones
    (calendar,) = calendars
    _check_calendar(calendar)
    return calendar


def events(content):
    """By UID."""
    return {part.value("UID"): part for part in read(content).parts if part.name == "VEVENT"}


def _line(line):
    assert not CONTROL.search(line), f"a control character: {line!r}"
    name = NAME.match(line)
    assert name, line
    parameters, place = {}, name.end()
    while found := PARAMETER.match(line, place):
        assert found[1] not in parameters, line
        parameters[found[1]], place = found[2].strip('"'), found.end()
    assert line[place : place + 1] == ":", line
    return name[0], parameters, line[place + 1 :]


def _check_calendar(calendar):
    assert calendar.parts, "a calendar has at least one component (3.4)"
    _check(calendar)
    zones = [part.value("TZID") for part in calendar.parts if part.name == "VTIMEZONE"]
    uids = [part.value("UID") for part in calendar.parts if part.name == "VEVENT"]
    assert [len(zones), len(uids)] == [len(set(zones)), len(set(uids))]
    for part in calendar.parts:
        _check(part)
        for onset in part.parts:
            _check(onset)
        if part.name == "VEVENT":
            _check_moments(part, zones)
        else:
            assert part.parts, "a zone has at least one onset"


def _check(component):
    table = TABLE[component.name]
    for name in component.properties:
        assert name in table, f"{component.name} has no {name}"
    for name, (kind, (least, most)) in table.items():
        found = component.properties.get(name, [])
        assert least <= len(found) <= most, f"{len(found)} times {name} in {component.name}"
        for parameters, value in found:
            _check_value(name, kind, parameters, value)


def _check_value(name, kind, parameters, value):
    if kind == "MOMENT":
        kind = "DATE" if parameters.get("VALUE") == "DATE" else "LOCAL" if "TZID" in parameters else "UTC"
    if name == "REFRESH-INTERVAL":
        assert parameters.get("VALUE") == "DURATION", name  # RFC 7986 5.7: there is no default
    if name in {"IMAGE", "SOURCE"}:
        assert parameters.get("VALUE") == "URI", name  # RFC 7986 5.8, 5.10
    assert VALUES[kind].fullmatch(value), f"{name}: {value!r} is no {kind}"


def _check_moments(event, zones):
    moments = [*event.properties["DTSTART"], *event.properties.get("DTEND", ())]
    for parameters, _value in moments:
        assert parameters.get("TZID") in {None, *zones}, f"{parameters['TZID']} is not defined"
    assert len({parameters.get("VALUE") for parameters, _value in moments}) == 1, "the end is of another type"
    if len({parameters.get("TZID") for parameters, _value in moments}) == 1:
        values = [value for _parameters, value in moments]
        assert values == sorted(set(values)), f"it ends before it starts: {values}"
