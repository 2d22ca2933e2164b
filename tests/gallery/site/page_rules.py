"""Rules that every page must keep; each message says the fix."""

import re
from itertools import pairwise
from typing import Any

from lxml.html import HtmlElement

from kiosk.http.security_headers import CAMERA, HEADERS

CONTROLS = "input:not([type=hidden]), select, textarea"
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-errormessage", "form")
"""Attributes that hold ids of elements of the same page."""
FIRST = ("/", "/set-up/start", "/second-screen")
"""Pages that need no way back."""
_LEAVES = re.compile(r"(https?:)?//(?!parvis-[0-9a-f]{4}\.local:)")
"""Addresses of another machine; the box's own in its local network is none."""
_WITH_CAMERA = re.compile(
    r"/cases/\w+/documents/\w+(/scan)?|/desk/references/\w+/supplement/camera|/sign-in"
    r"|/desk/verify|/receipt|/where(/papers(/\w+/\w+/camera)?)?"
)
"""Paths of pages that may ask for the camera, to join a copy, show a badge or a receipt; their refusals need not."""


def check(html: HtmlElement, headers: Any, path: str = "") -> None:
    """Check a whole page and its headers."""
    assert len(html.cssselect("head > title")) == 1, "one title, in the head"
    assert html.get("lang") and html.get("dir") in ("ltr", "rtl"), "html has lang and dir"
    assert len(html.cssselect("body.desk, body.page")) == 1, "a page says whether it is the desk's"
    _check_heading(html)
    _check_ids(html)
    _check_controls(html)
    _check_forms(html)
    _check_inside(html)
    assert html.cssselect("nav a[href], nav button"), "a way out"
    back = html.cssselect(
        ".actions a[href], .actions form[action='/next'], .actions [form='back'], body.desk nav a[href]"
    )
    assert back or path.split("?")[0] in FIRST, (
        "a way back: a link among the actions, the PIN of a turned screen, or the desk's places"
    )
    skip = html.cssselect("body > a.skip-link")
    assert skip and skip[0].get("href") == "#main" and html.cssselect("main#main"), "a way to the content comes first"
    assert "default-src 'none'" in headers["Content-Security-Policy"], "a strict policy"
    assert "unsafe" not in headers["Content-Security-Policy"], "a strict policy"


def check_answer(headers: Any, path: str) -> None:
    """Check the headers of any response, redirects included: security headers, caching, cookies."""
    own = {"Permissions-Policy": CAMERA} if _WITH_CAMERA.fullmatch(path.split("?")[0]) else {}
    for name, value in {**HEADERS, **own}.items():
        if name != "Cache-Control" and not (own and name in own and headers.get(name) == HEADERS[name]):
            assert headers.get(name) == value, f"{path}: {name} is {headers.get(name)!r}"
    if not path.startswith("/static/"):
        assert headers.get("Cache-Control") == "no-store", f"{path} would be kept"
    for cookie in cookies(headers):
        assert "HttpOnly" in cookie, f"a script of {path} could read {cookie.split('=')[0]}"
        assert "SameSite=Strict" in cookie, f"another site could send {cookie.split('=')[0]} to {path}"
        assert "Path=/" in cookie and "Domain=" not in cookie, f"{path}: {cookie.split('=')[0]} goes elsewhere"


def cookies(headers: Any) -> list[str]:
    """Every Set-Cookie header of a response of Flask or httpx."""
    result = headers.getlist if hasattr(headers, "getlist") else headers.get_list
    return list(result("Set-Cookie"))


def check_part(html: HtmlElement) -> None:
    """Check a piece of a page that htmx inserts; a main part brings its title."""
    around = [part for part in html.cssselect("head, header, nav, link") if part.get("id") != "helpers"]
    assert not around, "a part has nothing around it but the helpers, which lead back to it"
    if html.cssselect("main"):
        assert len(html.cssselect("main")) == 1 and html.cssselect("main")[0].get("id") == "main"
        _check_heading(html)
    _check_ids(html)
    _check_controls(html)
    _check_forms(html)
    _check_inside(html)


def _check_heading(html: HtmlElement) -> None:
    heads = html.cssselect("h1")
    assert len(heads) == 1, f"one h1 a page, not {len(heads)}"
    title, head = (_words(part) for part in (html.cssselect("title")[0], heads[0]))
    assert head and title.startswith(head), f"the title {title!r} starts with the h1 {head!r}"
    _check_levels(html)
    assert _words(html.cssselect("main")[0]), "a main part says something"
    for element in html.cssselect("h1, h2, h3, h4, h5, h6"):
        assert _words(element), f"an empty {element.tag!s}"


def _check_levels(html: HtmlElement) -> None:
    """The title comes first in the main part, and no heading skips a level (RGAA 9.1)."""
    levels = [int(str(element.tag)[1]) for element in html.cssselect("main :is(h1, h2, h3, h4, h5, h6)")]
    assert levels[0] == 1, f"the h1 comes before every other heading: {levels}"
    skipped = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert not skipped, f"headings skip a level: {levels}"


def _check_ids(html: HtmlElement) -> None:
    ids = [element.attrib["id"] for element in html.cssselect("[id]")]
    assert len(ids) == len(set(ids)), f"duplicate ids: {sorted({name for name in ids if ids.count(name) > 1})}"
    for attribute in REFERENCES:
        for labelled in html.cssselect(f"[{attribute}]"):
            for named in labelled.attrib[attribute].split():
                assert named in ids, f"{labelled.tag!s} {attribute} names {named}, which is not there"
    for label in html.cssselect("label[for]"):
        assert label.get("for") in ids, f"the label {_words(label)!r} is for {label.get('for')}, which is not there"


def _check_controls(html: HtmlElement) -> None:
    for control in html.cssselect(CONTROLS):
        labelled = html.cssselect(f'label[for="{control.get("id")}"]') or control.xpath("ancestor::label")
        assert labelled or control.get("aria-label"), f"{control.get('name')} has no label"
        typed = control.tag != "input" or control.get("type", "text") not in ("radio", "checkbox", "file")
        assert not typed or control.get("autocomplete") == "off", f"a browser would remember {control.get('name')}"
        assert any(_words(label) for label in labelled) or control.get("aria-label"), f"{control.get('name')}: no words"
        wrong = control.get("aria-invalid") == "true"
        assert not wrong or control.get("aria-describedby"), f"{control.get('name')} is wrong and does not say why"
    for pressed in html.cssselect("button, a[href], summary"):
        assert _words(pressed) or pressed.get("aria-label"), f"{pressed.tag!s} {pressed.get('href')} has no words"
    for group in html.cssselect("fieldset"):
        assert group.cssselect("legend"), "a group of controls says what it is"
    for link in html.cssselect('a[href^="#"]'):
        target = html.cssselect(f'[id="{link.attrib["href"][1:]}"]')
        assert target, f"a link leads to {link.get('href')}, which is not there"
    for picture in html.cssselect("img:not([alt]), svg:not([aria-hidden]):not([role])"):
        raise AssertionError(f"{picture.tag!s} is neither hidden nor described")


def _check_forms(html: HtmlElement) -> None:
    for form in html.cssselect("form"):
        action = form.get("action")
        assert action, "every form says where it goes"
        assert form.get("hx-sync") == "this:drop", f"a double tap on the form to {action} must send once"
        if form.cssselect(CONTROLS):
            assert form.get("autocomplete") == "off", f"a browser would remember what is written at {action}"
        if form.get("method", "get").lower() == "post":
            assert form.cssselect('input[name="token"]'), f"the form to {action} has no token"
        pressed = form.cssselect("button[type=submit]")
        outside = html.cssselect(f'button[type=submit][form="{form.get("id")}"]') if form.get("id") else []
        assert pressed or outside, f"no button sends the form to {action}"


def _check_inside(html: HtmlElement) -> None:
    assert not html.cssselect("[style], style, script:not([src])"), "nothing inline"
    refreshes = html.xpath("//meta[@http-equiv='refresh' and not(ancestor::noscript)]")
    assert not refreshes, "no page goes elsewhere by itself where a script can ask"
    handlers = html.xpath("//@*[starts-with(name(), 'on')]")
    assert not handlers, f"nothing inline: {handlers}"
    for address in html.xpath("//@href | //@src | //@action | //@hx-get | //@hx-post"):
        assert not _LEAVES.match(str(address)), f"{address} leaves this machine"


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
