"""Keeps together on a line of a page what belongs together: a telephone number, and a French sign with its word.

Both stand in texts of the interface and of procedures, in what a town hall typed and in translations; all of them are
seen once, when the page leaves. A number that is copied from a page is taken as one typed with plain spaces.
"""

import re
from collections.abc import Iterator

from flask import Flask, Response

SPACE = "\N{NARROW NO-BREAK SPACE}"
_NUMBER = re.compile(
    r"[0+](?<![\w+/.-].)"
    r"(?:\d(?:[ \u00a0]\d\d){4}"  # 02 99 00 00 00
    r"|[ \u00a0]\d{3}(?:(?:[ \u00a0]\d{3}){2}|(?:[ \u00a0]\d\d){3})"  # 0 805 160 075, 0 800 47 33 33
    r"|(?<=\+)\d{1,3}(?:[ \u00a0]\d{1,4}){3,5})(?!\w)"  # +33 2 99 00 00 00, +44 20 7946 0018
)
_GAP = re.compile("[ \u00a0]")
_SPACES = {" :": 0, " ;": 0, " !": 0, " ?": 0, " »": 0, "« ": 1}
"""A sign with the space before « : », « ; », « ! », « ? » and within quotation marks, where no line ends (Lexique des
règles typographiques en usage à l'Imprimerie nationale), and where in it the space is.
"""
_ENDS = re.compile(r"\W|$")
_AS_TYPED = ("<textarea", "<script", "<style", "<code", "<kbd", "<pre")


def install(app: Flask) -> None:
    """Join what belongs together on every page. Installed after compression: the last one installed acts first."""
    app.after_request(_join)


def _join(response: Response) -> Response:
    if response.mimetype == "text/html" and not response.direct_passthrough and response.is_sequence:
        page = response.get_data(as_text=True)
        if (joined := unbroken(page)) != page:
            response.set_data(joined)
    return response


def unbroken(page: str) -> str:
    """The page with what belongs together joined; tags, what can be typed over and code stay as they are."""
    return _with_signs_joined(_with_numbers_joined(page))


def _with_numbers_joined(page: str) -> str:
    pieces: list[str] = []
    end = 0
    for start in sorted([*_places(page, "0"), *_places(page, "+")]):
        number = _NUMBER.match(page, start) if start >= end else None
        if number and _is_said(page, start):
            pieces += (page[end:start], _GAP.sub(SPACE, number[0]))
            end = number.end()
    return "".join((*pieces, page[end:])) if pieces else page


def _with_signs_joined(page: str) -> str:
    pieces: list[str] = []
    end = 0
    for start, space in sorted(
        (start, start + place) for sign, place in _SPACES.items() for start in _places(page, sign)
    ):
        if space >= end and _is_with_its_word(page, start, space) and _is_said(page, start):
            pieces += (page[end:space], "\u00a0")
            end = space + 1
    return "".join((*pieces, page[end:])) if pieces else page


def _places(page: str, sign: str) -> Iterator[int]:
    """Where a sign stands; a page has few of them, and a pattern would look at each of its letters."""
    at = page.find(sign)
    while at >= 0:
        yield at
        at = page.find(sign, at + 1)


def _is_with_its_word(page: str, start: int, space: int) -> bool:
    """Whether the sign at `start` belongs to the word before it, or to the one that it opens."""
    return start < space or (not page[start - 1].isspace() and _ENDS.match(page, start + 2) is not None)


def _is_said(page: str, start: int) -> bool:
    """Whether the page shows what starts there, and nobody copies it into a program."""
    tag = page.rfind("<", 0, start)
    return page.rfind(">", 0, start) >= tag and not page.startswith(_AS_TYPED, max(tag, 0))
