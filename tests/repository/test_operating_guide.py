"""The operator's guide names every variable that the code reads."""

import re
from pathlib import Path

CODE = Path(__file__).resolve().parents[2]
READ = re.compile(r'(?:environment\.\w+|required\.text)\(\s*"([A-Z_]+)"')
ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def test_the_guides_table_lists_exactly_the_variables_the_code_reads() -> None:
    read = {name for path in (CODE / "core").rglob("*.py") for name in READ.findall(path.read_text())}
    assert "PARTHELAND_DATA" in read

    assert sorted(ROW.findall((CODE / "docs" / "operating.md").read_text())) == sorted(read)


def test_no_other_module_reads_the_environment_past_the_typed_readers() -> None:
    floors = ("core", "events", "ideas", "news", "api", "pages")
    modules = [path for floor in floors for path in (CODE / floor).rglob("*.py")]
    direct = [
        path.relative_to(CODE)
        for path in modules
        if re.search(r"os\.(environ\b(?!\.setdefault)|getenv)", path.read_text())
    ]
    assert direct == []
