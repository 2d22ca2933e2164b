"""Keeps together on a line of a page what belongs together: a telephone number, and a French sign with its word.

Both stand in texts of the interface and of procedures, in what a town hall typed and in translations; all of them are
seen once, when the page leaves. A number that is copied from a page is taken as one typed with plain spaces.
"""

import re

from flask import Flask, Response

SPACE = "\N{NARROW NO-BREAK SPACE}"
_NUMBER = re.compile(
    r"[0+](?<![\w+/.-].)"
    r"(?:\d(?:[ \u00a0]\d\d){4}"  # 02 99 00 00 00
    r"|[ \u00a0]\d{3}(?:(?:[ \u00a0]\d{3}){2}|(?:[ \u00a0]\d\d){3})"  # 0 805 160 075, 0 800 47 33 33
    r"|(?<=\+)\d{1,3}(?:[ \u00a0]\d{1,4}){3,5})(?!\w)"  # +33 2 99 00 00 00, +44 20 7946 0018
)
_GAP = re.compile("[ \u00a0]")
_SIGN = re.compile(r" [:;!?»](?=\W|$)|« ")
"""A sign with the space before « : », « ; », « ! », « ? » and within quotation marks, where no line ends (Lexique des
règles typographiques en usage à l'Imprimerie nationale).
"""
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
    return _SIGN.sub(_with_its_word, _NUMBER.sub(_joined, page))


def _joined(number: re.Match[str]) -> str:
    return _GAP.sub(SPACE, number[0]) if _is_said(number) else number[0]


def _with_its_word(sign: re.Match[str]) -> str:
    stands_alone = sign[0].startswith(" ") and sign.string[sign.start() - 1].isspace()
    return sign[0] if stands_alone or not _is_said(sign) else sign[0].replace(" ", "\u00a0")


def _is_said(found: re.Match[str]) -> bool:
    """Whether the page shows what was found, and nobody copies it into a program."""
    page, start = found.string, found.start()
    tag = page.rfind("<", 0, start)
    return page.rfind(">", 0, start) >= tag and not page.startswith(_AS_TYPED, max(tag, 0))
