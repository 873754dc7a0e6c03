"""What the documents name is there: other pages and their headings, files, commands, settings and decisions."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

CODE = Path(__file__).resolve().parents[2]
NOT_READ = re.compile(r"(^|/)(\.(?!ci/|importlinter|pre-commit)|node_modules/|__pycache__/)")
FILES = {str(path.relative_to(CODE)) for path in CODE.rglob("*") if path.is_file()}
FILES = {file for file in FILES if not NOT_READ.search(file)}
FOLDERS = {str(folder) for file in FILES for folder in Path(file).parents}
DOCUMENTS = sorted(file for file in FILES if file.endswith(".md"))

LINK = re.compile(r"\]\((?!\w+:|/)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE_BLOCK = re.compile(r"```.*?```", re.DOTALL)
QUOTED = re.compile(r"`([^`\n]+)`")
# “core/privacy/retention.py” and “retention.py”; not “.data/mail”, “./lint”, “/api/docs” or “…/privacy.py”.
PATH = re.compile(r"(?:[a-z_]\w*/)*\.?[\w.-]+\.(?:py|md|yaml|toml|json|html|txt|in|css)|(?:script|docs|\.ci)/[\w-]+")
COMMAND = re.compile(r"manage\.py (\w+)")
DECISION = re.compile(r"\bADR[ -]?(\d+)|\badr/(\d{4})")
SETTING = re.compile(r"`([A-Z]{3,}(?:_[A-Z]+)+)(?:=[^`]*)?`")
# Named because they are Django's or the host's, or were decided against.
NOT_OURS = {"SECRET_KEY_FILE", "CHECK_REVOKE_TOKEN"}


def headings(document: str) -> set[str]:
    """As GitHub, GitLab and Forgejo make anchors of them."""
    lines = re.findall(r"^#+ (.*)$", CODE_BLOCK.sub("", (CODE / document).read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.strip().lower()).replace(" ", "-") for line in lines}


def is_there(path: str) -> bool:
    return path in FILES | FOLDERS or any(file.endswith(f"/{path}") for file in FILES)


@pytest.fixture(scope="module")
def code() -> str:
    """All that may read a setting, as one text."""
    files = [file for file in FILES if file.endswith((".py", ".sh", ".toml")) or file.startswith((".ci/", "script/"))]
    return "\n".join((CODE / file).read_text() for file in files)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_names_is_there(document: str, code: str) -> None:
    text = (CODE / document).read_text()
    prose = CODE_BLOCK.sub("", text)
    missing = []
    for page, heading in LINK.findall(prose):
        target = (CODE / document).parent / page if page else CODE / document
        if not target.exists() or (heading and heading not in headings(str(target.resolve().relative_to(CODE)))):
            missing.append(f"{page}#{heading}")
    words = [word.rstrip(":,;") for quoted in QUOTED.findall(prose) for word in quoted.split()]
    missing += [word for word in words if PATH.fullmatch(word) and not is_there(word)]
    missing += [name for name in COMMAND.findall(text) if name not in get_commands()]
    numbers = [one or other for one, other in DECISION.findall(text)]
    missing += [one for one in numbers if not any(file.startswith(f"docs/adr/{int(one):04d}-") for file in FILES)]
    missing += [name for name in SETTING.findall(prose) if name not in NOT_OURS and not re.search(rf"\b{name}\b", code)]
    assert missing == []
