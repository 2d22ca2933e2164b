"""A browser without JavaScript for the hub's pages; it checks every page that it opens."""

import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from lxml.html import CheckboxValues
from werkzeug.test import TestResponse

from hub.hub import EXTENSION
from kiosk.http import form_tokens
from kiosk.words import languages
from tests.gallery.site import page_rules, phone


@dataclass
class Browser:
    client: FlaskClient
    status: int = 0
    _page: Any = None

    @property
    def page(self) -> Any:
        if self._page is None:
            self.open("/")
        return self._page

    @page.setter
    def page(self, shown: Any) -> None:
        self._page = shown

    def open(self, address: str) -> "Browser":
        return self.look(self.client.get(address, follow_redirects=True))

    def fill(self, action: str, **fields: str | list[str]) -> "Browser":
        """Send the form of the current page whose action ends so, with its hidden fields."""
        form = self._form(action)
        method = (form.get("method") or "get").lower()
        data = self.fields(action) | fields
        if method == "get":
            return self.look(self.client.get(form.get("action"), query_string=data, follow_redirects=True))
        return self.look(self.client.post(form.get("action"), data=data, follow_redirects=True))

    def fields(self, action: str) -> dict[str, Any]:
        """What that form would send as it is."""
        filled = {name: value for name, value in self._form(action).fields.items() if value is not None}
        return filled | {name: sorted(value) for name, value in filled.items() if isinstance(value, CheckboxValues)}

    def _form(self, action: str) -> Any:
        """The first that is posted, else the first."""
        forms = [
            form for form in self.page.iter("form") if re.split("[?#]", form.get("action", ""))[0].endswith(action)
        ]
        return min(forms, key=lambda form: form.get("method") != "post")

    def choose(self, reference: str, to: str = "closed") -> "Browser":
        for decision in (to, "closed"):
            if self.open(f"/dossiers/{reference}?decision={decision}").asks(f"/dossiers/{reference}"):
                break
        return self

    def decide(self, reference: str, to: str, **fields: str | list[str]) -> "Browser":
        return self.choose(reference, to).fill(f"/dossiers/{reference}", to=to, **fields)

    def sign_in(self, login: str, passphrase: str) -> "Browser":
        """Sign in with both factors, setting up the second one where there is none."""
        self.open("/connexion").fill("/connexion", login=login, passphrase=passphrase)
        return self.give_code(login)

    def give_code(self, login: str) -> "Browser":
        hub = self.client.application.extensions[EXTENSION]
        if self.asks("/connexion/code"):
            return self.fill("/connexion/code", code=phone.code(hub, login))
        if self.asks("/connexion/installation"):
            secret = self.page.xpath("//*[@class='secret']")[0].text_content()
            self.fill("/connexion/installation", code=phone.code_of(hub, secret))
        return self

    def asks(self, action: str) -> bool:
        return any(form.get("action", "").split("?")[0].endswith(action) for form in self.page.iter("form"))

    @property
    def text(self) -> str:
        return " ".join(self.page.get_element_by_id("main").text_content().split())

    def links(self) -> list[str]:
        return [link.get("href") for link in self.page.iter("a")]

    def look(self, response: TestResponse) -> "Browser":
        """Check a page and keep it as the current one."""
        self.status = response.status_code
        assert response.mimetype == "text/html", response.mimetype
        self.page = html.document_fromstring(response.text)
        _check(self.page, response)
        return self


def _check(page: Any, response: TestResponse) -> None:
    where = response.request.path
    root = page.getroottree().getroot()
    assert root.get("dir") == languages.find_direction(root.get("lang")), where
    headings = [" ".join(heading.text_content().split()) for heading in page.iter("h1")]
    assert len(headings) == 1, f"{where} has {len(headings)} h1"
    title = " ".join(page.findtext(".//title").split())
    assert title.startswith(headings[0]), f"{where}: « {title} » does not start with « {headings[0]} »"
    ids = [element.get("id") for element in page.iter() if isinstance(element.tag, str) and element.get("id")]
    assert len(ids) == len(set(ids)), f"{where} has an id twice"
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        assert not any(name == "style" or name.startswith("on") for name in element.attrib), (
            f"{where}: inline {element.tag}"
        )
        assert element.tag != "style" and (element.tag != "script" or element.get("src")), (
            f"{where}: inline {element.tag}"
        )
        for name in ("href", "src", "action"):
            assert not re.match(r"(?:[a-z]+:)?//", element.get(name) or ""), f"{where} leaves this machine"
    labelled = {label.get("for") for label in page.iter("label")}
    for control in page.xpath("//input[not(@type='hidden' or @hidden)] | //select | //textarea"):
        inside = any(parent.tag == "label" for parent in control.iterancestors())
        assert inside or control.get("id") in labelled, f"{where}: {control.get('name')} has no label"
    for form in page.iter("form"):
        assert form.get("action"), f"{where}: a form without an action"
        assert form.get("method") != "post" or form_tokens.FIELD in form.fields, f"{where}: a form without a token"
    page_rules.check_answer(response.headers, where)
