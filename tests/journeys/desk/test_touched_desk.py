"""A desk that is touched has the keyboard on its screen; one with a mouse and keys of its own is left alone."""

from playwright.sync_api import Browser, expect

from tests.journeys.alone import key, keyboard
from tests.journeys.counter import Counter


def test_a_finger_writes_at_the_desk_and_at_the_sign_in(counter: Counter, chrome: Browser) -> None:
    signed_in = counter.page.context.storage_state()
    for state, path, name, letter in ((signed_in, "/desk/find", "reference", "A"), (None, "/sign-in", "login", "a")):
        with chrome.new_context(
            storage_state=state, has_touch=True, viewport={"width": 1280, "height": 800}, locale="fr-FR"
        ) as touched:
            page = touched.new_page()
            page.goto(f"{counter.address}{path}")
            box = page.locator(f"[name={name}]")
            box.tap()
            expect(keyboard(page)).to_be_visible()
            key(page, letter).tap()
            expect(box).to_have_value(letter)
            bottom = box.evaluate("it => it.getBoundingClientRect().bottom")
            assert bottom <= keyboard(page).evaluate("it => it.getBoundingClientRect().top")


def test_a_mouse_or_keys_open_none_at_the_desk(counter: Counter) -> None:
    page = counter.page
    page.goto(f"{counter.address}/desk/find")
    page.locator("[name=reference]").click()
    page.keyboard.type("ben")
    expect(keyboard(page)).to_be_hidden()
    assert not page.locator("#keyboard .row").count()
