"""A browser without a screen: follows redirects, fills forms, and checks every page that it gets."""

from collections.abc import Mapping
from typing import Any

import lxml.html
from flask.testing import FlaskClient
from lxml.html import FormElement, HtmlElement

from tests.gallery.site.page_rules import check, check_answer, check_part


class Page:
    """One response. `path` is where redirects led; `part` says that htmx asked for it and got a piece of a page."""

    def __init__(self, response: Any, path: str, part: bool = False) -> None:
        self.status: int = response.status_code
        self.path = path
        self.headers = response.headers
        self.bytes: bytes = response.data
        self.html: HtmlElement | None = None
        if response.mimetype == "text/html":
            self.source: str = response.get_data(as_text=True)
            if part:
                self.html = lxml.html.fragment_fromstring(self.source, create_parent="body")
                check_part(self.html)
            else:
                self.html = lxml.html.document_fromstring(self.source)
                check(self.html, response.headers, self.path)

    @property
    def text(self) -> str:
        return _words(self._html)

    @property
    def main(self) -> str:
        return _words(self.one("main"))

    @property
    def heading(self) -> str:
        return _words(self.one("h1"))

    def all(self, selector: str) -> list[HtmlElement]:
        return list(self._html.cssselect(selector))

    def one(self, selector: str) -> HtmlElement:
        elements = self.all(selector)
        assert elements, f"no {selector} at {self.path}"
        return elements[0]

    def words(self, selector: str) -> list[str]:
        return [_words(row) for row in self.all(selector)]

    def form(self, form_id: str = "") -> "Form":
        """The form with that id, or the only one beside the desk's sign-out."""
        forms = [form for form in self._html.forms if form.get("id") == form_id or not form_id]
        kept = [form for form in forms if form_id or not form.get("action", "").endswith(("/leave", "/next"))]
        assert len(kept) == 1, f"{len(kept)} forms like {form_id!r} at {self.path}"
        return Form(kept[0])

    def form_to(self, ending: str, value: str = "") -> "Form":
        """The form whose action ends so, and whose button has that value."""
        for form in self._html.forms:
            buttons = [button.get("value") for button in form.cssselect("button")]
            if form.get("action", "").endswith(ending) and (not value or value in buttons):
                return Form(form, value)
        raise AssertionError(f"no form to …{ending} at {self.path}")

    def link(self, words: str) -> str:
        for link in self.all("a"):
            if words in _words(link):
                return str(link.get("href"))
        raise AssertionError(f"no link {words!r} at {self.path}")

    def links(self) -> list[str]:
        return [str(link.get("href")) for link in self.all("a[href]")]

    @property
    def _html(self) -> HtmlElement:
        assert self.html is not None, f"{self.path} is no page but {self.headers['Content-Type']}"
        return self.html


class Form(dict[str, Any]):
    """A form to send: its own values, changed by the test. The button's name and value are sent with it."""

    def __init__(self, form: FormElement, value: str = "") -> None:
        super().__init__()
        self.action = form.get("action", "")
        self.method = form.get("method", "get").lower()
        for name, given in form.form_values():
            self.setdefault(name, []).append(given)
        for button in form.cssselect("button[name]"):
            if value and button.get("value") == value:
                self[button.attrib["name"]] = value
        self.names = {control.get("name") for control in form.cssselect("[name]")}

    def with_values(self, values: Mapping[str, Any]) -> "Form":
        self.update(values)
        return self


class Browser:
    """One browser, with its cookies and its current path."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> Page:
        return self._follow(self.client.get(path, **options), path, options)

    def send(self, form: Form, **options: Any) -> Page:
        if form.method == "get":
            return self._follow(self.client.get(form.action, query_string=form, **options), form.action, options)
        return self._follow(self.client.post(form.action, data=form, **options), form.action, options, form)

    def _follow(self, response: Any, path: str, options: Mapping[str, Any], sent: Form | None = None) -> Page:
        """Follow a redirect with the same headers, as browsers and htmx do; one with 307 sends the form again."""
        headers = options.get("headers", {})
        for _ in range(5):
            check_answer(response.headers, path)
            again = response.status_code == 307
            if response.status_code not in (301, 302, 303) and not again:
                return Page(response, path, part="HX-Request" in headers)
            path = response.headers["Location"]
            response = self.client.post(path, data=sent, **options) if again else self.client.get(path, headers=headers)
        raise AssertionError(f"redirects without end at {path}")


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
