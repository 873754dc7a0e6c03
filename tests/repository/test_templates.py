"""Every template of ours is used by somebody."""

import re
from pathlib import Path

import unfold

ROOT = Path(__file__).resolve().parents[2]
FLOORS = [ROOT / name for name in ("core", "events", "ideas", "news", "api", "pages") if (ROOT / name).is_dir()]
# Names that Django or its administration look for by themselves.
FOUND_BY_NAME = re.compile(r"(admin|unfold|registration|django)/|[45]\d\d\.html")


def templates():
    """Name as Django knows it → file."""
    files = [path for floor in FLOORS for path in floor.rglob("templates/**/*") if path.is_file()]
    return {str(path).rpartition("/templates/")[2]: path for path in files}


def test_every_template_is_named_in_code_or_in_another_template():
    sources = [path.read_text() for floor in FLOORS for path in floor.rglob("*.py")]
    texts = {None: "\n".join(sources), **{name: path.read_text() for name, path in templates().items()}}
    unused = [
        name
        for name in templates()
        if not FOUND_BY_NAME.match(name)
        and not any(
            f'"{name}"' in text or f'"{name.removeprefix("pages/")}"' in text
            for other, text in texts.items()
            if other != name
        )
    ]
    assert unused == []


def test_templates_hold_no_inline_script():
    inline = re.compile(r"<script(?![^>]* src=)|\son\w+=")
    assert [name for name, path in templates().items() if inline.search(path.read_text())] == []


def test_every_class_of_the_administration_is_in_a_sheet():
    """The library's sheet holds only those that it uses itself: of all others nobody sees anything."""
    sheets = [Path(unfold.__file__).parent / "static/unfold/css/styles.css"]
    sheets += [path for floor in FLOORS for path in floor.rglob("static/**/*.css")]
    styles = "\n".join(path.read_text() for path in sheets)
    written = {
        word: name
        for name, path in templates().items()
        if name.startswith("admin/")
        for words in re.findall(r'class="([^"]*)"', path.read_text())
        for word in re.sub(r"{[{%].*?[%}]}", " ", words).split()
    }
    escaped = {word: re.sub(r"([^\w-])", r"\\\1", word) for word in written}
    assert {word: name for word, name in written.items() if f".{escaped[word]}" not in styles} == {}
