"""Eyes for pages in a real browser: axe, the room a page takes, and the size of what is pressed."""

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.gallery.shots import Shot
from tests.source import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LEAST_PX = 44
"""A side of what a finger presses, in CSS pixels (WCAG 2.5.5)."""
RULES = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
RUN = """async ([tags, rules]) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, rules, resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' +
    (n.any[0] ? n.any[0].message : '')).join(' | '));
}"""
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1
    && !e.closest('.unseen, .skip, svg') && getComputedStyle(e).visibility !== 'hidden');
  const scrolls = document.documentElement.scrollWidth > width;
  return (scrolls ? ['the page scrolls sideways'] : []).concat(wide.slice(0, 3).map(e => e.outerHTML.slice(0, 120)));
}"""
SMALL = """(least) => {
  const seen = e => e.getClientRects().length && !e.closest('.unseen, .skip');
  // A link inside a sentence is as high as its line (2.5.5, « inline »).
  const inline = e => getComputedStyle(e).display === 'inline';
  const inSentence = e => e.matches('a') && inline(e) && e.parentElement.matches('p, li, dd');
  return [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), textarea, select')]
    .filter(seen).filter(e => !inSentence(e))
    .map(e => e.matches('input[type=radio], input[type=checkbox]') ? e.closest('label') || e : e)
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.width < least - 0.5 || box.height < least - 0.5)
    .map(([e, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${e.outerHTML.slice(0, 100)}`);
}"""
PLACE = "http://127.0.0.1"
"""Where pages of the gallery are shown: what they ask for is answered by the application itself, in memory."""


@dataclass
class Eyes:
    """A browser window that shows shots of a gallery; `strangers` is what a page asked of another machine."""

    browser: Browser
    client: Any
    strangers: list[str] = field(default_factory=list)

    def open(self, width: int = 1280, height: int = 800) -> Page:
        """A new window; the policy of pages is lifted for axe alone."""
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": height}, bypass_csp=True, reduced_motion="reduce"
        )
        context.add_init_script(path=AXE)
        page = context.new_page()
        page.route("**/*", self._answer)
        return page

    def show(self, page: Page, shot: Shot) -> None:
        """The shot as the browser would have got it."""
        self._shot = shot
        page.goto(f"{PLACE}{shot.path}", wait_until="load")
        page.evaluate("document.fonts.ready")

    def _answer(self, route: Route) -> None:
        address = route.request.url
        if not address.startswith(f"{PLACE}/"):
            self.strangers.append(address)
            route.abort()
        elif route.request.is_navigation_request():
            body = self._shot.source
            route.fulfill(status=200, body=body, content_type="text/html; charset=utf-8")
        else:
            response = self.client.get(address.removeprefix(PLACE))
            route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)


def wrong(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, its own best practice, and contrast of 7:1."""
    found: list[str] = page.evaluate(RUN, [TAGS, RULES])
    return found


def overflowing(page: Page) -> list[str]:
    """What is wider than the window."""
    found: list[str] = page.evaluate(OVERFLOW)
    return found


def too_small(page: Page) -> list[str]:
    """What a finger would miss."""
    found: list[str] = page.evaluate(SMALL, LEAST_PX)
    return found


def told(faults: dict[str, list[str]]) -> str:
    """Faults as a person reads them."""
    return json.dumps(faults, ensure_ascii=False, indent=1)
