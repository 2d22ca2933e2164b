"""A mediator's browser without a screen: real HTTP, one request a call, forms sent as the page holds them."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import lxml.html

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class SignIn:
    """What one mediator signs in with."""

    login: str
    passphrase: str
    pin: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `location` is where a redirect leads, "" for a page."""

    status: int
    location: str
    body: str

    def typed(self, form: str) -> dict[str, str]:
        """What a form of the page would send as it stands."""
        result = lxml.html.document_fromstring(self.body).get_element_by_id(form)
        assert isinstance(result, lxml.html.FormElement)
        return {name: str(value) for name, value in result.form_values() if name}

    def has(self, form: str) -> bool:
        """Whether the page has that form."""
        return bool(lxml.html.document_fromstring(self.body).xpath("//form[@id=$form]", form=form))

    def token(self) -> str:
        """What every form of the page sends back to show that it is this session's."""
        return str(lxml.html.document_fromstring(self.body).xpath("string(//input[@name='token']/@value)"))

    def text(self, selector: str) -> str:
        """The words of the first element that the CSS selector finds, on one line."""
        elements = lxml.html.document_fromstring(self.body).cssselect(selector)
        return " ".join(elements[0].text_content().split()) if elements else ""


class Desk:
    """One browser: its cookies outlive the process that gave them. `address` may change with every start."""

    def __init__(self) -> None:
        self.client = httpx.Client(timeout=TIMEOUT_S, trust_env=False, follow_redirects=False)
        self.address = ""

    def get(self, path: str) -> Answer:
        """Raises `httpx.TransportError` where nobody answers."""
        return _read(self.client.get(self.address + path))

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """Raises `httpx.TransportError` where nobody answers, or not to the end."""
        return _read(self.client.post(self.address + path, data=dict(form)))

    def sign_in(self, who: SignIn) -> Answer:
        """Take the desk."""
        form = self.get("/sign-in").typed("sign-in")
        return self.post("/sign-in", form | {"login": who.login, "passphrase": who.passphrase, "pin": who.pin})


def _read(response: httpx.Response) -> Answer:
    return Answer(response.status_code, response.headers.get("Location", ""), response.text)
