"""A robot that fills in any procedure in a real browser, from the examples of its file.

It knows no kind of question by name: a part of an answer is typed, pressed or ticked by the control that bears its
name.
"""

import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from kiosk.domain.answers import answering
from kiosk.domain.answers.answering import NONE_PART, NONE_VALUE
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import Example, Field, Procedure
from tests.gallery.site.cast import PIN

MOST_PAGES = 60
NOT_AGAIN_MS = 320
"""After this long a press at the place of the last one counts again (`AGAIN_MS` in `static/js/input/finger.js`)."""
APART_PX = 80
"""Two presses this far apart are at two places (`DRIFT_PX` there is 32)."""


class Robot:
    def __init__(self, page: Page, address: str, procedure: Procedure, example: Example) -> None:
        self.page, self.address, self.procedure, self.example = page, address, procedure, example
        self.whole = False
        self._pressed_at = 0.0
        self._pressed_at_left = False

    def begin(self, whole: bool) -> None:
        self.whole = whole
        self.page.goto(f"{self.address}/procedures/{self.procedure.id}")
        self.page.locator(f"button[form=begin][value={'whole' if whole else 'steps'}]").click()
        expect(self.page.locator("#answer")).to_have_count(1)

    def answer_pages(self) -> None:
        for _ in range(MOST_PAGES):
            where = self._where()
            if not where:
                return
            step = self.procedure.step(where.rpartition("/")[2])
            assert step is not None, where
            for _ in range(MOST_PAGES):  # the way to a group and back may open a question before it
                if not [field.id for field in step.fields if self._answer_once(field)]:
                    break
            self._go_on()
            self._without_fault(where)
        raise AssertionError(f"no end at {self.page.url}")

    def answer_whole(self) -> None:
        for _ in range(MOST_PAGES):
            answered = [field.id for field in self.procedure.fields() if self._answer_once(field)]
            if not answered:
                break
        self._go_on()
        expect(self.page.locator("#yes")).to_have_count(1)

    def confirm(self) -> str:
        """Confirm on the turned screen, and take it back as the mediator; returns the reference on the receipt."""
        if not self.whole:
            self.page.locator("button[form=send].primary").click()
        self.page.locator("button[form=yes]").click()
        self.page.locator("[name=pin]").press_sequentially(PIN)  # the last digit sends it
        self.page.wait_for_url("**/submitted")
        return "".join(self.page.locator(".reference").first.inner_text().split())

    def _answer_once(self, field: Field) -> bool:
        """Answer a question that is on the page and not answered yet; returns whether it was."""
        typed = self.example.answers.get(field.id)
        if typed is None or not self._asks(field) or self._says(field, typed):
            return False
        if find_field_kind(field.kind).repeats and typed.keys() - {NONE_PART}:
            self._add(field, typed)
        else:
            self._fill(field, typed)
        return True

    def _add(self, field: Field, typed: Typed) -> None:
        """Answer each item of a group on its own page, the way there and back included."""
        back = self._where()
        for number in answering.list_item_numbers(typed):
            given = answering.find_typed_item(typed, number)
            self._press(self.page.locator(f"button[name=item][value='{field.id}.{number}']").last)
            for _ in range(MOST_PAGES):
                for inner in field.fields:
                    if inner.id in given and self._control(inner.id, given[inner.id]).count():
                        self._fill(inner, given[inner.id])
                self._go_on()
                if self._where() == back:
                    break

    def _fill(self, field: Field, typed: Typed) -> None:
        for part, values in typed.items():
            for value in values:
                self._type(field.id, part, value)
        self._until_asked()

    def _until_asked(self) -> None:
        """Where an answer may bring questions in place, each change is sent: wait until no request is under way."""
        if self.page.locator("[data-in-place]").count():
            expect(self.page.locator(".htmx-request")).to_have_count(0)

    def _type(self, name: str, part: str, value: str) -> None:
        controls = self.page.locator(_named(name, part))
        if part == NONE_PART and not controls.count():  # a question of one row has « none » as its last row
            controls, value = self.page.locator(_named(name)), NONE_VALUE
        kind = controls.first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            box = controls.and_(self.page.locator(f"[value='{value}']")) if part != NONE_PART else controls.first
            if part == NONE_PART and kind == "radio":
                box = controls.and_(self.page.locator(f"[value='{NONE_VALUE}']"))
            box.check()
        elif controls.first.evaluate("it => it.tagName") == "SELECT":
            controls.first.select_option(value)
        else:
            controls.first.fill(value)
            controls.first.blur()

    def _says(self, field: Field, typed: Typed) -> bool:
        """Whether the page holds this answer already."""
        if find_field_kind(field.kind).repeats and typed.keys() - {NONE_PART}:
            there = self.page.locator(f"button[name=item][value^='{field.id}.'][value$='.remove']").count()
            return there == len(answering.list_item_numbers(typed))
        return all(self._holds(field.id, part, value) for part, values in typed.items() for value in values)

    def _holds(self, name: str, part: str, value: str) -> bool:
        controls = self.page.locator(_named(name, part))
        if part == NONE_PART and not controls.count():
            controls, value = self.page.locator(_named(name)), NONE_VALUE
        if controls.first.get_attribute("type") in ("radio", "checkbox"):
            wanted = controls if part == NONE_PART and controls.count() == 1 else controls.and_(
                self.page.locator(f"[value='{value}']")
            )  # fmt: skip
            return bool(wanted.count()) and wanted.first.is_checked()
        return controls.first.input_value() == value

    def _asks(self, field: Field) -> bool:
        names = [_named(field.id, part) for part in find_field_kind(field.kind).parts]
        group = f"button[name=item][value^='{field.id}.']"
        return bool(self.page.locator(", ".join([*names, group])).count())

    def _control(self, name: str, typed: Typed) -> Locator:
        return self.page.locator(", ".join([_named(name), *(_named(name, part) for part in typed)]))

    def _go_on(self) -> None:
        self._press(self.page.locator("button[form=answer].primary"))

    def _press(self, button: Locator) -> None:
        """Press, and wait until another main part is there, whether the page was swapped or loaded.

        One press is at the left of a button, the next at the right, so that it need not wait to press again.
        """
        self.page.locator("#main").evaluate("it => it.dataset.old = '1'")
        at_left = self._pressed_at_left
        self._pressed_at_left = not at_left
        box = button.bounding_box()
        if box and box["width"] >= 2 * APART_PX:
            across = box["width"] / 4 * (3 if at_left else 1)
            button.click(position={"x": across, "y": box["height"] / 2})
        else:
            self.page.wait_for_timeout(max(0.0, NOT_AGAIN_MS - 1000 * (time.monotonic() - self._pressed_at)))
            button.click()
        self._pressed_at = time.monotonic()
        expect(self.page.locator("#main:not([data-old])")).to_have_count(1)

    def _where(self) -> str:
        """The action of the page's form; "" at the review."""
        form = self.page.locator("#answer")
        return urlsplit(str(form.get_attribute("action"))).path if form.count() else ""

    def _without_fault(self, where: str) -> None:
        """Check that no field of the page has a fault."""
        expect(self.page.locator(".field-error"), f"at {where}").to_have_count(0)


def _named(name: str, part: str = "") -> str:
    return f"[name='f.{name}.{part}']" if part else f"[name='f.{name}']"


def expected(procedure: Procedure, example: Example, values: Mapping[str, object]) -> dict[str, object]:
    """The answers that the hub must have, of the questions that concern the person; `values` are the journey's."""
    documents = {field.id for field in procedure.fields() if find_field_kind(field.kind).attaches}
    return {name: value for name, value in values.items() if name not in documents}
