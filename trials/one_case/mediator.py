"""The mediator of the kills, over HTTP: each gesture begins where it stands, so that it is done again after a kill."""

import re
from collections.abc import Mapping

from kiosk.demo import SignIns
from trials.one_case.pages import Lost, links, sent, words
from trials.one_case.trigger import Trigger
from trials.townhall.desk import Answer, Desk, SignIn
from trials.townhall.person import PROCEDURE

STEPS: Mapping[str, Mapping[str, str]] = {
    "for-whom": {"f.for_whom": "my_child"},
    "applicant": {"f.applicant_family_name": "Benali", "f.applicant_given_names": "Marie"},
    "copy": {"f.copy_type": "full", "f.copies": "1"},
    "person": {"f.birth_name": "Benali", "f.given_names": "Lina"},
    "birth": {
        "f.birth_date.day": "12",
        "f.birth_date.month": "3",
        "f.birth_date.year": "2015",
        "f.birth_town": "Rennes",
    },
    "keeper": {"f.keeper": "here"},
    "parents": {
        "f.parent_1_name": "Petit",
        "f.parent_1_given_name": "Anne",
        "f.parent_2_name": "Benali",
        "f.parent_2_given_name": "Karim",
    },
    "delivery": {"f.delivery": "counter"},
    "contact": {"f.phone": "06 12 34 56 78", "f.email": "marie.benali@exemple.fr"},
    "papers": {"f.identity_shown": "to_bring", "f.link_shown": "to_bring"},
}
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
            if (page.location or where).startswith("/sign-in"):
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
            elif not page.has("back"):
                raise Lost(f"{where}: {page.status} {page.text('main')}")
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
