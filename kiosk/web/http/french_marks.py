"""French that stands in a page of another language says so: `lang="fr"` around it, which a screen reader then reads.

What templates say is marked while it is written (`kiosk.words.words`), since only the finished page knows where a word
stands: inside a tag, a title, an option or a box that is typed in there can be no element, and the mark goes.
"""

import re

from flask import Flask, Response

from kiosk.words.words import CLOSES, OPENS

_PARTS = re.compile(
    rf"<(title|option|textarea|script|style)\b.*?</\1>|<!--.*?-->|<[^<>]*>|[{OPENS}{CLOSES}]", re.DOTALL
)
_INSTEAD = {OPENS: '<span lang="fr" dir="ltr">', CLOSES: "</span>"}
_TOLD = OPENS.encode()


def install(app: Flask) -> None:
    """Before pages are compressed, so after that is installed: what is asked last acts first."""
    app.after_request(_say)


def _say(response: Response) -> Response:
    if response.direct_passthrough or not response.is_sequence or _TOLD not in (body := response.get_data()):
        return response
    text = body.decode()
    response.set_data(marked(text) if response.mimetype == "text/html" else bare(text))
    return response


def marked(page: str) -> str:
    """A page with elements in the place of the marks."""
    return _PARTS.sub(lambda found: _INSTEAD.get(found[0]) or bare(found[0]), page)


def bare(text: str) -> str:
    """The same words without marks."""
    return text.replace(OPENS, "").replace(CLOSES, "")
