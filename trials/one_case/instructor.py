"""The instructor of the kills, over HTTP, at the hub: each gesture begins where it stands."""

from collections.abc import Mapping
from typing import Any

from kiosk.demo import SignIns
from trials.one_case.pages import Lost, fields, form_of, forms_of, words
from trials.one_case.trigger import Trigger
from trials.townhall.desk import Desk


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
