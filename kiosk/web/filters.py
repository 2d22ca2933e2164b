"""The template filters of the box alone, and what keeps together on a line of a finished page what belongs together."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from kiosk.words.words import CLOSES, OPENS, Words

_KINDS = frozenset({"date", "phone", "email", "group", "nir", "iban"})
_NUMBER = re.compile(r"\d[\d\s.-]*")
"""A number as people write it, in groups; words between two numbers (street number, postcode) separate them."""
_LONG_NUMBER = 7
"""Digits from which a number can identify a person: a telephone, an account, a social security number."""
_HYPHENATED = re.compile(r"(?<![\w&;-])(?=[\w’-]{3,16}(?![\w’-]))[\w’]+(?:-[\w’]+)+")


def is_masked(kind: str, shown: str) -> bool:
    """Whether to mask an answer of this kind; `shown` is the answer in words."""
    numbers = (sum(map(str.isdigit, number)) for number in _NUMBER.findall(shown))
    return bool(shown) and (kind in _KINDS or max(numbers, default=0) >= _LONG_NUMBER)


def rejection_in_words(code: str, words: Words) -> str:
    """Why the hub refused an event, in words; a general sentence for a code that this box does not know."""
    sentence = words.code("rejection", code)
    return sentence if sentence != code else words.code("rejection", "other")


def answer_day(iso: str) -> date | None:
    """The date of an answer, None where it has none, or only a year."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _keep_hyphens_together(title: Markup | str) -> Markup:
    """A title whose short words with a hyphen, as « faites-vous », stay on one line where the window has room."""
    if "-" not in title:
        return escape(title)
    pieces, end = [], 0
    for word in _HYPHENATED.finditer(title):
        pieces += [escape(title[end : word.start()]), Markup('<span class="unbroken">{}</span>').format(word[0])]
        end = word.end()
    return Markup("").join([*pieces, escape(title[end:])])


def site_name(address: str) -> str:
    """The host of an address, as people recognise it."""
    return urlsplit(address).netloc or address


_PARTS = re.compile(
    rf"<(title|option|textarea|script|style)\b.*?</\1>|<!--.*?-->|<[^<>]*>|[{OPENS}{CLOSES}]", re.DOTALL
)
_INSTEAD = {OPENS: '<span lang="fr" dir="ltr">', CLOSES: "</span>"}
SPACE = "\N{NARROW NO-BREAK SPACE}"
_TELEPHONE = re.compile(
    r"[0+](?<![\w+/.-].)"
    r"(?:\d(?:[ \u00a0]\d\d){4}"  # 02 99 00 00 00
    r"|[ \u00a0]\d{3}(?:(?:[ \u00a0]\d{3}){2}|(?:[ \u00a0]\d\d){3})"  # 0 805 160 075, 0 800 47 33 33
    r"|(?<=\+)\d{1,3}(?:[ \u00a0]\d{1,4}){3,5})(?!\w)"  # +33 2 99 00 00 00, +44 20 7946 0018
)
_GAP = re.compile("[ \u00a0]")
_AFTER_A_SPACE, _BEFORE_A_SPACE = ":;!?»", "«"
"""Signs with a space before or after them at which no line ends (Lexique des règles typographiques en usage à
l'Imprimerie nationale).
"""
_ENDS = re.compile(r"\W|$")
_AS_TYPED = ("<textarea", "<script", "<style", "<code", "<kbd", "<pre")


def replace_french_marks(page: str) -> str:
    """The page with elements in place of the marks."""
    return _PARTS.sub(lambda match: _INSTEAD.get(match[0]) or _bare(match[0]), page) if OPENS in page else page


def _bare(text: str) -> str:
    """The text without marks."""
    return text.replace(OPENS, "").replace(CLOSES, "")


def add_no_break_spaces(page: str) -> str:
    """The page with what belongs together joined; tags, what can be typed over and code stay as they are."""
    return _with_signs_joined(_with_numbers_joined(page))


def _with_numbers_joined(page: str) -> str:
    pieces: list[str] = []
    end = 0
    for start in sorted([*_places(page, "0"), *_places(page, "+")]):
        number = _TELEPHONE.match(page, start) if start >= end else None
        if number and _is_said(page, start):
            pieces += (page[end:start], _GAP.sub(SPACE, number[0]))
            end = number.end()
    return "".join((*pieces, page[end:])) if pieces else page


def _with_signs_joined(page: str) -> str:
    pieces: list[str] = []
    end = 0
    for space in sorted([*_spaces_before(page), *_spaces_after(page)]):
        if space >= end:
            pieces += (page[end:space], "\u00a0")
            end = space + 1
    return "".join((*pieces, page[end:])) if pieces else page


def _spaces_before(page: str) -> Iterator[int]:
    """The spaces before a sign that belongs to the word before it."""
    for at in (at for sign in _AFTER_A_SPACE for at in _places(page, sign)):
        # A sign that stands alone belongs to no word, nor does one that a word begins with.
        alone = page[at - 1 : at] != " " or page[at - 2].isspace() or not _ENDS.match(page, at + 1)
        if not alone and _is_said(page, at - 1):
            yield at - 1


def _spaces_after(page: str) -> Iterator[int]:
    """The spaces after a sign that opens a word."""
    for at in _places(page, _BEFORE_A_SPACE):
        if page[at + 1 : at + 2] == " " and _is_said(page, at):
            yield at + 1


def _places(page: str, sign: str) -> Iterator[int]:
    """Where a sign stands; a page has few of them, and a pattern would look at each of its letters."""
    at = page.find(sign)
    while at >= 0:
        yield at
        at = page.find(sign, at + 1)


def _is_said(page: str, start: int) -> bool:
    """Whether the page shows what starts there, and nobody copies it into a program."""
    tag = page.rfind("<", 0, start)
    return page.rfind(">", 0, start) >= tag and not page.startswith(_AS_TYPED, max(tag, 0))
