"""What a stranger in the room must not hear is marked so on every page: answers, names, numbers of cases, codes."""

import re
from collections.abc import Iterator

import lxml.html
from lxml.html import HtmlElement

from tests.gallery.shots.shots import Shot
from tests.gallery.walk.kept_pages import Galleries

TYPED = re.compile(r"\bSA\s?\d{4}\s?\w\b|Benali|Marie Louise|02\s?99\s?00\s?00\s?01|Durand|3 février 1965|Diallo")
"""What people of the gallery typed, and the numbers that they got."""
MARKED = "ancestor-or-self::*[@data-private] | ancestor-or-self::svg[ancestor::*[contains(@class, 'receipt')]]"
"""As `static/js/speech/utterances.js` reads it."""
LEAST = 60
"""States of pages in which somebody typed something; fewer would mean that this looks at nothing."""


def texts(shot: Shot) -> Iterator[tuple[HtmlElement, str]]:
    for element in lxml.html.document_fromstring(shot.source).body.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style", "textarea", "option", "datalist"):
            yield element, element.text or ""
            yield from ((element, child.tail or "") for child in element)


def test_what_somebody_typed_is_private_on_every_page(gallery: Galleries) -> None:
    shots = gallery("fr").shots
    code = next(lxml.html.document_fromstring(shot.source) for shot in shots if shot.name == "code")
    given = " ".join(code.cssselect(".reference")[0].text_content().split())
    private, heard = set(), []
    for shot in shots:
        for element, text in texts(shot):
            if not TYPED.search(text) and given not in " ".join(text.split()):
                continue
            if element.xpath(MARKED):
                private.add(shot.name)
            else:
                heard.append(f"{shot.name}: <{element.tag}> {' '.join(text.split())[:80]}")
    assert not heard, "\n".join(heard)
    assert len(private) >= LEAST and {"code", "terminal-review", "terminal-submitted", "receipt-back-square"} <= private
