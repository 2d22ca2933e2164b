"""What an engine that knows the parts of a page asks of every page: Siteimprove's rules R57, R60 and R78."""

import pytest
from lxml import html
from lxml.html import HtmlElement

from tests.gallery.walk.kept_pages import Galleries

FIELDS = ".//input[not(@type='hidden')] | .//select | .//textarea"
HEADINGS = ("h1", "h2", "h3", "h4")
UNSEEN = "ancestor-or-self::*[@hidden or self::template or self::noscript]"
"""What a browser with scripts does not show."""


def lacks_name(group: HtmlElement) -> bool:
    """Whether a `details`, which is a group, holds several fields and has no name of its own (R60)."""
    return len(group.xpath(FIELDS)) > 1 and not (group.get("aria-label") or group.get("aria-labelledby"))


def is_empty(heading: HtmlElement, end: HtmlElement | None) -> bool:
    """Whether nothing stands under a heading before `end`, the next one that is not below it (R78)."""
    inside = set(heading.iter())
    for element in heading.xpath("self::* | following::*"):
        if element is end:
            break
        if element in inside or element.xpath(UNSEEN):
            continue
        if (element.text or "").strip() or element.tag in ("img", "input", "select", "textarea"):
            return False
    return not heading.xpath("following-sibling::text()[normalize-space()]")


@pytest.mark.parametrize("pages", ["fr", "hub"])
def test_groups_are_named_headings_head_something_and_nothing_is_said_at_load(gallery: Galleries, pages: str) -> None:
    faults = list[str]()
    for shot in gallery(pages).shots:
        page = html.document_fromstring(shot.source)
        faults += [
            f"{shot.name}: {group.find('summary').text_content()}"
            for group in page.iter("details")
            if lacks_name(group)
        ]
        headings = [each for each in page.iter(*HEADINGS) if not each.xpath(UNSEEN)]
        for place, heading in enumerate(headings):
            end = next((each for each in headings[place + 1 :] if each.tag <= heading.tag), None)
            if is_empty(heading, end):
                faults.append(f"{shot.name}: {heading.text_content()}")
        if any(status.text_content().strip() for status in page.cssselect("#status")):
            faults.append(f"{shot.name}: a status that is said at load (R57)")
    assert faults == []
