"""What the next person can find: on the page, behind « back », in fields, in the clipboard, in what the browser
keeps.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page
from playwright.sync_api import TimeoutError as Timeout

from trials.citizens.citizen import STORY

SEEN = """async () => {
  const values = [...document.querySelectorAll('input, textarea, select')].map(e => `${e.name}=${e.value}`);
  const kept = [document.title, window.name, JSON.stringify(history.state), location.href];
  for (const store of ['localStorage', 'sessionStorage']) {
    try { kept.push(JSON.stringify({...window[store]})); } catch { /* none on an error page */ }
  }
  try {
    kept.push(document.cookie, ...(await indexedDB.databases()).map(d => d.name), ...await caches.keys());
  } catch { /* nor here */ }
  return [document.documentElement.outerHTML, ...values, ...kept].join('\\n');
}"""
TYPED = "input[type=text], input[type=search], input[type=email], input[type=tel], input:not([type]), textarea"
_TRIES, _GOES_MS = 20, 8000
MOST_BACK = 60
"""Chromium remembers 50 pages."""


@dataclass(frozen=True, slots=True)
class Look:
    """One place, and all that can be read there."""

    place: str
    text: str


def at_once(context: BrowserContext) -> Iterator[Look]:
    """Every window as it is, and what the browser remembers."""
    for page in context.pages:
        yield Look("as it is found", _seen(page))
        session = context.new_cdp_session(page)
        yield Look("list of pages", str(session.send("Page.getNavigationHistory")))
        session.detach()


def to_and_fro(page: Page, back: int) -> Iterator[Look]:
    """Back so many pages, forward again, each asked for anew as well where the browser would not show it."""
    for _ in range(min(back, MOST_BACK)):
        if not _goes(page, "back"):
            break
        yield Look("back", _seen(page))
        if page.url.startswith("chrome-error:"):
            _goes(page, "again")
            yield Look("back, reloaded", _seen(page))
    for _ in range(min(back, MOST_BACK)):
        if not _goes(page, "forward"):
            break
        yield Look("forward", _seen(page))
    _goes(page, "again")
    yield Look("reloaded", _seen(page))


def filled_in(page: Page, turn: int) -> Iterator[Look]:
    """The same questions as the one before: what stands in them, what the browser offers, what can be pasted.

    `turn` says which fields the browser is asked about: every third, another each time.
    """
    yield Look("fields", _seen(page))
    fields = [control for control in page.locator(TYPED).all() if control.is_visible()]
    for field in fields[turn % 3 :: 3]:
        for begun in ("", "Zqx"):
            field.fill(begun)
            for key in ("ArrowDown", "Tab"):
                page.keyboard.press(key)
            yield Look("offered", field.input_value())
            field.fill("")
    yield Look("fields, once touched", _seen(page))
    page.focus(STORY)
    page.keyboard.press("Control+v")
    yield Look("pasted", page.input_value(STORY))
    page.fill(STORY, "")


def _goes(page: Page, where: str) -> bool:
    before = _asked(page, "performance.timeOrigin")
    try:
        {"back": page.go_back, "forward": page.go_forward, "again": page.reload}[where](timeout=_GOES_MS)
    except Error:  # a page that the browser will not show without asking, or that it had kept whole
        _settles(page)
    return bool(_asked(page, "performance.timeOrigin") != before)


def _seen(page: Page) -> str:
    return str(_asked(page, SEEN))


def _settles(page: Page) -> None:
    with suppress(Timeout):
        page.wait_for_load_state(timeout=_GOES_MS)


def _asked(page: Page, what: str) -> Any:
    """What the page says, once it stays: one that is asked for anew goes away while it is read."""
    for _ in range(_TRIES):
        try:
            _settles(page)
            return page.evaluate(what)
        except Error as gone:
            if "navigation" not in str(gone):
                raise
    raise TimeoutError(page.url)
