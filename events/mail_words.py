"""What people write to register: keywords with typing mistakes, how many come, and that they do not.

Pure functions over the subject and the first lines of a mail. All texts are folded first (core.text.fold).
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from core.text import fold

Key = TypeVar("Key")

MOST_LINES = 10
# Below this length one wrong letter makes another word.
SHORTEST_WITH_TYPOS = 6
# Where what somebody answers to begins, or their signature.
END = re.compile(
    r"^\s*(>|--\s*$|_{5,}|-{3,}\s*(original|ursprungliche|weitergeleitete|forwarded)|am .{5,80}schrieb|on .{5,80}wrote"
    r"|(von|from|gesendet|sent)\s*:|(gesendet|sent|verschickt) (von|mit|from) )",
)
NUMBERS = {
    "ein": 1, "eine": 1, "einen": 1, "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwolf": 12,
}  # fmt: skip
TOGETHER = {"zweit": 2, "dritt": 3, "viert": 4, "funft": 5, "sechst": 6, "siebt": 7, "acht": 8, "neunt": 9, "zehnt": 10}
NUMBER = rf"(\d{{1,2}}|{'|'.join(NUMBERS)})"
PEOPLE = re.compile(
    rf"\b{NUMBER}\s*(?:x\s*)?(?:person(?:en)?|leute|platze?n?|teilnehm\w+|sitzplatze|karten|mann hoch)\b"
)
GROWN_UP = re.compile(rf"\b{NUMBER}\s*(?:erwachsene?n?)\b")
CHILDREN = re.compile(rf"\b{NUMBER}\s*(?:kind(?:er)?n?|jugendliche?n?)\b")
TO_SEVERAL = re.compile(rf"\bzu ({'|'.join(TOGETHER)})\b")
BOTH = re.compile(r"\b(?:wir|uns) (?:beiden?|zwei)\b|\bwir kommen beide\b|\bbegleitung\b|\bbegleitperson\b|\+\s*1\b")
RELATIVE = re.compile(
    r"\bmein(?:e|er|em|en)? (?:\w+ )?(frau|mann|partner(?:in)?|lebensgefahrt\w+|tochter|sohn|mutter|vater|bruder"
    r"|schwester|freund(?:in)?|nachbar(?:in|n)?|kolleg(?:e|en|in)|mitbewohner(?:in)?)\b"
)
NOT_COMING = re.compile(
    r"\babsag\w*|\babmeld\w*|\bmelde\b.{0,40}\bab\b|\bstornier\w*|\bstorno\b"
    r"|\b(?:kann|konnen|werde|werden)\b.{0,40}\bnicht (?:mehr )?(?:kommen|teilnehmen|dabei sein|erscheinen)\b"
    r"|\bkommen? (?:leider |doch )?nicht\b|\bnehmen? .{0,30}nicht teil\b|\bverhindert\b|\bnicht (?:mehr )?teilnehmen\b"
)


def first_lines(subject: str, text: str) -> list[str]:
    """The subject and what the person has written, folded, without what they answer to and their signature."""
    lines = [fold(subject)]
    for line in text.splitlines():
        folded = fold(line)
        if END.match(folded):
            break
        if folded:
            lines.append(folded)
        if len(lines) > MOST_LINES:
            break
    return lines


def named(lines: Sequence[str], keywords: Mapping[Key, str]) -> set[Key]:
    """Which of the keywords stand in the lines: those written right or, where there is none, nearly right.

    A keyword that is part of a longer one that was also written does not count. Several mean: nobody can tell.
    """
    windows = {size: _windows(lines, size) for size in range(1, 9)}
    distances = {key: _distance(windows, keyword) for key, keyword in keywords.items()}
    right = {key for key, distance in distances.items() if distance == 0}
    if right:
        return {key for key in right if not _is_part_of_another(key, {other: keywords[other] for other in right})}
    return {key for key, distance in distances.items() if distance is not None}


def says_no(lines: Sequence[str]) -> bool:
    """Whether somebody writes that they do not come."""
    return any(NOT_COMING.search(line) for line in lines)


def asks(lines: Sequence[str]) -> bool:
    """Whether there is a question in it, for a person to answer."""
    return any("?" in line for line in lines)


def party_size(lines: Sequence[str]) -> int | None:
    """How many people come, where somebody says so in a usual way; None where not, or in two ways that differ."""
    text = " ".join(lines)
    found = {_number(size) for size in PEOPLE.findall(text)}
    found |= {TOGETHER[word] for word in TO_SEVERAL.findall(text)}
    grown_up, children = _sum(GROWN_UP.findall(text)), _sum(CHILDREN.findall(text))
    if grown_up:
        found.add(grown_up + children)
    if not found and BOTH.search(text):
        found.add(2)
    if not found and (relatives := len(set(RELATIVE.findall(text)))):
        found.add(1 + relatives)
    sizes = {size for size in found if size >= 1}
    return sizes.pop() if len(sizes) == 1 else None


def _number(word: str) -> int:
    return NUMBERS.get(word) or (int(word) if word.isdigit() else 0)


def _sum(words: Iterable[str]) -> int:
    return sum(map(_number, words))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _windows(lines: Sequence[str], size: int) -> set[str]:
    """Neighbouring words of a line written together, so that nothing depends on where somebody put a space."""
    found: set[str] = set()
    for line in lines:
        words = _words(line)[:60]
        found |= {"".join(words[start : start + size]) for start in range(len(words) - size + 1)}
    return found


def _distance(windows: Mapping[int, Collection[str]], keyword: str) -> int | None:
    """How many letters are wrong, missing, too many or swapped; None where it is another word."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only who reads mail pays for the library's memory

    words = _words(fold(keyword))
    wanted = "".join(words)
    if not wanted:
        return None
    allowed = 0 if len(wanted) < SHORTEST_WITH_TYPOS else 1 if len(wanted) < 2 * SHORTEST_WITH_TYPOS else 2
    sizes = [size for size in range(len(words) - 2, len(words) + 3) if size in windows]
    found = [
        distance
        for size in sizes
        for window in windows[size]
        if abs(len(window) - len(wanted)) <= allowed
        and (distance := OSA.distance(window, wanted, score_cutoff=allowed)) <= allowed
    ]
    return min(found, default=None)


def _is_part_of_another(key: Key, keywords: Mapping[Key, str]) -> bool:
    own = "".join(_words(fold(keywords[key])))
    others = ("".join(_words(fold(keyword))) for other, keyword in keywords.items() if other != key)
    return any(own != other and own in other for other in others)
