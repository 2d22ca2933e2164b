"""Who has a page read to them, without a page: asks the box as its player does."""

import json

from tests.gallery.site.page import Browser

USUAL = {"reading": False, "rate": 100, "volume": 50, "private": "ask", "alone": False}
"""How everybody listens who chose nothing."""


class Listener:
    """Who listens at the terminal: asks as the player of the page does."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.token = browser.get("/comfort").form_to("/comfort", "large")["token"]

    def post(self, path: str, **fields: str) -> tuple[int, dict[str, object]]:
        answer = self.browser.client.post(path, data={"token": self.token, **fields})
        self.token = answer.headers.get("X-Form-Token", self.token)
        return answer.status_code, json.loads(answer.text) if answer.is_json else {}

    def says(self, text: str, style: str = "") -> str:
        status, told = self.post("/speech/say", language="fr", text=text, style=style, private="1")
        assert (status, told.get("voice")) == (200, "espeak-ng"), told
        return str(told["address"])

    def heard(self, address: str) -> bytes:
        answer = self.browser.client.get(address)
        return answer.data if answer.status_code == 200 else b""
