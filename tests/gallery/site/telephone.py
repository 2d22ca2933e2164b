"""Somebody's telephone with the page of their case open, as the hub sees it; the sealing is PyNaCl's."""

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.telephone.parts import PART_BYTES
from kiosk.crypto import sealing
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
        """Type number and code into the hub's form, and be shown the page of the case."""
        form = self.browser.open("/f").page.forms[-1]
        kept = {name: value for name, value in form.fields.items() if value is not None}
        response = self.client.post("/f", data=kept | {"reference": self.reference, "code": self.code} | more)
        self.browser.look(response)
        return response

    def open(self, **more: str) -> "Telephone":
        """Open the page of the case anew."""
        self.answer(**more)
        return self

    @property
    def place(self) -> Any:
        """The part of the page that sends, None where nothing may be sent."""
        return next(iter(self.browser.page.xpath("//*[@id='telephone'][@data-key]")), None)

    @property
    def papers(self) -> list[str]:
        """The ids of the papers that may be sent."""
        return [section.get("data-paper") for section in self.browser.page.xpath("//*[@data-paper]")]

    def sealed(self, file_id: str, paper: str, data: bytes, name: str = "photo.jpg") -> bytes:
        """A file as the page's script seals it."""
        head = json.dumps({"file": file_id, "paper": paper, "name": name}).encode()
        return sealing.seal(bytes.fromhex(self.place.get("data-key")), head + b"\n" + data)

    def ask(self, address: str, **fields: Any) -> tuple[int, dict[str, Any]]:
        """The status and the answer to what the script sends."""
        token = self.browser.page.xpath("//input[@name='token']")[0].get("value")
        sent = {"token": token, "lang": "fr", "ticket": self.place.get("data-ticket")} | fields
        answer = self.client.post(address, data=sent)
        assert answer.mimetype == "application/json", answer.text
        said: dict[str, Any] = answer.get_json()
        return answer.status_code, said

    def part(self, file_id: str, sealed: bytes, start: int = 0, **fields: Any) -> tuple[int, dict[str, Any]]:
        """Send the part of a sealed file that starts at a byte."""
        part = (BytesIO(sealed[start : start + PART_BYTES]), "part")
        told = {"file": file_id, "paper": self.papers[0], "size": str(len(sealed)), "start": str(start)}
        return self.ask("/f/copie", **told | {"part": part} | fields)

    def put(self, file_id: str, data: bytes, paper: str = "", name: str = "photo.jpg") -> tuple[int, dict[str, Any]]:
        """Send a whole file; gives the last answer."""
        paper = paper or self.papers[0]
        sealed, start = self.sealed(file_id, paper, data, name), 0
        for _ in range(0, len(sealed), PART_BYTES):
            status, answer = self.part(file_id, sealed, start, paper=paper)
            if "arrived" not in answer:
                break
            start = answer["arrived"]
        return status, answer

    def send(self, *file_ids: str) -> tuple[int, dict[str, Any]]:
        """Press « Envoyer »."""
        return self.ask("/f/copies", files=",".join(file_ids))
