"""A person at a screen whose every press, typed sign and page is counted."""

from dataclasses import dataclass

from playwright.sync_api import Error, Locator, Page, expect

from tests.gallery.browser.hand import WAIT_MS

KEYBOARD = "#keyboard:not([hidden])"
IN_SIGHT = """element => {
  const box = element.getBoundingClientRect();
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return Boolean(there) && (element === there || element.contains(there) || there.contains(element));
}"""
WHERE = "() => [location.pathname, document.querySelector('h1')?.textContent.trim() ?? '']"
_TRIES = 20
NOT_AGAIN_MS = 350
"""What is pressed sooner at the same place is taken for the second half of a double tap."""


@dataclass
class Count:
    """`screens` are the pages that were shown, the first and the last among them. `touches` are clicks and taps on the
    page, `keys` presses of a keyboard: the physical one, or at a terminal the one on the screen. `scrolls` are turns of
    a wheel or a finger, as many as bring the next control into sight.
    """

    screens: int = 0
    touches: int = 0
    keys: int = 0
    scrolls: int = 0

    @property
    def presses(self) -> int:
        """All of them, as at a terminal, where a key is a touch too."""
        return self.touches + self.keys


class Counted:
    """Hands at one page; nothing is opened by its address once counting has begun."""

    def __init__(self, page: Page, by_finger: bool = False) -> None:
        self.page, self._by_finger = page, by_finger
        self.count = Count()
        self._last: object = None
        self._look()

    def press(self, what: Locator) -> None:
        """One touch, once it is there and in sight."""
        what.wait_for()
        self._look()
        if not what.evaluate(IN_SIGHT):
            self._bring_in_sight(what)
        if self._by_finger:
            what.tap()
        else:
            what.click()
        self.count.touches += 1
        self.page.wait_for_timeout(NOT_AGAIN_MS)
        self._look()

    def choose(self, words: str) -> None:
        """Press one row of a question."""
        self.press(self.page.locator("label.choice", has_text=words).first)

    def button(self, words: str) -> None:
        """Press the button or link with these words."""
        named = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        self.press(named.filter(visible=True).first)

    def write(self, label: str, text: str) -> None:
        """Touch a field and type in it."""
        self.press(self.page.get_by_label(label, exact=True))
        self.type(text)

    def type(self, text: str) -> None:
        """Type where the focus is: on the keyboard of the screen where there is one, else on the physical one."""
        for sign in text:
            if self._by_finger:
                self.page.locator(KEYBOARD).locator(f'[data-sign="{sign.lower()}"]').first.tap()
            else:
                self.page.keyboard.type(sign)
            self.count.keys += 1

    def key(self, name: str) -> None:
        """One key that writes nothing: Enter, or « suivant » on the keyboard of the screen."""
        if self._by_finger:
            self.page.locator(KEYBOARD).locator(f"[data-act={name}]").tap()
        else:
            self.page.keyboard.press(name)
        self.count.keys += 1
        self.page.wait_for_timeout(NOT_AGAIN_MS)
        self._look()

    def sees(self, words: str, seconds: float = 4 * WAIT_MS / 1000) -> None:
        """Wait for a page that says this."""
        expect(self.page.locator("body")).to_contain_text(words, timeout=seconds * 1000)
        self._look()

    def _bring_in_sight(self, what: Locator) -> None:
        """Put the keyboard of the screen away where it covers what is wanted, or scroll."""
        hide = self.page.locator(KEYBOARD).locator("[data-act=hide]")
        if hide.count():
            hide.tap()
            self.count.keys += 1
        if not what.evaluate(IN_SIGHT):
            what.evaluate("element => element.scrollIntoView({block: 'center'})")
            self.count.scrolls += 1

    def _look(self) -> None:
        """Count the page that is shown, where it is another than before."""
        shown = self._where()
        if shown != self._last:
            self._last = shown
            self.count.screens += 1

    def _where(self) -> object:
        """The page that is shown, once one is: what is asked of one that is going away is asked again."""
        for _ in range(_TRIES):
            try:
                self.page.wait_for_load_state()
                return self.page.evaluate(WHERE)
            except Error as gone:
                if "navigation" not in str(gone):
                    raise
        raise TimeoutError(self.page.url)
