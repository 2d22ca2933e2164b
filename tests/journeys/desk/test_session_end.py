"""A desk in a real browser says before it locks; one press keeps it open, and what is typed stays."""

import re

from playwright.sync_api import expect

from tests.journeys.counter import Counter


def test_a_desk_asks_two_minutes_before_it_locks_and_one_press_keeps_it_open(counter: Counter) -> None:
    page = counter.page
    page.clock.install()
    page.goto(f"{counter.address}/desk")
    dialog, notice = page.get_by_role("alertdialog", name="Êtes-vous encore là ?"), page.locator("#session-notice")
    told = page.locator("#session-end")
    idle, before = (int(told.get_attribute(f"data-{name}") or 0) for name in ("idle", "before"))
    assert before == 120 < idle

    def later(seconds: int) -> None:
        page.clock.fast_forward(seconds * 1000)

    later(idle - before - 5)
    expect(dialog).to_be_hidden()
    later(6)
    expect(dialog).to_be_visible()
    expect(page.locator("#session-end-text")).to_have_text(re.compile(r"se verrouille à \d\d:\d\d\.$"))
    expect(dialog.get_by_role("button", name="Oui, je continue")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    later(idle - before - 20)
    expect(dialog).to_be_hidden()
    with page.expect_response("**/lock/stay") as answer:
        page.keyboard.press("Shift")  # whoever types is there, and is not asked
    assert answer.value.status == 204
    later(idle - before - 20)
    expect(dialog).to_be_hidden()
    expect(notice).to_be_empty()
    later(idle)
    expect(notice).to_have_text("Cet écran est verrouillé. Votre code PIN sera demandé au prochain geste.")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Shift")
    expect(notice).to_be_empty()  # another page of this desk was used meanwhile: the screen is not locked after all
