"""A date typed by keyboard alone, in real Chromium: no Tab, no pointer, and back again."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.counter import named


def boxes(page: Page) -> list[str]:
    return [named(page, f"day.{part}").input_value() for part in ("day", "month", "year")]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.id"))


@pytest.mark.parametrize(
    "typed", ["03021945", "03/02/1945", "3/2/1945", "3.2.1945", "3-2-1945", "3 2 1945"], ids=lambda typed: typed
)
def test_a_date_is_typed_without_tab(written: Page, typed: str) -> None:
    named(written, "day.day").focus()
    written.keyboard.type(typed)
    assert [box.lstrip("0") for box in boxes(written)] == ["3", "2", "1945"]
    assert focused(written) == "f.day.year"


@pytest.mark.parametrize("pasted", ["03/02/1945", "03021945", " 03-02-1945 "])
def test_a_date_is_pasted_whole(written: Page, pasted: str) -> None:
    written.context.grant_permissions(["clipboard-read", "clipboard-write"])
    written.evaluate("text => navigator.clipboard.writeText(text)", pasted)
    named(written, "day.day").focus()
    written.keyboard.press("Control+v")
    expect(named(written, "day.year")).to_have_value("1945")
    assert boxes(written) == ["03", "02", "1945"]


def test_a_date_is_gone_back_through(written: Page) -> None:
    named(written, "day.day").focus()
    written.keyboard.type("0302")
    for _ in range(3):
        written.keyboard.press("Backspace")
    assert (boxes(written), focused(written)) == (["03", "", ""], "f.day.month")
    written.keyboard.press("Backspace")
    written.keyboard.press("Backspace")
    written.keyboard.type("4/mars/")
    assert (boxes(written), focused(written)) == (["04", "mars", ""], "f.day.year")


def test_an_unknown_day_may_begin_with_a_dash(written: Page) -> None:
    named(written, "day.day").focus()
    written.keyboard.type("-")
    assert (boxes(written), focused(written)) == (["-", "", ""], "f.day.day")
