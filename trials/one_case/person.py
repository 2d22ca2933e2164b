"""The person of the kills, over HTTP: at a terminal, and with her telephone; what was cut is done again from there."""

import json
import time
from collections.abc import Mapping
from typing import Any

import lxml.html

from hub.telephone.parts import PART_BYTES
from kiosk.crypto import sealing
from kiosk.screens.after.paper_alone import WORDS
from tests.gallery.site.strange_files import picture
from trials.one_case.mediator import Nadia
from trials.one_case.pages import Lost, form_of, links, presses, sent
from trials.one_case.stands import BETWEEN_TALKS_S
from trials.one_case.trigger import Trigger
from trials.townhall.deposit import scan
from trials.townhall.desk import Answer, Desk

LETTER = ("lettre.png", scan(7, 1800), "image/png")
"""Noise, so that it is several chunks however it is kept."""


class Marie:
    """The person alone: at a terminal, and with her telephone."""

    def __init__(self, terminal: Nadia, hub: str, reference: str, code: str, trigger: Trigger) -> None:
        self._terminal, self._reference, self._code = terminal, reference, code
        self._phone = Desk()
        self._phone.client.event_hooks = {"request": [trigger.sent]}
        self._phone.address = hub
        self._draft = ""
        self._page: Answer | None = None
        self._sealed, self._heard = b"", 0

    def whereabouts(self) -> Answer:
        """« Où en est ma demande ? » by number and code."""
        form = self._terminal.get("/where").typed("look")
        return self._terminal.post("/where", form | {"number": self._reference, "code": self._code})

    def photograph(self) -> None:
        """The first of the two papers at the terminal; where she began it, from there.

        A terminal that starts again knows nothing of her: she asks where her request is, which takes her longer than
        the box needs to send what she had sent, and sees whether both are still asked for.
        """
        if self._draft and (place := self._terminal.get(f"/where/papers/{self._draft}")).location.endswith("/sent"):
            return
        if not self._draft or place.location:
            if self._draft:
                time.sleep(BETWEEN_TALKS_S)
            self._draft, page = "", self.whereabouts()
            papers = [value for value in presses(page, "item") if value != WORDS]
            if len(papers) == 1:
                return
            if not papers:
                raise Lost(page.text("main"))
            form = page.typed("photograph")
            self._draft = form["event"]
            camera = sent(self._terminal, "/where/papers", form | {"item": papers[0]})
        else:
            camera = next(iter(links(place, "/camera")))
        if "photos/" not in (self._terminal.get(f"/where/papers/{self._draft}").body):
            form = self._terminal.get(camera).typed("camera-form")
            photo = {"file": ("photo.jpg", picture("JPEG", size=(800, 600)), "image/jpeg")}
            self._terminal.client.post(self._terminal.address + camera, data=form, files=photo)
        form = self._terminal.get(f"/where/papers/{self._draft}").typed("send")
        if not sent(self._terminal, f"/where/papers/{self._draft}/send", form).endswith("/sent"):
            raise Lost("the terminal did not send")

    def follow(self) -> Answer:
        """The follow page."""
        form = form_of(self._phone.get("/f"), "/f")
        return self._phone.post("/f", form | {"reference": self._reference, "code": self._code})

    def telephone(self) -> None:
        """The other paper from her telephone: as the page's script, ask again what was not heard, and go on from it."""
        self._page = self._page or self.follow()
        page = lxml.html.document_fromstring(self._page.body)
        places = page.xpath("//*[@id='telephone']")
        if not places:
            said, self._page = self._page.text("main"), None
            raise Lost(said)
        place = places[0]
        paper, file_id = page.xpath("//*[@data-paper]/@data-paper")[-1], "5" * 32
        if not self._sealed:
            head = json.dumps({"file": file_id, "paper": paper, "name": "livret.png"}).encode()
            self._sealed = sealing.seal(bytes.fromhex(place.get("data-key")), head + b"\n" + LETTER[1])
        told = {"file": file_id, "paper": paper, "size": str(len(self._sealed))}
        while self._heard < len(self._sealed):
            part = {"part": ("part", self._sealed[self._heard : self._heard + PART_BYTES])}
            answer = self._ask("/f/copie", place, told | {"start": str(self._heard)}, part)
            if "later" in answer:
                time.sleep(float(answer["later"]))
            self._heard = len(self._sealed) if "size" in answer else int(answer.get("arrived", self._heard))
        if not self._ask("/f/copies", place, {"files": file_id}, {}).get("sent"):
            raise Lost("the hub did not take it")

    def _ask(self, where: str, place: Any, more: Mapping[str, str], files: Mapping[str, Any]) -> dict[str, Any]:
        assert self._page is not None
        form = {"token": self._page.token(), "lang": "fr", "ticket": place.get("data-ticket"), **more}
        answer = self._phone.client.post(self._phone.address + where, data=form, files=files or None)
        said: dict[str, Any] = answer.json()
        if answer.status_code not in (200, 503):
            raise Lost(f"{where}: {answer.status_code} {said}")
        return said
