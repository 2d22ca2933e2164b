"""Eyes for pages in a real browser: two engines of rules, the room a page takes, and what a finger needs."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.gallery.shots import Shot
from tests.source import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
IBM = ROOT / "node_modules" / "accessibility-checker-engine" / "ace-window.js"
OURS = ROOT / "tests" / "journeys" / "eyes.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LEAST_PX = 44
"""A side of what a finger presses, in CSS pixels (WCAG 2.5.5)."""
LEAST_MM, APART_MM = 12.7, 2.54
"""The same in millimetres, and the room between two (VVSG 2.0, 7.2-I)."""
RULES = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
RUN = """async ([tags, rules]) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, rules, resultTypes: ['violations']});
  // What is in the mode that does not dazzle promises no more than AA, its own button on another page too.
  const kept = n => !document.querySelector(n.target[0])?.closest('[data-comfort~="low-glare"]');
  for (const v of found.violations) if (v.id === 'color-contrast-enhanced') v.nodes = v.nodes.filter(kept);
  return found.violations.filter(v => v.nodes.length).map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' +
    (n.any[0] ? n.any[0].message : '')).join(' | '));
}"""
ASK_IBM = """async (unnamed) => {
  const report = await new ace_ibma.Checker().check(document, ['IBM_Accessibility']);
  const at = path => document.evaluate(path, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
  const nameless = e => e?.matches('form') && !e.ariaLabel && !e.getAttribute('aria-labelledby') && !e.title;
  return report.results.filter(r => r.value[0] === 'VIOLATION' && (r.value[1] === 'FAIL' || r.value[1] === 'ERROR'))
    .filter(r => !(unnamed.includes(r.ruleId) && nameless(at(r.path.dom))))
    .map(r => `${r.ruleId}: ${r.message} ${r.snippet.slice(0, 100)}`);
}"""
OF_NAMED_FORMS = ["aria_form_label_unique", "aria_landmark_name_unique"]
"""Rules of landmarks: a form without a name is none (HTML-AAM, « form »), and needs none beside another."""
PLACE = "http://127.0.0.1"
"""Where pages of the gallery are shown: what they ask for is answered by the application itself, in memory."""


@dataclass
class Eyes:
    """A browser window that shows shots of a gallery; `strangers` is what a page asked of another machine."""

    browser: Browser
    client: Any
    strangers: list[str] = field(default_factory=list)
    _files: dict[str, Any] = field(default_factory=dict)

    def open(self, width: int = 1280, height: int = 800) -> Page:
        """A new window; the policy of pages is lifted for the engines alone."""
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": height}, bypass_csp=True, reduced_motion="reduce"
        )
        for script in (AXE, IBM, OURS):
            context.add_init_script(path=script)
        page = context.new_page()
        page.route("**/*", self._answer)
        return page

    def show(self, page: Page, shot: Shot, comfort: str = "", sheet: str = "") -> None:
        """The shot as the browser would have got it, for someone who chose this comfort (see `domain.comfort`), at a
        screen that was measured where `sheet` is the address of its stylesheet (see `web.measured`)."""
        self._source = shot.source
        if sheet:
            self._source = self._source.replace("</head>", f'<link rel="stylesheet" href="{sheet}"></head>', 1)
        if comfort:
            plain = re.sub(r'(<html[^>]*) data-comfort="[^"]*"', r"\1", self._source, count=1)
            self._source = plain.replace("<html ", f'<html data-comfort="{comfort}" ', 1)
        page.goto(f"{PLACE}{shot.path}", wait_until="load")
        page.evaluate("document.fonts.ready")

    def _answer(self, route: Route) -> None:
        address = route.request.url
        if not address.startswith(f"{PLACE}/"):
            self.strangers.append(address)
            route.abort()
        elif route.request.is_navigation_request():
            route.fulfill(status=200, body=self._source, content_type="text/html; charset=utf-8")
        else:
            if address not in self._files:
                self._files[address] = self.client.get(address.removeprefix(PLACE))
            response = self._files[address]
            route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)


def wrong(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, its own best practice, and contrast of 7:1 where that is promised."""
    found: list[str] = page.evaluate(RUN, [TAGS, RULES])
    return found


def refused(page: Page) -> list[str]:
    """What IBM's engine is sure is wrong; what it asks a person to look at is left to persons."""
    found: list[str] = page.evaluate(ASK_IBM, OF_NAMED_FORMS)
    return found


def overflowing(page: Page) -> list[str]:
    """What is wider than the window."""
    return _said(page, "overflowing()")


def clipped(page: Page) -> list[str]:
    """What is cut off by the box it stands in."""
    return _said(page, "clipped()")


def spaced(page: Page) -> list[str]:
    """The same two with the text spacing of WCAG 1.4.12."""
    return _said(page, "spaced()")


def too_small(page: Page, least_px: float = LEAST_PX) -> list[str]:
    """What a finger would miss."""
    return _said(page, f"small({least_px})")


def too_small_in_mm(page: Page) -> list[str]:
    """The same at a station that was measured."""
    return _said(page, f"small(eyes.millimetres({LEAST_MM}))")


def too_near(page: Page) -> list[str]:
    """What a finger would press beside what it wants."""
    return _said(page, f"near(eyes.millimetres({APART_MM}))")


def covered(page: Page) -> list[str]:
    """What cannot be pressed because something lies over it."""
    return _said(page, "covered()")


OWN: tuple[Callable[[Page], list[str]], ...] = (overflowing, clipped, spaced, too_small, too_near, covered, refused)
"""What every page is asked beside axe."""


def told(faults: dict[str, list[str]]) -> str:
    """Faults as a person reads them."""
    return json.dumps(faults, ensure_ascii=False, indent=1)


def _said(page: Page, question: str) -> list[str]:
    if not page.evaluate("'eyes' in window"):  # a window that was opened without them
        page.evaluate(OURS.read_text("utf-8"))
    found: list[str] = page.evaluate(f"eyes.{question}")
    return found
