"""Rules that every page must keep; each message says the fix."""

import re
from itertools import pairwise
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from kiosk.http.security_headers import CAMERA, HEADERS

REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-errormessage", "form")
"""Attributes that hold ids of elements of the same page."""
_BACK = ".actions a[href], .actions form[action='/next'], .actions [form$='back']"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ADDRESSES = ("href", "src", "action", "hx-get", "hx-post")
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
    assert len(html.xpath("/html/head/title")) == 1, "one title, in the head"
    assert html.get("lang") and html.get("dir") in ("ltr", "rtl"), "html has lang and dir"
    body = next(html.iter("body"))
    kind = {"desk", "page"} & {*body.get("class", "").split()}
    assert kind, "a page says whether it is the desk's"
    _check_heading(html)
    _check_attributes(html)
    _check_controls(html)
    _check_forms(html)
    ways = {
        way.tag for nav in html.iter("nav") for way in nav.iter("a", "button") if way.tag == "button" or way.get("href")
    }
    assert ways, "a way out"
    back = ("desk" in kind and "a" in ways) or html.cssselect(_BACK)
    assert back or path.split("?")[0] in FIRST, (
        "a way back: a link among the actions, the PIN of a turned screen, or the desk's places"
    )
    skip = [link.get("href") for link in body.iterchildren("a") if "skip-link" in link.get("class", "").split()]
    assert skip[:1] == ["#main"] and next(html.iter("main")).get("id") == "main", "a way to the content comes first"
    assert "default-src 'none'" in headers["Content-Security-Policy"], "a strict policy"
    assert "unsafe" not in headers["Content-Security-Policy"], "a strict policy"


def check_answer(headers: Any, path: str) -> None:
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
    around = [part for part in html.cssselect("head, header, nav, link") if part.get("id") != "helpers"]
    assert not around, "a part has nothing around it but the helpers, which lead back to it"
    if html.cssselect("main"):
        assert len(html.cssselect("main")) == 1 and html.cssselect("main")[0].get("id") == "main"
        _check_heading(html)
    _check_attributes(html)
    _check_controls(html)
    _check_forms(html)


def _check_heading(html: HtmlElement) -> None:
    heads = [each for each in html.iter(*_HEADINGS) if each.tag == "h1"]
    assert len(heads) == 1, f"one h1 a page, not {len(heads)}"
    title, head = _words(next(html.iter("title"))), _words(heads[0])
    assert head and title.startswith(head), f"the title {title!r} starts with the h1 {head!r}"
    main = next(html.iter("main"))
    _check_levels(main)
    assert _words(main), "a main part says something"
    for element in html.iter(*_HEADINGS):
        assert _words(element), f"an empty {element.tag!s}"


def _check_levels(main: HtmlElement) -> None:
    """The title comes first in the main part, and no heading skips a level (RGAA 9.1)."""
    levels = [int(str(element.tag)[1]) for element in main.iter(*_HEADINGS)]
    assert levels[0] == 1, f"the h1 comes before every other heading: {levels}"
    skipped = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert not skipped, f"headings skip a level: {levels}"


def _check_attributes(html: HtmlElement) -> None:
    """What is said of elements: ids that are there once, and are those that others name; nothing inline; addresses."""
    ids: list[str] = []
    named: list[tuple[str, str, str]] = []
    for element in html.iter(etree.Element):
        for name, value in element.items():
            if name == "id":
                ids.append(value)
            elif name in REFERENCES or (name == "for" and element.tag == "label"):
                named.extend((str(element.tag), name, each) for each in value.split())
            elif name in _ADDRESSES:
                assert not _LEAVES.match(value), f"{value} leaves this machine"
                if name == "href" and value.startswith("#") and element.tag == "a":
                    named.append(("a", name, value[1:]))
            else:
                assert name != "style" and not name.startswith("on"), f"nothing inline: {name}={value}"
    there = set(ids)
    assert len(ids) == len(there), f"duplicate ids: {sorted({name for name in ids if ids.count(name) > 1})}"
    for tag, name, each in named:
        assert each in there, f"{tag} {name} names {each}, which is not there"
    assert next(html.iter("style"), None) is None and not html.xpath("//script[not(@src)]"), "nothing inline"
    refreshes = html.xpath("//meta[@http-equiv='refresh' and not(ancestor::noscript)]")
    assert not refreshes, "no page goes elsewhere by itself where a script can ask"


def _check_controls(html: HtmlElement) -> None:
    labels: dict[str, list[HtmlElement]] = {}
    for label in html.iter("label"):
        labels.setdefault(label.get("for", ""), []).append(label)
    for control in html.iter("input", "select", "textarea"):
        if control.get("type") == "hidden":
            continue
        labelled = labels.get(control.get("id", "-")) or list(control.iterancestors("label"))
        assert labelled or control.get("aria-label"), f"{control.get('name')} has no label"
        typed = control.tag != "input" or control.get("type", "text") not in ("radio", "checkbox", "file")
        assert not typed or control.get("autocomplete") == "off", f"a browser would remember {control.get('name')}"
        assert any(_words(label) for label in labelled) or control.get("aria-label"), f"{control.get('name')}: no words"
        wrong = control.get("aria-invalid") == "true"
        assert not wrong or control.get("aria-describedby"), f"{control.get('name')} is wrong and does not say why"
    for pressed in html.iter("button", "a", "summary"):
        says = pressed.get("aria-label") or (pressed.tag == "a" and pressed.get("href") is None) or _words(pressed)
        assert says, f"{pressed.tag!s} {pressed.get('href')} has no words"
    for group in html.iter("fieldset"):
        assert next(group.iterdescendants("legend"), None) is not None, "a group of controls says what it is"
    for picture in html.iter("img", "svg"):
        told = "alt" in picture.attrib if picture.tag == "img" else {"aria-hidden", "role"} & {*picture.attrib}
        assert told, f"{picture.tag!s} is neither hidden nor described"


def _check_forms(html: HtmlElement) -> None:
    buttons = {str(name) for name in html.xpath("//button[@type='submit']/@form")}
    for form in html.iter("form"):
        action = form.get("action")
        assert action, "every form says where it goes"
        assert form.get("hx-sync") == "this:drop", f"a double tap on the form to {action} must send once"
        if any(control.get("type") != "hidden" for control in form.iterdescendants("input", "select", "textarea")):
            assert form.get("autocomplete") == "off", f"a browser would remember what is written at {action}"
        if form.get("method", "get").lower() == "post":
            token = any(field.get("name") == "token" for field in form.iterdescendants("input"))
            assert token, f"the form to {action} has no token"
        pressed = any(button.get("type") == "submit" for button in form.iterdescendants("button"))
        assert pressed or form.get("id") in buttons, f"no button sends the form to {action}"


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
