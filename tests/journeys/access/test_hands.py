"""A shipped procedure from the welcome page to the receipt: by arrows and Enter alone, by two switches alone, by touch
with the keyboard on the screen alone. What arrives at the hub is what was meant."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hub.cases.cases import read_case
from tests.gallery.shots.town import transmit
from tests.journeys.alone import MOST, Terminal

LANGUAGES = ("fr", "ar")
"""Those in which the whole way is gone by touch; what the hub gets is the same in all of them."""
PROCEDURE = "birth-certificate"
CHOSEN = {"for_whom": "myself", "copy_type": "full", "delivery": "counter", "identity_shown": "to_bring"}
WRITTEN = {
    "copies": "1", "birth_name": "Benali", "given_names": "Zoé", "birth_date.day": "3", "birth_date.month": "2",
    "birth_date.year": "1965", "birth_town": "Rennes", "parent_1_name": "Petit", "parent_1_given_name": "Anne",
    "parent_2_name": "Benali", "parent_2_given_name": "Karim",
}  # fmt: skip
MEANT = {
    "for_whom": "myself", "copy_type": "full", "copies": 1, "birth_name": "Benali", "given_names": "Zoé",
    "birth_date": "1965-02-03", "birth_town": {"name": "Rennes", "insee": "35238", "ours": True},
    "parent_1_name": "Petit", "parent_1_given_name": "Anne",
    "parent_2_name": "Benali", "parent_2_given_name": "Karim", "delivery": "counter",
}  # fmt: skip
AT = """() => { const it = document.activeElement, row = it.closest('.choice') || it;
  return { in: !!it.closest('#keyboard'), row: it.matches('.row'), name: it.name || '', value: it.value || '',
    sign: it.dataset.sign ? it.textContent : '', act: it.dataset.act || '',
    signs: it.matches('.row') ? [...it.children].map(e => e.dataset.act || e.textContent) : [],
    primary: it.matches('.primary'), href: it.getAttribute('href') || '',
    seen: getComputedStyle(row).outlineStyle !== 'none' || it === document.body || it.matches('main, h1') }; }"""
TOWARDS = """([sign, act]) => {
  const keys = [...document.querySelectorAll('#keyboard button')].filter(key => key.getClientRects().length);
  const wanted = keys.find(key => act ? key.dataset.act === act : key.dataset.sign && key.textContent === sign);
  const [to, at] = [wanted, document.activeElement].map(key => key.getBoundingClientRect());
  if (Math.abs(to.top - at.top) > 4) return to.top > at.top ? 'ArrowDown' : 'ArrowUp';
  return to.left > at.left + 1 ? 'ArrowRight' : to.left < at.left - 1 ? 'ArrowLeft' : '';
}"""
"""The arrow that leads nearer to a key that one sees, "" at it."""

LOOKED = """() => new Promise(done =>
  setTimeout(done, Math.max(0, Number(window.name.split(' ')[2] ?? 0) + 310 - Date.now())))"""
"""Until what lies under the finger may be pressed again."""


class Walker:
    """Whoever comes to things one after the other, and always sees where they are; `presses` counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += 1
            self.page.keyboard.press(key)

    def at(self) -> dict[str, Any]:
        faults: dict[str, Any] = self.page.evaluate(AT)
        assert faults["seen"], faults
        return faults

    def to(self, wanted: Callable[[dict[str, Any]], bool], key: str) -> None:
        """Press until it is there."""
        for _ in range(MOST):
            if wanted(self.at()):
                return
            self.press(key)
        raise AssertionError(f"never came to it at {self.page.url}")

    def choose(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        raise NotImplementedError

    def sign(self, sign: str, act: str) -> None:
        raise NotImplementedError

    def open(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        """Choose what leads to another page, and be there; what an answer changes in place has come before."""
        expect(self.page.locator(".htmx-request")).to_have_count(0)
        self.page.evaluate("document.getElementById('main').dataset.old = '1'")
        self.choose(wanted)
        expect(self.page.locator("#main:not([data-old])")).to_have_count(1)

    def write(self, name: str, text: str) -> None:
        """Into a box, by the keyboard on the screen."""
        self.choose(lambda at: at["name"] == name)
        expect(self.page.locator("#keyboard")).to_be_visible()
        for letter in text:
            if not self.page.locator("#keyboard [data-sign]").get_by_text(letter, exact=True).count():
                self.sign("", "shift" if letter.isupper() else "accents" if letter == "é" else "digits")
            self.sign(letter, "")
        self.sign("", "hide")
        assert self.page.locator(f"[name='{name}']").input_value() == text


class Arrows(Walker):
    """Four arrows and Enter."""

    def choose(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        self.to(wanted, "ArrowDown")
        self.press("Enter")

    def sign(self, sign: str, act: str) -> None:
        for _ in range(MOST):
            assert self.at()["in"]
            key = self.page.evaluate(TOWARDS, [sign, act])
            self.press(key or "Enter")
            if not key:
                return
        raise AssertionError(f"never came to the key {sign or act}")


class Switches(Walker):
    """Two of them: 1 moves on, 2 chooses."""

    def choose(self, wanted: Callable[[dict[str, Any]], bool]) -> None:
        self.to(wanted, "1")
        self.press("2")

    def sign(self, sign: str, act: str) -> None:
        self.to(lambda at: at["row"] and (sign or act) in at["signs"], "1")
        self.press("2")
        self.to(lambda at: (at["sign"] == sign) if sign else (at["act"] == act), "1")
        self.press("2")


class Finger(Walker):
    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.tap()

    def leave(self, selector: str) -> None:
        """Press what leads on, having looked first, as js/input/finger.js expects of a person."""
        self.page.evaluate(LOOKED)
        expect(self.page.locator(".htmx-request")).to_have_count(0)
        self.page.evaluate("document.getElementById('main').dataset.old = '1'")
        self.tap(selector)
        expect(self.page.locator("#main:not([data-old])")).to_have_count(1)

    def write(self, name: str, text: str) -> None:
        self.tap(f"[name='{name}']")
        expect(self.page.locator("#keyboard")).to_be_visible()
        if self.page.locator("#keyboard [data-act=latin]").count():
            self.tap("#keyboard [data-act=latin]")
        for letter in text:
            signs = self.page.locator("#keyboard [data-sign]")
            if not signs.get_by_text(letter, exact=True).count():
                self.tap(f"#keyboard [data-act={'shift' if letter.isupper() else 'accents'}]")
            signs.get_by_text(letter, exact=True).first.tap()
        assert self.page.locator(f"[name='{name}']").input_value() == text


def receipt(page: Page, terminal: Terminal) -> dict[str, object]:
    expect(page.locator(".reference")).not_to_have_count(0)
    reference = "".join(page.locator(".reference").first.inner_text().split())
    transmit(terminal.town)
    hub = terminal.town.central.hub
    with hub.store.reading() as connection:
        body = read_case(connection, hub.ring, reference).submitted
    answers = {answer["field"]: answer["value"] for answer in body["answers"]}
    return {name: answers[name] for name in MEANT}


def here(page: Page) -> tuple[list[str], list[str]]:
    names = page.locator("#answer [name^='f.']").evaluate_all("all => all.map(e => e.name.slice(2))")
    return [name for name in CHOSEN if name in names], [name for name in WRITTEN if name in names]


def goes_on(at: dict[str, Any]) -> bool:
    return bool(at["primary"]) and not at["in"]


@pytest.mark.parametrize("manner", [Arrows, Switches])
def test_a_case_by_keys_alone(terminal: Terminal, manner: type[Walker]) -> None:
    with terminal.opened() as page:
        walker = manner(page)
        walker.open(lambda at: at["name"] == "language" and at["value"] == "fr")
        walker.open(lambda at: at["href"].endswith(PROCEDURE))
        walker.open(goes_on)
        for _ in range(12):
            if not page.locator("#answer").count():
                break
            chosen, written = here(page)
            for name in chosen:
                walker.choose(lambda at, name=name: at["name"] == f"f.{name}" and at["value"] == CHOSEN[name])
            for name in written:
                walker.write(f"f.{name}", WRITTEN[name])
            walker.open(goes_on)
            assert not page.locator(".field-error").count(), page.locator("main").inner_text()
        walker.open(goes_on)
        assert receipt(page, terminal) == MEANT


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_by_a_finger_and_the_keyboard_on_the_screen(terminal: Terminal, language: str) -> None:
    with terminal.opened() as page:
        finger = Finger(page)
        finger.leave(f"[name=language][value={language}]")
        finger.leave(f"a[href$={PROCEDURE}]")
        finger.leave("button[form=begin].primary")
        for _ in range(12):
            if not page.locator("#answer").count():
                break
            chosen, written = here(page)
            for name in chosen:
                finger.tap(f"label:has([name='f.{name}'][value='{CHOSEN[name]}'])")
            for name in written:
                finger.write(f"f.{name}", WRITTEN[name])
            finger.leave("button[form=answer].primary")
            assert not page.locator(".field-error").count(), page.locator("main").inner_text()
        finger.leave("button[form=send].primary")
        assert receipt(page, terminal) == MEANT
