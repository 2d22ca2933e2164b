"""Keeps telephone numbers on one line of a page, as papers do: the spaces within one become narrow no-break spaces.

Numbers stand in the texts of procedures, in what a town hall typed and in translations; all of them are seen once, when
the page leaves. A number that is copied from a page is taken as one typed with plain spaces.
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
_AS_TYPED = ("<textarea", "<script", "<style")


def install(app: Flask) -> None:
    """Join the numbers of every page. Installed after compression, because the last one installed acts first."""
    app.after_request(_join)


def _join(response: Response) -> Response:
    if response.mimetype == "text/html" and not response.direct_passthrough and response.is_sequence:
        page = response.get_data(as_text=True)
        if (joined := unbroken(page)) != page:
            response.set_data(joined)
    return response


def unbroken(page: str) -> str:
    """The page with the numbers of its text joined; tags, what can be typed over and code stay as they are."""
    return _NUMBER.sub(_joined, page)


def _joined(number: re.Match[str]) -> str:
    before = number.string[: number.start()]
    tag = before.rfind("<")
    said = before.rfind(">") >= tag and not before.startswith(_AS_TYPED, max(tag, 0))
    return _GAP.sub(SPACE, number[0]) if said else number[0]
