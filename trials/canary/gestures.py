"""What mediators and citizens do in the run, over real HTTP."""

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from lxml import html

from kiosk.domain.answers import signature
from trials.canary.machine import PROCEDURE, Machine, Someone, letters
from trials.townhall.site import Answer, Desk

Files = Sequence[tuple[str, tuple[str, bytes, str]]]
_CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b")


def code_in(page: Answer) -> str:
    found = _CODE.search(page.body)
    if found is None:
        raise RuntimeError(f"no follow code: {page.text('main')}")
    return found[0]


class Hand:
    def __init__(self, machine: Machine) -> None:
        self._machine, self.desk = machine, Desk()
        self.desk.address = machine.address

    def sign_in(self) -> None:
        made = self._machine.sign_ins
        form = self.desk.get("/sign-in").typed("sign-in")
        answer = self.desk.post("/sign-in", form | {"login": "nadia", "passphrase": made.mediator, "pin": made.pin})
        _went(answer, 303)

    def confirm_day(self, day: date) -> None:
        """Say at the desk which day it is; before that nothing is destroyed on a day that has leapt."""
        parts = {"f.today.day": day.day, "f.today.month": day.month, "f.today.year": day.year}
        self._press("/desk/clock", {name: str(value) for name, value in parts.items()})

    def leave(self) -> None:
        self._press("/sign-in/leave")

    def receive(self) -> None:
        self._press("/desk/receive")

    def think(self, who: Someone) -> None:
        """Press a face, another one, and say in a word why, at the end of this person's visit."""
        for face in ("bad", "good"):
            self._press("/opinion", {"face": face})
        self._press("/opinion/word", {"word": f"Zqxopinion{who.mark}vk : la dame était patiente."})

    def export_figures(self, folder: Path) -> None:
        """Look at the figures of the month, and save what may leave the town hall into a folder."""
        _went(self.desk.get("/desk/figures"), 200)
        for name in ("table.csv", "table.json"):
            folder.joinpath(name).write_text(_went(self.desk.get(f"/desk/figures/{name}"), 200).body, "utf-8")

    def next_person(self) -> None:
        self._press("/next")

    def become_terminal(self) -> None:
        self._press("/desk/station/role", {"role": "terminal"})

    def begin(self, who: Someone, *, camera: bool) -> str:
        form = self.desk.get(f"/procedures/{PROCEDURE}").typed("begin")
        step = _went(self.desk.post(f"/procedures/{PROCEDURE}", form), 303).location
        form = self.desk.get(step).typed("answer")
        _went(self.desk.post(step, form | who.typed), 303)
        case = step.split("/")[2]
        self._join(case, who, camera)
        return case

    def park(self, case: str, who: Someone) -> None:
        form = self.desk.get(f"/cases/{case}/park").typed("park")
        _went(self.desk.post(f"/cases/{case}/park", form | {"note": f"Zqxnote{who.mark}vk revient jeudi"}), 303)

    def code(self, case: str) -> str:
        form = self.desk.get(f"/cases/{case}/code").typed("give")
        return _went(self.desk.post(f"/cases/{case}/code", form), 200).text(".reference")

    def review(self, case: str) -> None:
        _went(self.desk.get(f"/cases/{case}/review"), 200)

    def turn(self, case: str, **more: str) -> str:
        self.desk.get(f"/cases/{case}")  # taken up from the list, if it was set aside
        form = self.desk.get(f"/cases/{case}/review").typed("send")
        return _went(self.desk.post(f"/cases/{case}/review", form | more), 303).location

    def come_back(self, code: str) -> str:
        token = self.desk.get("/resume").token()
        where = _went(self.desk.post("/resume", {"token": token, "code": code}), 303).location
        return where.split("/")[2]

    def submit(self, case: str) -> str:
        where = self.turn(case, turned="1")
        if where.endswith("/confirm"):
            form = self.desk.get(where).typed("yes")
            _went(self.desk.post(where, form), 303)
            form = self.desk.get(f"{where}/covered").typed("back")
            back = self.desk.post(f"{where}/back", form | {"pin": self._machine.sign_ins.pin})
            where = _went(back, 303).location
        if not where.endswith("/submitted"):
            raise RuntimeError(where)
        return where

    def reference(self, case: str) -> str:
        return self.desk.get(f"/cases/{case}/submitted").text(".reference").replace(" ", "").replace("\xa0", "")

    def supplement(self, reference: str, who: Someone) -> str:
        """Add a message, a paper by name, a photo and a file to a submitted case. One more waits and never leaves; its
        id is given."""
        place = f"/desk/references/{reference}/supplement"
        form = self.desk.get(place).typed("supplement")
        form |= {"message": f"Zqxsupplement{who.mark}vk", "other-0": f"Zqxpaper{who.mark}vk"}
        files = [("file.other", who.photo()), ("file.other", who.document())]
        self.send(place, form | {"do": "send"}, files)
        form = self.desk.get(place).typed("supplement") | {"do": "join"}
        waits = self.desk.client.post(self.desk.address + place, data=form, files=[("file.other", who.photo())])
        # The form again, with what was typed and the file that waits: nothing was sent, so that there is no other page.
        if waits.status_code != 200 or f"Zqxfile{who.mark}vk" not in waits.text:
            raise RuntimeError(f"{waits.status_code} for a file that waits")
        return str(form["event"])

    def be_told(self, reference: str, ways: tuple[str, ...]) -> None:
        page = self.desk.get(f"/desk/references/{reference}/supplement")
        form = page.typed("supplement")
        told = {"token": form["token"], "event": form["event"], "notices": list(ways)}
        self.send(f"/desk/references/{reference}/notices", told)

    def seek_at_hub(self, who: Someone) -> None:
        form = self.desk.get("/desk/find/by-name").typed("named")
        told = _went(self.desk.post("/desk/find/by-name", form | {"name": who.typed["f.birth_name"]}), 200)
        if who.typed["f.birth_name"] not in told.text("#named-cases"):
            raise RuntimeError("the hub does not know whom it was asked for")

    def replace_receipt(self, reference: str) -> str:
        place = f"/desk/references/{reference}/new-receipt"
        form = self.desk.get(place).typed("new-receipt")
        given = _went(self.desk.post(place, form | {"shown": "passport", "why": "lost"}), 303).location
        return code_in(self.desk.get(given))

    def note_fact(self, case: str) -> None:
        self._press(f"/desk/people/{case}/facts", {"fact": "address"})

    def call(self) -> int:
        """Note of whoever is to be called that a message was left; returns how many they were."""
        answers = set(re.findall(r'action="(/desk/calls/[\w-]+)"', self.desk.get("/desk").body))
        for place in sorted(answers):
            self._press(place, {"outcome": "message"})
        return len(answers)

    def opens_document(self, reference: str) -> bool:
        page = html.document_fromstring(self.desk.get(f"/desk/references/{reference}").body)
        address = page.xpath("string(//a[contains(@href, '/given/')]/@href)")
        return bool(address) and self.desk.client.get(self.desk.address + address).content.startswith(b"%PDF")

    def erase(self, reference: str) -> None:
        place = f"/desk/references/{reference}/rights"
        token = self.desk.get(place).token()
        _went(self.desk.post(place, {"token": token, "kind": "erasure"}), 303)

    def _join(self, case: str, who: Someone, camera: bool) -> None:
        place = f"/cases/{case}/documents/proof"
        form = {"token": self.desk.get(place).token()} | ({"camera": "1"} if camera else {})
        self.send(place, form, [("file", who.photo() if camera or who.number % 2 else who.document())])

    def send(self, place: str, form: dict[str, Any], files: Files = ()) -> str:
        """Send a form with files; gives where it leads."""
        answer = self.desk.client.post(self.desk.address + place, data=form, files=list(files) or None)
        if answer.status_code != 303:
            raise RuntimeError(f"{answer.status_code} for {place}")
        return str(answer.headers["Location"])

    def _press(self, path: str, form: dict[str, str] | None = None) -> None:
        token = self.desk.get("/language").token()
        _went(self.desk.post(path, {"token": token, **(form or {})}), 303)


def code_of(hand: Hand, case: str) -> str:
    return code_in(hand.desk.get(f"/cases/{case}/submitted"))


def add(hand: Hand, reference: str, code: str, who: Someone, *, send: bool = True) -> None:
    camera = _chosen(hand, reference, code, who)
    form = hand.desk.get(camera).typed("camera-form")
    waits = hand.send(camera, form, [("file", who.photo())])
    if send:
        _sent(hand, waits)


def write(hand: Hand, reference: str, code: str, who: Someone, *, send: bool = True) -> None:
    place = _chosen(hand, reference, code, who, item="words")
    form = hand.desk.get(place).typed("answer") | {"words": f"Zqxalone{who.mark}vk"}
    waits = _went(hand.desk.post(place, form), 303).location
    if send:
        _sent(hand, waits)


def _chosen(hand: Hand, reference: str, code: str, who: Someone, item: str = "") -> str:
    desk = hand.desk
    asked = {"token": desk.get("/where").token(), "number": reference, "code": code}
    news = desk.post("/where", asked | {"birth_date": f"07/05/{1901 + who.number}"})
    return _went(desk.post("/where/papers", news.typed("photograph") | {"item": item or _first(news)}), 303).location


def _sent(hand: Hand, waits: str) -> None:
    _went(hand.desk.post(f"{waits}/send", {"token": hand.desk.get(waits).token()}), 303)


def _first(news: Answer) -> str:
    buttons = html.document_fromstring(news.body).cssselect("#photograph button")
    if not buttons:
        raise RuntimeError(f"nothing to photograph: {news.text('main')}")
    return str(buttons[0].get("value"))


def _went(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise RuntimeError(f"{answer.status}: {answer.text('main')}")
    return answer


PAGES = "/desk/mandates/new"


@dataclass(frozen=True, slots=True)
class Giver:
    number: int
    manner: str

    @property
    def words(self) -> list[str]:
        drawn = signature.parse_signature(self.signature).strokes if self.manner == "screen" else ()
        witness = [self.typed["witness"]] if self.manner == "cannot-sign" else []
        own = [self.typed[name] for name in ("family_name", "given_names", "birth_name", "address")]
        return [*own, *witness, *drawn]

    @property
    def typed(self) -> dict[str, str]:
        mark = letters(self.number)
        return {
            "family_name": f"Zqxmandator{mark}vk", "given_names": f"Zqxmgiven{mark}vk",
            "birth_name": f"Zqxmbirth{mark}vk", "birth.day": "3", "birth.month": "2", "birth.year": "1948",
            "address": f"Zqxmstreet{mark}vk", "witness": f"Zqxwitness{mark}vk" if self.manner != "screen" else "",
            "manner": self.manner, "duration": "MONTH",
        }  # fmt: skip

    @property
    def signature(self) -> str:
        points = [(10 + 37 * at, 40 + (at * at * (7 + self.number)) % 61) for at in range(12)]
        return json.dumps([[part for point in points for part in point]])


def give(hand: Hand, giver: Giver) -> str:
    form = hand.desk.get(PAGES).typed("mandate-form")
    for step in ("scope", "person", "sign"):
        page = hand.desk.post(PAGES, form | {"do": "next"})
        if page.status != 200 or page.typed("mandate-form")["step"] != step:
            raise RuntimeError(f"{page.status} before {step}: {page.text('main')}")
        form = page.typed("mandate-form")
        asked = {name: value for name, value in giver.typed.items() if name in form or name in ("manner", "duration")}
        if step == "scope":
            form |= {"themes": "social"} | {"duration": giver.typed["duration"]}
        elif step == "person":
            form |= {name: value for name, value in asked.items() if name not in ("manner", "duration", "witness")}
        else:
            form |= {"manner": giver.manner, "witness": giver.typed["witness"]}
            form |= {"signature": giver.signature if giver.manner == "screen" else ""}
    made = _went(hand.desk.post(PAGES, form | {"do": "next"}), 303)
    return made.location.split("?")[0].rsplit("/", 1)[1]


class Visit:
    def __init__(self, machine: Machine, who: Someone) -> None:
        self._machine, self._who = machine, who
        self._page: Any = None

    def __enter__(self) -> Self:
        from playwright.sync_api import sync_playwright

        self._driver = sync_playwright().start()
        self._context = self._driver.chromium.launch_persistent_context(
            str(self._machine.folder / "profile"), executable_path=shutil.which("chromium"), headless=True,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )  # fmt: skip
        self._page = self._context.new_page()
        return self

    def draft(self) -> str:
        """Sign in, type every answer, look at the review, go back and forward, sign out; returns the case's id."""
        page, made = self._page, self._machine.sign_ins
        page.goto(f"{self._machine.address}/sign-in")
        page.fill("#passphrase", made.mediator)
        page.fill("#login", "nadia")
        page.fill("#pin", made.pin)
        page.click("button[form=sign-in]")
        page.goto(f"{self._machine.address}/procedures/{PROCEDURE}")
        page.click("button[form=begin][name=on].tertiary")  # step by step, which ends with the review
        pressed = {name: row for name, row in self._who.typed.items() if name.endswith(".place")}
        for name, typed in self._who.typed.items():
            if name in pressed:  # a row that is offered once the page is sent
                continue
            control = page.locator(f"[name='{name}']").first
            kind = control.get_attribute("type")
            if kind in ("radio", "checkbox"):
                page.locator(f"[name='{name}'][value='{typed}']").check()
            else:
                control.fill(typed)
        page.click("button[form=answer].primary")
        for name, row in pressed.items():
            page.click(f"[name='{name}'][value='{row}']")
        page.wait_for_url("**/review")
        case: str = page.url.split("/")[-2]
        page.go_back()
        page.go_forward()
        page.goto(f"{self._machine.address}/desk")
        page.click("form[action='/sign-in/leave'] button")
        page.wait_for_url(f"{self._machine.address}/")
        return case

    def __exit__(self, *_: object) -> None:
        self._context.close()
        self._driver.stop()
