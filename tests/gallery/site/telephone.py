"""Somebody's telephone with the page of their case open, without a script, as the hub sees it."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.gallery.site.hub_browser import Browser


@dataclass
class Telephone:
    """Opens `/f` with number and code, and sends what its page may send."""

    client: FlaskClient
    reference: str
    code: str
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(self.client)
        self.open()

    def answer(self, **more: str) -> TestResponse:
        """Type number and code into the hub's form, and be shown the page of the case, then what `more` is typed."""
        form = self.browser.open("/f").page.forms[-1]
        kept = {name: value for name, value in form.fields.items() if value is not None}
        response = self.client.post(
            "/f", data=kept | {"reference": self.reference, "code": self.code} | more, follow_redirects=True
        )
        self.browser.look(response)
        return response

    def open(self, **more: str) -> "Telephone":
        self.answer(**more)
        return self

    @property
    def place(self) -> Any:
        return next(iter(self.browser.page.xpath("//*[@id='telephone']")), None)

    @property
    def papers(self) -> list[str]:
        return [section.get("data-paper") for section in self.browser.page.xpath("//*[@data-paper]")]

    @property
    def listed(self) -> list[str]:
        return [name.text_content() for name in self.browser.page.xpath("//*[@id='telephone']//li//bdi")]

    @property
    def notes(self) -> list[str]:
        """What the page says of the press before it."""
        return [
            " ".join(note.text_content().split())
            for note in self.browser.page.xpath("//*[@data-note][not(ancestor::template)]")
        ]

    def press(self, action: str, **typed: Any) -> TestResponse:
        """Send the first form of the page whose action is that one, with what is typed into it."""
        form = next(form for form in self.browser.page.iter("form") if form.get("action").split("#")[0] == action)
        fields = [(name, value) for name, value in form.form_values() if name not in typed]
        chosen = {name: [value for key, value in fields if key == name] for name, _ in fields}
        response = self.client.post(action, data=chosen | typed)
        self.browser.look(response)
        return response

    def choose(self, data: bytes, paper: str = "", name: str = "photo.jpg", **typed: Any) -> TestResponse:
        chosen = {"paper": paper or self.papers[0], "file": (BytesIO(data), name)} | typed
        return self.press("/f/copie", **chosen)

    def put(self, data: bytes, paper: str = "", name: str = "photo.jpg", **typed: Any) -> int:
        """The same; gives the status."""
        return self.choose(data, paper, name, **typed).status_code

    def take_away(self) -> int:
        """Take the first file away that was not sent yet; gives the status."""
        button = self.browser.page.xpath("//form[starts-with(@action, '/f/enlever')]//button")[0]
        return self.press("/f/enlever", file=button.get("value")).status_code

    def send(self, **typed: Any) -> int:
        return self.press("/f/copies", **typed).status_code
