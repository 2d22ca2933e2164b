"""What must be filled says so before it is missing: to a screen reader, and to who hears the page (RGAA 11.10)."""

import lxml.html
from lxml.html import HtmlElement

from tests.gallery.walk.kept_pages import Galleries

LEAST = 20
"""Empty boxes and groups that the gallery's refusals name; fewer would mean that this looks at nothing."""


def missing(page: HtmlElement) -> list[HtmlElement]:
    """The empty boxes, and the groups of radios without an answer, that a page says are wrong."""
    boxes = page.cssselect(
        "input[aria-invalid=true]:not([type=password]):not([type=file]), textarea[aria-invalid=true]"
    )
    groups = [group for group in page.cssselect("fieldset.field") if group.xpath(".//p[contains(@id, '-fault')]")]
    return [box for box in boxes if not (box.get("value") or (box.text or "").strip())] + [
        group for group in groups if group.cssselect("[type=radio]") and not group.cssselect("[checked]")
    ]


def test_what_is_told_to_be_missing_was_told_to_be_needed(gallery: Galleries) -> None:
    found, untold = 0, []
    for shot in gallery("fr").shots:
        for control in missing(lxml.html.document_fromstring(shot.source)):
            found += 1
            if not (control.get("aria-required") == "true" or control.cssselect("[aria-required=true]")):
                untold.append(f"{shot.name}: {control.get('id')}")
    assert not untold, "\n".join(untold)
    assert found >= LEAST


def test_number_and_code_of_a_receipt_are_both_needed(gallery: Galleries) -> None:
    pages = {shot.name: lxml.html.document_fromstring(shot.source) for shot in gallery("fr").shots}
    for state in ("where", "withdrawal-alone", "resume", "sign-in", "lock"):
        assert pages[state].cssselect("main input[aria-required=true]"), state
    for state in ("where", "withdrawal-alone"):
        assert len(pages[state].cssselect("main input[aria-required=true]")) == 2, state
