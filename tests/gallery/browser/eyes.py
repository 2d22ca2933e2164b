"""Checks pages in a real browser: two accessibility engines, sizes for fingers, overflow and overlap."""

import json
import re
import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from cheroot.wsgi import Server
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from scripts.source import ROOT
from tests.gallery.shots.shots import Shot

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
IBM = ROOT / "node_modules" / "accessibility-checker-engine" / "ace-window.js"
ENGINES = (AXE, IBM)
OURS = ROOT / "tests" / "gallery" / "browser" / "eyes.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LEAST_PX = 44
"""Smallest side of a control, in CSS pixels (WCAG 2.5.5)."""
LEAST_MM, APART_MM = 12.7, 2.54
"""Smallest side of a control and distance between two, in millimetres (VVSG 2.0, 7.2-I)."""
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
SETTLED = """async () => {
  await document.fonts.ready;
  const modules = [...document.querySelectorAll('script[type=module][src]')].map((each) => each.src);
  const libraries = [...document.querySelectorAll('[data-library]')].map((each) => each.dataset.library);
  await Promise.all([...modules, ...libraries].map((each) => import(each)));
  await eyes.silent();
  await new Promise((done) => setTimeout(done));
}"""
"""Waits until fonts are loaded, scripts have started, with what they fetch for it, and what they read aloud is over."""
OF_NAMED_FORMS = ["aria_form_label_unique", "aria_landmark_name_unique"]
"""Rules about landmarks that are not applied: a form without a name is none (HTML-AAM, « form »), and needs none
beside another.
"""


class Eyes:
    """A browser window that shows shots of a gallery; `strangers` are requests of a page to other machines.

    The application itself answers requests on a port of this machine, since a browser that Playwright intercepts does
    not cache files as it does at a town hall.
    """

    def __init__(self, browser: Browser, app: Flask) -> None:
        self.browser, self.app = browser, app
        self.strangers: list[str] = []
        self._source = b""
        self._server = Server(("127.0.0.1", 0), self._answer, numthreads=6)

    def __enter__(self) -> "Eyes":
        self._server.prepare()
        self._server.expiration_interval = 0.02  # how long stopping may wait, in seconds
        self._place = f"http://127.0.0.1:{self._server.bind_addr[1]}"
        self._thread = threading.Thread(target=self._server.serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()
        self._thread.join(10)

    def open(self, width: int = 1280, height: int = 800, engines: tuple[Path, ...] = ENGINES) -> Page:
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": height}, bypass_csp=True, reduced_motion="reduce"
        )
        for script in (*engines, OURS):
            context.add_init_script(path=script)
        page = context.new_page()
        page.on("request", lambda request: self._note(request.url))
        return page

    def show(self, page: Page, shot: Shot, comfort: str = "", sheet: str = "") -> None:
        """Show a shot as the browser would have got it, with these comfort settings (see `domain.screen.station`),
        on a measured screen where `sheet` is the address of its stylesheet (see `web.page_parts`).
        """
        source = shot.source
        if sheet:
            source = source.replace("</head>", f'<link rel="stylesheet" href="{sheet}"></head>', 1)
        if comfort:
            plain = re.sub(r'(<html[^>]*) data-comfort="[^"]*"', r"\1", source, count=1)
            source = plain.replace("<html ", f'<html data-comfort="{comfort}" ', 1)
        self._source = source.encode()
        page.goto(f"{self._place}{shot.path}", wait_until="load")
        page.evaluate(SETTLED)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            start_response("405 Method Not Allowed", [("Content-Length", "0")])
            return []
        if environ.get("HTTP_SEC_FETCH_MODE") != "navigate":
            return self.app(environ, partial(_staying, start_response))
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        start_response("200 OK", [*headers, ("Content-Length", str(len(self._source)))])
        return [self._source]

    def _note(self, address: str) -> None:
        if not address.startswith((f"{self._place}/", "data:", "blob:", "about:")):
            self.strangers.append(address)


def _staying(start_response: StartResponse, status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
    """Begin an answer without what has htmx leave the page: what the application has now is not what is shown."""
    leaves = {"hx-refresh", "hx-redirect", "hx-location"}
    return start_response(status, [pair for pair in headers if pair[0].lower() not in leaves], *more)


def wrong(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, its own best practice, and contrast of 7:1 where that is promised."""
    faults: list[str] = page.evaluate(RUN, [TAGS, RULES])
    return faults


def refused(page: Page) -> list[str]:
    """What IBM's engine reports as certainly wrong; what it only asks a person to review is left out."""
    faults: list[str] = page.evaluate(ASK_IBM, OF_NAMED_FORMS)
    return faults


def overflowing(page: Page) -> list[str]:
    return _said(page, "overflowing()")


def clipped(page: Page) -> list[str]:
    return _said(page, "clipped()")


def spaced(page: Page) -> list[str]:
    """What overflows or is clipped with the text spacing of WCAG 1.4.12."""
    return _said(page, "spaced()")


def too_small(page: Page, least_px: float = LEAST_PX) -> list[str]:
    return _said(page, f"small({least_px})")


def too_near(page: Page) -> list[str]:
    return _said(page, f"near({APART_MM})")


def covered(page: Page) -> list[str]:
    return _said(page, "covered()")


def seen(page: Page, is_measured: bool) -> list[str]:
    """Everything of these six, asked at once; controls smaller than 12.7 mm too, at a station that was measured."""
    return _said(page, f"all({LEAST_PX}, {LEAST_MM if is_measured else 'null'}, {APART_MM})")


def told(faults: dict[str, list[str]]) -> str:
    return json.dumps(faults, ensure_ascii=False, indent=1)


def _said(page: Page, question: str) -> list[str]:
    if not page.evaluate("'eyes' in window"):  # a window that was opened without them
        page.evaluate(OURS.read_text("utf-8"))
    faults: list[str] = page.evaluate(f"eyes.{question}")
    return faults
