"""The template filters of the box alone, and what keeps together on a line of a finished page what belongs together."""

import re
from datetime import date
from urllib.parse import urlsplit

from flask import Response
from markupsafe import Markup, escape

from kiosk.domain.answers.fields.registry import MASKED
from kiosk.http.filters import mark_french
from kiosk.words.words import Words

_NUMBER = re.compile(r"\d[\d\s.-]*")
"""A number as people write it, in groups; words between two numbers (street number, postcode) separate them."""
_LONG_NUMBER = 7
"""Digits from which a number can identify a person: a telephone, an account, a social security number."""
_HYPHENATED = re.compile(r"(?<![\w&;-])(?=[\w’-]{3,16}(?![\w’-]))[\w’]+(?:-[\w’]+)+")


def is_masked(kind: str, shown: str) -> bool:
    """Whether to mask an answer of this kind; `shown` is the answer in words."""
    numbers = (sum(map(str.isdigit, number)) for number in _NUMBER.findall(shown))
    return bool(shown) and (kind in MASKED or max(numbers, default=0) >= _LONG_NUMBER)


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


SPACE = "\N{NARROW NO-BREAK SPACE}"
_TELEPHONE = re.compile(
    r"[0+](?<![\w+/.-].)"
    r"(?:\d(?:[ \u00a0]\d\d){4}"  # 02 99 00 00 00
    r"|[ \u00a0]\d{3}(?:(?:[ \u00a0]\d{3}){2}|(?:[ \u00a0]\d\d){3})"  # 0 805 160 075, 0 800 47 33 33
    r"|(?<=\+)\d{1,3}(?:[ \u00a0]\d{1,4}){3,5})(?!\w)"  # +33 2 99 00 00 00, +44 20 7946 0018
)
_GAP = re.compile("[ \u00a0]")
_BESIDE_A_SIGN = re.compile(r" (?:(?<=\S )(?=[:;!?»](?:\W|$))|(?<=« ))")
"""A space before a sign that belongs to the word before it, or after one that opens a word, at which no line ends
(Lexique des règles typographiques en usage à l'Imprimerie nationale).
"""
_AS_TYPED = ("<textarea", "<script", "<style", "<code", "<kbd", "<pre")


def finish_page(response: Response) -> Response:
    """A page with its French words marked, and what belongs together kept on one line: only the finished page shows
    where a word stands.
    """
    if response.mimetype == "text/html" and response.is_sequence and not response.direct_passthrough:
        response.set_data(add_no_break_spaces(mark_french(response.get_data(as_text=True))))
    return response


def add_no_break_spaces(page: str) -> str:
    """The page with what belongs together joined; tags, what can be typed over and code stay as they are."""
    page = _TELEPHONE.sub(lambda number: _GAP.sub(SPACE, number[0]) if _is_said(number) else number[0], page)
    return _BESIDE_A_SIGN.sub(lambda space: "\u00a0" if _is_said(space) else " ", page)


def _is_said(found: re.Match[str]) -> bool:
    """Whether the page shows what was found there, and nobody copies it into a program."""
    page, start = found.string, found.start()
    tag = page.rfind("<", 0, start)
    return page.rfind(">", 0, start) >= tag and not page.startswith(_AS_TYPED, max(tag, 0))
