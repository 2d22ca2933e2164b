"""A mediator with six people waiting: a whole case by keyboard alone, in real Chromium, its key presses counted.

What counts is every press that is not a character of an answer: Tab, Enter, arrows, shortcuts. What does not: the
characters typed in a box, the digit that chooses a row (it is the answer), and the characters of the mediator's PIN,
an answer of its own; the Enter after them counts. The digit that opens a procedure answers nothing, so it counts.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.gallery.site.cast import PIN
from tests.journeys.counter import Counter

MOST = 25
"""Presses from the desk’s home to the number on the screen, in the better of the two manners."""
WRITTEN = {
    "birth_name": "Benali", "given_names": "Marie Louise", "birth_date.day": "03021965", "birth_town": "Rennes",
    "parent_1_name": "Petit", "parent_1_given_name": "Anne", "parent_2_name": "Benali", "parent_2_given_name": "Karim",
}  # fmt: skip


@dataclass
class Typist:
    """Ten fingers and no pointer; `presses` is what counts."""

    page: Page
    presses: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += 1
            self.page.keyboard.press(key)

    def answer(self, name: str, typed: str) -> None:
        """Where the hands stand already: nothing is looked for."""
        expect(self.control(name)).to_be_focused()
        self.page.keyboard.type(typed)

    def choose(self, name: str, row: int) -> None:
        """The digit of a row, in the question where the hands stand."""
        asked = self.page.locator(f"[name='f.{name}']")
        expect(asked.and_(self.page.locator(":focus"))).to_have_count(1)
        self.page.keyboard.press(str(row))
        expect(asked.nth(row - 1)).to_be_checked()

    def control(self, name: str) -> Locator:
        return self.page.locator(f"[name='f.{name}']:not([type=radio])")

    def sees(self, heading: str) -> None:
        expect(self.page.locator("h1")).to_contain_text(heading)


@pytest.fixture
def nadia(counter: Counter) -> Typist:
    """At her day, nothing pressed yet."""
    counter.page.goto(f"{counter.address}/desk")
    return Typist(counter.page)


def begin(nadia: Typist) -> None:
    """From the desk's home to the first question, every question on one page."""
    nadia.press("Enter")
    nadia.sees("Démarches")
    card = nadia.page.locator(".card", has_text="Acte de naissance")
    nadia.press(card.get_attribute("data-key") or "")
    nadia.page.wait_for_url("**/cases/**")
    if "/steps/" in nadia.page.url:  # another test went step by step in this shift
        nadia.page.get_by_role("link", name="Tout sur une page").click()
        nadia.page.wait_for_url("**/whole")


def confirm(nadia: Typist) -> str:
    """The screen turned to the person: nothing is confirmed by an Enter too many, so they go to the button by Tab."""
    nadia.press("Enter")
    nadia.sees("Est-ce bien cela")
    expect(nadia.page.locator("#main h1")).to_be_focused()
    nadia.page.keyboard.press("Enter")  # a slip, not counted: it must do nothing
    yes = nadia.page.locator("button[form=yes]")
    for _ in range(6):
        nadia.press("Tab")
        if yes.evaluate("it => it === document.activeElement"):
            break
    nadia.press("Enter")
    nadia.sees("Merci")
    expect(nadia.page.locator("#pin")).to_be_focused()
    nadia.page.keyboard.type(PIN)
    nadia.page.wait_for_url("**/submitted")
    return "".join(nadia.page.locator(".reference").first.inner_text().split())


def answer_all(nadia: Typist, *to_optional: str) -> None:
    """Every question of the birth certificate: both manners differ in the way to what may stay empty alone."""
    for name, row, onward in (("for_whom", 1, "Enter"), ("copy_type", 1, "Enter")):
        nadia.choose(name, row)
        nadia.press(onward)
    for name, typed in WRITTEN.items():
        nadia.answer(name, typed)
        nadia.press("Enter")
    nadia.choose("delivery", 1)
    nadia.press(*to_optional)
    nadia.answer("phone", "0299000001")
    nadia.press("Enter")
    nadia.choose("identity_shown", 2)
    nadia.press("Enter")


def by_pages(nadia: Typist) -> str:
    nadia.page.goto(nadia.page.url.replace("/desk", "/procedures/birth-certificate"))
    by_steps = nadia.page.locator("button[form=begin][value=steps]")
    nadia.press(by_steps.get_attribute("aria-keyshortcuts") or "")
    expect(nadia.page.locator("#answer")).to_have_count(1)
    answer_all(nadia, "Enter")
    nadia.sees("Vérifiez vos réponses")
    return confirm(nadia)


def on_one_page(nadia: Typist) -> str:
    begin(nadia)
    answer_all(nadia, "Tab", "Tab")  # « À savoir » lies between
    expect(nadia.page.locator("[name=notices]").first).to_be_focused()
    return confirm(nadia)


def test_a_case_by_keyboard_alone(nadia: Typist, counter: Counter) -> None:
    """What arrives is what was typed; neither manner needs the pointer, the better one few presses."""
    presses = {}
    for manner in (by_pages, on_one_page):
        nadia.page.goto(f"{counter.address}/desk")
        nadia.presses = 0
        reference = manner(nadia)
        presses[manner.__name__] = nadia.presses
        arrived = counter.arrived(reference)
        assert (arrived["birth_date"], arrived["phone"]) == ("1965-02-03", "+33299000001")
        assert arrived["parent_2_given_name"] == "Karim"
        assert arrived["copies"] == 1, "the usual number, which nobody has to type"
    assert min(presses.values()) <= MOST, presses
    assert presses == {"by_pages": 18, "on_one_page": 20}


def test_a_mediator_faster_than_the_box_loses_no_answer_and_no_place(nadia: Typist, counter: Counter) -> None:
    """What is sent in place takes long; what is typed meanwhile comes after it, and one press sends the page once."""
    page = nadia.page
    page.goto(f"{counter.address}/desk")
    begin(nadia)
    posted: list[str] = []

    def slowly(route: Route) -> None:
        data = route.request.post_data or ""
        if route.request.method == "POST":
            posted.append("refresh" if "refresh=1" in data else "whole")
            if "refresh=1" in data:
                page.wait_for_timeout(300)
        route.continue_()

    page.route("**/whole", slowly)
    expect(nadia.control("birth_town")).to_be_visible()
    expect(page.locator(".stop")).to_have_count(0)
    nadia.control("birth_name").fill("Benali")
    nadia.control("given_names").fill("Marie")  # the change of the name is under way
    nadia.control("birth_town").fill("Brest")
    nadia.control("copies").focus()
    expect(page.locator(".stop")).to_be_visible()
    nadia.control("birth_town").fill("Rennes")
    page.locator("[name='f.keeper_elsewhere']").focus()  # nothing stops here in Rennes
    expect(page.locator(".stop")).to_have_count(0)
    expect(page.locator("#main :focus")).to_have_count(1)
    posted.clear()
    nadia.control("given_names").fill("Marie Louise")
    nadia.control("birth_name").fill("Benali Roux")
    go_on = page.locator("button[form=answer].primary")
    go_on.dblclick()
    nadia.sees("acte de naissance")
    expect(page.locator(".error-summary, [data-first-read]").first).to_be_visible()
    assert posted[-1] == "whole" and posted.count("whole") == 1, posted
    page.unroute("**/whole")
    page.reload()
    expect(nadia.control("birth_name")).to_have_value("Benali Roux")
    expect(nadia.control("given_names")).to_have_value("Marie Louise")
