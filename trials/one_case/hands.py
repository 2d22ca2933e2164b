"""The people of the kills, over HTTP: each gesture begins where it stands, so that it is done again after a kill."""

import json
import re
import time
from collections.abc import Mapping
from typing import Any

import lxml.html

from gallery.site.strange_files import picture
from kiosk.crypto import sealing
from kiosk.demo import SignIns
from kiosk.hub.telephone.parts import PART_BYTES
from trials.one_case.pages import Lost, fields, form_of, forms_of, links, presses, sent, words
from trials.one_case.trigger import Trigger
from trials.townhall.deposit import scan
from trials.townhall.desk import Answer, Desk, SignIn
from trials.townhall.person import PROCEDURE

STEPS: Mapping[str, Mapping[str, str]] = {
    "for-whom": {"f.for_whom": "my_child"},
    "applicant": {"f.applicant_family_name": "Benali", "f.applicant_given_names": "Marie"},
    "copy": {"f.copy_type": "full", "f.copies": "1"},
    "person": {"f.birth_name": "Benali", "f.given_names": "Lina"},
    "birth": {
        "f.birth_date.day": "12", "f.birth_date.month": "3", "f.birth_date.year": "2015", "f.birth_town": "Rennes",
    },
    "keeper": {"f.keeper": "here"},
    "parents": {
        "f.parent_1_name": "Petit", "f.parent_1_given_name": "Anne",
        "f.parent_2_name": "Benali", "f.parent_2_given_name": "Karim",
    },
    "delivery": {"f.delivery": "counter"},
    "contact": {"f.phone": "06 12 34 56 78", "f.email": "marie.benali@exemple.fr"},
    "papers": {"f.identity_shown": "to_bring", "f.link_shown": "to_bring"},
}  # fmt: skip
PAPERS = ("identity", "link")
LETTER = ("lettre.png", scan(7, 1800), "image/png")
"""Noise, so that it is several chunks however it is kept."""
_MOST = 40
_CODE = re.compile(r"Code de suivi\s*:\s*([0-9A-Z]+-[0-9A-Z]+)")


class Nadia(Desk):
    """A mediator; `terminal` a screen that she has made a terminal and left."""

    def __init__(self, made: SignIns, address: str, trigger: Trigger) -> None:
        super().__init__()
        self.client.event_hooks = {"request": [trigger.sent]}
        self.address, self._who = address, SignIn("nadia", made.mediator, made.pin)
        self.case_id = self.reference = self.code = ""

    def fill(self) -> None:
        """A draft with every answer."""
        self.sign_in(self._who)
        form = self.get(f"/procedures/{PROCEDURE}").typed("begin")
        where = self.post(f"/procedures/{PROCEDURE}", form).location
        self.case_id = where.split("/")[2]
        for _ in range(_MOST):
            if where.endswith("/review"):
                return
            step = where.rpartition("/")[2].partition("?")[0]
            answer = self.post(where, {**self.get(where).typed("answer"), **STEPS[step]})
            if answer.status != 303:
                raise Lost(f"{where}: {answer.text('main')}")
            where = answer.location
        raise Lost(where)

    def submit(self) -> None:
        """From the draft to the receipt, wherever it stands."""
        where = f"/cases/{self.case_id}/review"
        for _ in range(_MOST):
            page = self.get(where)
            if page.location.startswith("/sign-in"):
                self.sign_in(self._who)
                where = f"/cases/{self.case_id}/review"
            elif page.location:
                where = page.location
            elif where.endswith("/submitted"):
                self.reference = "".join(page.text(".reference").split())
                told = _CODE.search(page.text("main"))
                self.code = told[1] if told else ""
                return
            elif where.endswith("/review"):
                wished = {"notices-asked": "1", "notices": ["email", "sms"]}
                where = sent(self, where, {**page.typed("send"), **wished})
            elif page.has("yes"):
                where = sent(self, where, page.typed("yes"))
            else:
                where = sent(self, f"{where}/back", page.typed("back") | {"pin": self._who.pin})
        raise Lost(where)

    def become_terminal(self) -> None:
        """Make this screen a terminal."""
        self.sign_in(self._who)
        sent(self, "/desk/station/role", {"token": self.get("/language").token(), "role": "terminal"})

    def case_page(self) -> Answer:
        """What the desk says of the case."""
        where = f"/desk/references/{self.reference}"
        page = self.get(where)
        if page.location:
            self.sign_in(self._who)
            page = self.get(where)
        return page

    def document(self) -> None:
        """Open the document that came with the decision; the box compares it with what the hub promised."""
        page = self.case_page()
        shown = [link for link in links(page, "pdf-a4") if "/given/" in link]
        if not shown:
            raise Lost(page.text("main"))
        opened = self.client.get(self.address + shown[0])
        if opened.status_code != 200 or opened.headers["Content-Type"] != "application/pdf":
            raise Lost(words(opened.text))


class Marie:
    """The person alone: at a terminal, and with her telephone."""

    def __init__(self, terminal: Nadia, hub: str, reference: str, code: str, trigger: Trigger) -> None:
        self._terminal, self._reference, self._code = terminal, reference, code
        self._phone = Desk()
        self._phone.client.event_hooks = {"request": [trigger.sent]}
        self._phone.address = hub
        self._draft = ""
        self._page: Answer | None = None

    def whereabouts(self) -> Answer:
        """« Où en est ma demande ? » by number and code."""
        form = self._terminal.get("/where").typed("look")
        return self._terminal.post("/where", form | {"number": self._reference, "code": self._code})

    def photograph(self) -> None:
        """One paper at the terminal; where she began it, from there."""
        if self._draft and (place := self._terminal.get(f"/where/papers/{self._draft}")).location.endswith("/sent"):
            return
        if not self._draft or place.location:
            self._draft = ""
            page = self.whereabouts()
            press = presses(page, "item").get("0")
            if press is None:
                raise Lost(page.text("main"))
            form = page.typed("photograph")
            self._draft = form["event"]
            camera = sent(self._terminal, "/where/papers", form | {"item": press})
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
        """The other paper from her telephone: her page stays open, and sends the same file until it is heard."""
        self._page = self._page or self.follow()
        page = lxml.html.document_fromstring(self._page.body)
        places = page.xpath("//*[@id='telephone']")
        if not places:
            said, self._page = self._page.text("main"), None
            raise Lost(said)
        place = places[0]
        paper, file_id = page.xpath("//*[@data-paper]/@data-paper")[-1], "5" * 32
        head = json.dumps({"file": file_id, "paper": paper, "name": "livret.jpg"}).encode()
        sealed = sealing.seal(bytes.fromhex(place.get("data-key")), head + b"\n" + LETTER[1])
        start = 0
        told = {"file": file_id, "paper": paper, "size": str(len(sealed))}
        while start < len(sealed):
            part = {"part": ("part", sealed[start : start + PART_BYTES])}
            answer = self._ask("/f/copie", place, told | {"start": str(start)}, part)
            if "later" in answer:
                time.sleep(float(answer["later"]))
            start = len(sealed) if "size" in answer else int(answer.get("arrived", start))
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


class Claire(Desk):
    """An instructor at the hub; her session outlives its process."""

    def __init__(self, made: SignIns, address: str, code: int, trigger: Trigger) -> None:
        super().__init__()
        self.client.event_hooks = {"request": [trigger.sent]}
        self.address = address
        form = form_of(self.get("/connexion"), "/connexion")
        self.post("/connexion", form | {"login": "claire", "passphrase": made.instructor})
        form = form_of(self.get("/connexion/code"), "/connexion/code")
        self.post("/connexion/code", form | {"code": made.codes[code]})

    def decide(self, reference: str, to: str, more: Mapping[str, Any], files: Mapping[str, Any]) -> None:
        """Take a decision, where it is not taken yet."""
        here = f"/dossiers/{reference}"
        page = self.get(f"{here}?decision={to}")
        forms = [form for form in forms_of(page) if form.get("action") == here]
        if not forms:
            if "Décision enregistrée" in page.text("main"):
                return
            raise Lost(page.text("#decision, main"))
        if to == "incomplete" and "Un complément est demandé" in page.text(".case-line .now"):
            return
        answer = self.client.post(self.address + here, data={**fields(forms[0]), **more}, files=files or None)
        if answer.status_code != 303:
            raise Lost(f"{answer.status_code}: {words(answer.text)}")

    def take_back(self, reference: str) -> None:
        """Take back what has not left."""
        here = f"/dossiers/{reference}"
        page = self.get(here)
        forms = [form for form in forms_of(page) if form.get("action") == f"{here}/reprendre"]
        if forms:
            self.post(f"{here}/reprendre", fields(forms[0]))
        if "Décision enregistrée" in self.get(here).text("#decision"):
            raise Lost("it was not taken back")

    def tick(self, reference: str) -> None:
        """Both papers are complete."""
        page = self.get(f"/dossiers/{reference}")
        for form in forms_of(page):
            action = form.get("action") or ""
            if "/demandees/" in action and "Reçue, à vérifier" in form.text_content():
                self.post(action, fields(form) | {"state": "accepted"})
