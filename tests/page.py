"""A browser without a screen: it follows redirects, fills forms, and checks every page it meets."""

import re
from typing import Any

import lxml.html
from flask.testing import FlaskClient
from lxml.html import FormElement, HtmlElement

CONTROLS = "input:not([type=hidden]), select, textarea"


class Page:
    """One answer. `path` is where redirects led."""

    def __init__(self, response: Any, path: str) -> None:
        self.status: int = response.status_code
        self.path = path
        self.headers = response.headers
        self.bytes: bytes = response.data
        self.html: HtmlElement | None = None
        if response.mimetype == "text/html":
            self.html = lxml.html.document_fromstring(response.get_data(as_text=True))
            check(self.html, response.headers)

    @property
    def text(self) -> str:
        """Everything a person reads, on one line."""
        assert self.html is not None
        return " ".join(self.html.text_content().split())

    def form(self, form_id: str = "") -> "Form":
        """The form of that id, or the only one beside the desk's way out."""
        assert self.html is not None
        forms = [form for form in self.html.forms if form.get("id") == form_id or not form_id]
        kept = [form for form in forms if form_id or not form.get("action", "").endswith("/leave")]
        assert len(kept) == 1, f"{len(kept)} forms like {form_id!r} at {self.path}"
        return Form(kept[0], self.html)

    def form_to(self, ending: str, value: str = "") -> "Form":
        """The form whose action ends so, and whose button has that value."""
        assert self.html is not None
        for form in self.html.forms:
            buttons = [button.get("value") for button in form.cssselect("button")]
            if form.get("action", "").endswith(ending) and (not value or value in buttons):
                return Form(form, self.html, value)
        raise AssertionError(f"no form to …{ending} at {self.path}")

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        assert self.html is not None
        for link in self.html.cssselect("a"):
            if words in " ".join(link.text_content().split()):
                return str(link.get("href"))
        raise AssertionError(f"no link {words!r} at {self.path}")

    def links(self) -> list[str]:
        assert self.html is not None
        return [str(link.get("href")) for link in self.html.cssselect("a[href]")]


class Form(dict[str, Any]):
    """What will be sent: the form's own values, changed by the test. A button's name and value travel with it."""

    def __init__(self, form: FormElement, html: HtmlElement, value: str = "") -> None:
        super().__init__()
        self.action = form.get("action", "")
        self.method = form.get("method", "get").lower()
        for name, given in form.form_values():
            self.setdefault(name, []).append(given)
        for button in form.cssselect("button[name]"):
            if value and button.get("value") == value:
                self[button.get("name")] = value
        self.names = {control.get("name") for control in form.cssselect("[name]")}


class Browser:
    """One browser: its cookies, and where it is."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> Page:
        return self._follow(self.client.get(path, **options), path)

    def send(self, form: Form, **options: Any) -> Page:
        """Press the form's button."""
        if form.method == "get":
            return self._follow(self.client.get(form.action, query_string=form, **options), form.action)
        return self._follow(self.client.post(form.action, data=form, **options), form.action)

    def _follow(self, response: Any, path: str) -> Page:
        for _ in range(5):
            if response.status_code not in (301, 302, 303):
                return Page(response, path)
            path = response.headers["Location"]
            response = self.client.get(path)
        raise AssertionError(f"redirects without end at {path}")


def check(html: HtmlElement, headers: Any) -> None:
    """What every page of the house keeps; the message says the fix."""
    heads = html.cssselect("h1")
    assert len(heads) == 1, f"one h1 a page, not {len(heads)}"
    title, head = (" ".join(part.text_content().split()) for part in (html.cssselect("title")[0], heads[0]))
    assert title.startswith(head), f"the title {title!r} starts with the h1 {head!r}"
    assert html.get("lang") and html.get("dir") in ("ltr", "rtl"), "html has lang and dir"
    ids = [each.get("id") for each in html.cssselect("[id]")]
    assert len(ids) == len(set(ids)), f"duplicate ids: {sorted({each for each in ids if ids.count(each) > 1})}"
    for control in html.cssselect(CONTROLS):
        labelled = html.cssselect(f'label[for="{control.get("id")}"]') or control.xpath("ancestor::label")
        assert labelled or control.get("aria-label"), f"{control.get('name')} has no label"
        for described in (control.get("aria-describedby") or "").split():
            assert described in ids, f"{control.get('name')} is described by {described}, which is not there"
    assert not html.cssselect("[style], style, [onclick], [onload], script:not([src])"), "nothing inline"
    for each in html.xpath("//@href | //@src | //@action"):
        assert not re.match(r"(https?:)?//", str(each)), f"{each} leaves this machine"
    for form in html.forms:
        assert form.get("action"), "every form says where it goes"
        if form.get("method", "get").lower() == "post":
            assert form.cssselect('input[name="token"]'), f"the form to {form.get('action')} has no token"
    assert html.cssselect("nav a[href]"), "a way out"
    assert "default-src 'none'" in headers["Content-Security-Policy"], "a strict policy"
    assert headers["Cache-Control"] == "no-store", "a page is not kept"
