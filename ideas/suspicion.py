"""What in a text asks for a look before others see it: pure functions (tests/ideas/test_suspicion.py).

They never refuse and never drop anything: what they find sends the text to the queue, and tells the clerk why.
"""

import re
from collections.abc import Collection

from ideas.models import Signal

# An Internet address, also one without “https://”: “beispiel.de”.
LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:de|com|net|org|info|eu|ru|cn|biz|shop|xyz|top)\b", re.IGNORECASE
)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
# A telephone number as Germans write it: from 0 or +49, seven digits and more, perhaps in groups.
TELEPHONE = re.compile(r"(?<![\d.,])(?:\+\d{2}|0)[\s()/.-]*(?:\d[\s()/.-]{0,3}){6,14}(?!\d)")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}", re.IGNORECASE)
NUMBER_PLATE = re.compile(r"\b[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{1,4}[EH]?\b")
WORDS = re.compile(r"\w+")
SAME_SIGN = re.compile(r"([^\s\d.-])\1{5,}")
LINKS_ALLOWED = 1  # a text may name one page
LOUD_FROM = 20  # so many letters before capitals are shouting
MONOTONOUS_FROM = 8  # so many words before one word over and over is noise
FEW = 6  # texts of fewer words are alike only where they are the same
ALIKE = 0.8  # the share of words that two texts have in common when one repeats the other


def signals(text: str, *, earlier: Collection[str] = ()) -> list[Signal]:
    """All that is to be looked at in a text; `earlier` are texts that were sent before."""
    found = {
        Signal.CONTACTS: has_contacts(text),
        Signal.LINKS: len(LINK.findall(ADDRESS.sub(" ", text))) > LINKS_ALLOWED,
        Signal.REPEATED: any(is_like(text, other) for other in earlier),
        Signal.NOISE: is_noise(text),
    }
    return [signal for signal, is_there in found.items() if is_there]


def has_contacts(text: str) -> bool:
    """Whether it names an address, a telephone number, an account at a bank, or a number plate."""
    return any(pattern.search(text) for pattern in (ADDRESS, TELEPHONE, IBAN, NUMBER_PLATE))


def is_noise(text: str) -> bool:
    """Whether it shouts, repeats a sign many times, or consists of one word over and over."""
    letters = [sign for sign in text if sign.isalpha()]
    is_loud = len(letters) >= LOUD_FROM and sum(sign.isupper() for sign in letters) > 0.7 * len(letters)
    words = [word.casefold() for word in WORDS.findall(text)]
    is_monotonous = len(words) >= MONOTONOUS_FROM and len(set(words)) <= len(words) / 4
    return is_loud or is_monotonous or SAME_SIGN.search(text) is not None


def is_like(text: str, other: str) -> bool:
    """Whether both say the same, give or take a few words; short ones only where they are the same."""
    mine, theirs = ({word.casefold() for word in WORDS.findall(one)} for one in (text, other))
    if not mine or not theirs:
        return False
    if min(len(mine), len(theirs)) < FEW:
        return mine == theirs
    return len(mine & theirs) >= ALIKE * len(mine | theirs)
