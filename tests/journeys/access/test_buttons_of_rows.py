"""Who goes from button to button hears of whom each is: of which paper, which draft, which colleague."""

from collections import defaultdict

import lxml.html
import pytest

from tests.gallery.walk.kept_pages import Galleries


@pytest.mark.parametrize("state", ["desk-full", "printing", "printing-left", "team-locked-out"])
def test_two_buttons_of_one_name_are_told_apart_by_their_row(gallery: Galleries, state: str) -> None:
    page = lxml.html.document_fromstring(next(shot.source for shot in gallery("fr").shots if shot.name == state))
    named = defaultdict(list)
    for button in page.cssselect("main button, main a.button, main summary"):
        named[button.get("aria-label") or " ".join(button.text_content().split())].append(button)
    repeated = [button for buttons in named.values() if len(buttons) > 1 for button in buttons]
    assert repeated, "the state shows no two rows of one kind"
    for button in repeated:
        row = next(iter(button.xpath("ancestor::li[contains(@class, 'work')] | ancestor::section[h3] | ancestor::tr")))
        if any(name.text_content().strip() in button.text_content() for name in row.cssselect("h3 bdi")):
            continue  # it says the name itself
        parts = [row.xpath(f".//*[@id='{part}']") for part in (button.get("aria-describedby") or "").split()]
        told = " ".join(part[0].text_content().strip() for part in parts if part)
        assert len(parts) == sum(map(len, parts)) and told, lxml.html.tostring(button)
