"""What mediators and citizens do in the run, over real HTTP."""

import re
from datetime import date

from lxml import html

from trials.canary.machine import Machine
from trials.canary.someone import PROCEDURE, Someone
from trials.townhall.desk import Answer, Desk

_CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b")


def code_in(page: Answer) -> str:
    """The follow code that a page shows."""
    found = _CODE.search(page.body)
    if found is None:
        raise RuntimeError(f"no follow code: {page.text('main')}")
    return found[0]


class Hand:
    """One browser at one screen of the machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine, self.desk = machine, Desk()
        self.desk.address = machine.address

    def sign_in(self) -> None:
        """Sign Nadia in, with her words and PIN."""
        made = self._machine.sign_ins
        form = self.desk.get("/sign-in").typed("sign-in")
        answer = self.desk.post("/sign-in", form | {"login": "nadia", "passphrase": made.mediator, "pin": made.pin})
        self._went(answer, 303)

    def confirm_day(self, day: date) -> None:
        """Say at the desk which day it is; before that nothing is destroyed on a day that has leapt."""
        self._press(
            "/desk/clock",
            {
                f"f.today.{part}": str(value)
                for part, value in zip(("day", "month", "year"), (day.day, day.month, day.year), strict=True)
            },
        )

    def leave(self) -> None:
        """Sign Nadia out; her keys leave the memory."""
        self._press("/sign-in/leave")

    def next_person(self) -> None:
        """End the citizen's session."""
        self._press("/next")

    def become_terminal(self) -> None:
        """Make this screen a terminal."""
        self._press("/desk/station/role", {"role": "terminal"})

    def begin(self, who: Someone, *, camera: bool) -> str:
        """A draft with every answer and a document, a file or (`camera`) a picture; returns the case's id."""
        form = self.desk.get(f"/procedures/{PROCEDURE}").typed("begin")
        step = self._went(self.desk.post(f"/procedures/{PROCEDURE}", form), 303).location
        form = self.desk.get(step).typed("answer")
        answer = self.desk.post(step, form | who.typed)
        if answer.status != 303:
            raise RuntimeError(f"{answer.status}: {answer.text('main')}")
        case = step.split("/")[2]
        self._join(case, who, camera)
        return case

    def park(self, case: str, who: Someone) -> None:
        """The mediator sets the draft aside, with a note that names the citizen."""
        form = self.desk.get(f"/cases/{case}/park").typed("park")
        self._went(self.desk.post(f"/cases/{case}/park", form | {"note": f"Zqxnote{who.mark}vk revient jeudi"}), 303)

    def code(self, case: str) -> str:
        """The citizen takes a code for later; returns it as it is shown."""
        form = self.desk.get(f"/cases/{case}/code").typed("give")
        return self._went(self.desk.post(f"/cases/{case}/code", form), 200).text(".reference")

    def review(self, case: str) -> None:
        """Look at every answer of a draft, as the person's own screen then does."""
        self._went(self.desk.get(f"/cases/{case}/review"), 200)

    def turn(self, case: str, **more: str) -> str:
        """Turn the screen from the review (at a terminal, submit); returns where it leads."""
        self.desk.get(f"/cases/{case}")  # taken up from the list, if it was set aside
        form = self.desk.get(f"/cases/{case}/review").typed("send")
        return self._went(self.desk.post(f"/cases/{case}/review", form | more), 303).location

    def come_back(self, code: str) -> str:
        """The citizen types the code; returns the case's id."""
        token = self.desk.get("/resume").token()
        where = self._went(self.desk.post("/resume", {"token": token, "code": code}), 303).location
        return where.split("/")[2]

    def submit(self, case: str) -> str:
        """Confirm as the citizen; returns the address of the page with the reference."""
        where = self.turn(case, turned="1")
        if where.endswith("/confirm"):
            form = self.desk.get(where).typed("yes")
            self._went(self.desk.post(where, form), 303)
            form = self.desk.get(where).typed("back")
            where = self._went(
                self.desk.post(f"{where}/back", form | {"pin": self._machine.sign_ins.pin}), 303
            ).location
        if not where.endswith("/submitted"):
            raise RuntimeError(where)
        return where

    def reference(self, case: str) -> str:
        """The reference of a submitted case."""
        return self.desk.get(f"/cases/{case}/submitted").text(".reference").replace(" ", "").replace("\xa0", "")

    def supplement(self, reference: str, who: Someone) -> None:
        """Add a message, a paper by name, a photo and a file to a submitted case; one more waits and never leaves."""
        place = f"/desk/references/{reference}/supplement"
        form = self.desk.get(place).typed("supplement")
        form |= {"message": f"Zqxsupplement{who.mark}vk", "other-0": f"Zqxpaper{who.mark}vk"}
        sent = self.desk.client.post(
            self.desk.address + place,
            data=form | {"do": "send"},
            files=[("file.other", who.photo()), ("file.other", who.document())],
        )
        if sent.status_code != 303:
            raise RuntimeError(f"{sent.status_code} for a supplement")
        form = self.desk.get(place).typed("supplement") | {"do": "join"}
        waits = self.desk.client.post(self.desk.address + place, data=form, files=[("file.other", who.photo())])
        # The form again, with what was typed and the file that waits: nothing was sent, so that there is no other page.
        if waits.status_code != 200 or f"Zqxfile{who.mark}vk" not in waits.text:
            raise RuntimeError(f"{waits.status_code} for a file that waits")

    def be_told(self, reference: str, ways: tuple[str, ...]) -> None:
        """Have the person told of news by these ways; `message` is by whoever answers a call."""
        page = self.desk.get(f"/desk/references/{reference}/supplement")
        form = page.typed("supplement")
        told = {"token": form["token"], "event": form["event"], "notices": list(ways)}
        answer = self.desk.client.post(f"{self.desk.address}/desk/references/{reference}/notices", data=told)
        if answer.status_code != 303:
            raise RuntimeError(f"{answer.status_code} for how somebody is told of news")

    def seek_at_hub(self, who: Someone) -> None:
        """Seek a person by name through the hub, whose answer names them."""
        form = self.desk.get("/desk/find/by-name").typed("named")
        told = self._went(self.desk.post("/desk/find/by-name", form | {"name": who.typed["f.birth_name"]}), 200)
        if who.typed["f.birth_name"] not in told.text("#named-cases"):
            raise RuntimeError("the hub does not know whom it was asked for")

    def replace_receipt(self, reference: str) -> str:
        """Give a person who lost their receipt another, once who they are was seen; gives its code."""
        place = f"/desk/references/{reference}/new-receipt"
        form = self.desk.get(place).typed("new-receipt")
        given = self._went(self.desk.post(place, form | {"shown": "passport", "why": "lost"}), 303).location
        return code_in(self.desk.get(given))

    def note_fact(self, case: str) -> None:
        """Note that letters to the person come back."""
        self._press(f"/desk/people/{case}/facts", {"fact": "address"})

    def call(self) -> int:
        """Note of whoever is to be called that a message was left; returns how many they were."""
        answers = set(re.findall(r'action="(/desk/calls/[\w-]+)"', self.desk.get("/desk").body))
        for place in sorted(answers):
            self._press(place, {"outcome": "message"})
        return len(answers)

    def opens_document(self, reference: str) -> bool:
        """Whether the document that came with a decision opens."""
        page = html.document_fromstring(self.desk.get(f"/desk/references/{reference}").body)
        address = page.xpath("string(//a[contains(@href, '/given/')]/@href)")
        return bool(address) and self.desk.client.get(self.desk.address + address).content.startswith(b"%PDF")

    def erase(self, reference: str) -> None:
        """Ask, as the citizen, for the erasure of a submitted case."""
        place = f"/desk/references/{reference}/rights"
        token = self.desk.get(place).token()
        self._went(self.desk.post(place, {"token": token, "kind": "erasure"}), 303)

    def _join(self, case: str, who: Someone, camera: bool) -> None:
        place = f"/cases/{case}/documents/proof"
        form = {"token": self.desk.get(place).token()} | ({"camera": "1"} if camera else {})
        name, data, kind = who.photo() if camera or who.number % 2 else who.document()
        answer = self.desk.client.post(self.desk.address + place, data=form, files={"file": (name, data, kind)})
        if answer.status_code != 303:
            raise RuntimeError(f"{answer.status_code} for {name}")

    def _press(self, path: str, form: dict[str, str] | None = None) -> None:
        token = self.desk.get("/language").token()
        self._went(self.desk.post(path, {"token": token, **(form or {})}), 303)

    def _went(self, answer: Answer, status: int) -> Answer:
        if answer.status != status:
            raise RuntimeError(f"{answer.status}: {answer.text('main')}")
        return answer
