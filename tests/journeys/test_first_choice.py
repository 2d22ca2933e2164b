"""The first thing chosen at a terminal gives its session a new id; the page that is open goes on all the same."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.journeys.alone import at_the_terminal, key, keyboard


def test_choosing_the_order_of_the_keys_leaves_the_form_on_the_page_good(chrome: Browser, tmp_path: Path) -> None:
    """The form was written for the old id; the keyboard's script gives it the token of the new one."""
    with at_the_terminal(chrome, tmp_path) as terminal, terminal.opened() as page:
        page.goto(f"{terminal.address}/procedures")
        page.get_by_role("searchbox").tap()
        expect(keyboard(page)).to_be_visible()
        with page.expect_response("**/keyboard") as answer:
            key(page, act="abc").tap()
        assert answer.value.status == 204
        page.locator(".helper-bar button.call").click()
        expect(page.locator("h1")).to_have_text("Parler à quelqu’un")
