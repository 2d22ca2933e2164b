"""A town hall for scripts: a site and its hub in one folder, each run as the real process that people run."""

import io
import os
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import lxml.html
from PIL import Image

from kiosk import demo, settings
from kiosk.domain.answers.journey import WHOLE
from kiosk.domain.language.words import Preferences
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import drafts, join_files
from kiosk.services.exchange import enrol
from kiosk.services.people import sign_in
from kiosk.settings import Settings

PROCEDURE = "birth-certificate"
RENNES = "35238"
"""The INSEE code of the town where everybody here was born."""
_LETTERS = "BCDFGHJKLM"
Typed = dict[str, str]
"""The controls of one step's form, name to value."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    steps: dict[str, Typed]


def person(number: int, dice: random.Random) -> Person:
    """The person of that number: the name says it in letters, so that a case at the hub tells whose it is."""
    name = "MARTIN" + "".join(_LETTERS[int(digit)] for digit in f"{number:06d}")
    phone = f"06 12 {dice.randint(10, 99)} 56 78"
    steps: dict[str, Typed] = {
        "for-whom": {"f.for_whom": "myself"},
        "copy": {"f.copy_type": "full", "f.copies": str(dice.randint(1, 10))},
        "person": {"f.birth_name": name, "f.given_names": "Zoé Anne"},
        "birth": {
            "f.birth_date.day": str(dice.randint(1, 28)),
            "f.birth_date.month": str(dice.randint(1, 12)),
            "f.birth_date.year": str(dice.randint(1955, 2000)),  # a record of 75 years asks nobody for a paper
            "f.birth_town": "Rennes",
        },
        "parents": {
            "f.parent_1_name": "Roux",
            "f.parent_1_given_name": "Léa",
            "f.parent_2_name": "Petit",
            "f.parent_2_given_name": "Hugo",
        },
        "delivery": {"f.delivery": "counter"},
        "contact": {"f.phone": phone, "f.email": f"n{number}@example.org"},
        "papers": {"f.identity_shown": dice.choice(("seen", "to_bring"))},
    }
    return Person(name, steps)


def meaning(typed: Typed) -> dict[str, object]:
    """Field to value as an event carries it; written down here once more, so that the product does not judge itself."""
    means: dict[str, object] = {}
    for control, text in typed.items():
        _, field, *part = control.split(".")
        if not part:
            means[field] = {"name": text, "insee": RENNES} if field == "birth_town" else text
        elif part == ["day"]:
            year, month = typed[f"f.{field}.year"], typed[f"f.{field}.month"]
            means[field] = f"{year}-{int(month):02d}-{int(text):02d}"
    if "copies" in means:
        means["copies"] = int(str(means["copies"]))
    if "phone" in means:
        means["phone"] = "+33" + str(means["phone"]).replace(" ", "")[1:]
    return means


PAPER_FIELD = "identity_shown"
"""The question that a file answers."""
MOST_PAGES = 4
OPENS_NOTHING = ("f.birth_town", "f.phone", "f.email")
"""Answers that no other question waits for, and that take the longest to look up: given once, on the second page."""


def draft(box: Box, someone: Person, actor: Actor, file: bytes = b"", case_id: str = "") -> str:
    case = drafts.begin_draft(box, PROCEDURE, Preferences(), actor, case_id)
    typed = {name: [value] for step in someone.steps.values() for name, value in step.items()}
    opening = {name: values for name, values in typed.items() if name not in OPENS_NOTHING}
    _answer(box, case.id, opening, typed, actor)
    if file:
        join_files.join_file(box, case.id, PAPER_FIELD, file, "carte.png", Preferences(), actor)
        typed[f"f.{PAPER_FIELD}"] = ["joined"]
        _answer(box, case.id, typed, typed, actor)
    return case.id


def scan(seed: int, side: int = 96) -> bytes:
    image = Image.frombytes("L", (side, side), random.Random(seed).randbytes(side * side))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _answer(box: Box, case_id: str, first: dict[str, list[str]], typed: dict[str, list[str]], actor: Actor) -> None:
    for answers in (first, *[typed] * (MOST_PAGES - 1)):
        if drafts.answer_step(box, case_id, "", answers, Preferences(), actor).next != WHOLE and answers is typed:
            return


TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class SignIn:
    login: str
    passphrase: str
    pin: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    body: str

    def typed(self, form: str) -> dict[str, str]:
        result = lxml.html.document_fromstring(self.body).get_element_by_id(form)
        assert isinstance(result, lxml.html.FormElement)
        return {name: str(value) for name, value in result.form_values() if name}

    def has(self, form: str) -> bool:
        return bool(lxml.html.document_fromstring(self.body).xpath("//form[@id=$form]", form=form))

    def token(self) -> str:
        """What every form of the page sends back to show that it is this session's."""
        return str(lxml.html.document_fromstring(self.body).xpath("string(//input[@name='token']/@value)"))

    def text(self, selector: str) -> str:
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
        form = self.get("/sign-in").typed("sign-in")
        return self.post("/sign-in", form | {"login": who.login, "passphrase": who.passphrase, "pin": who.pin})


def _read(response: httpx.Response) -> Answer:
    return Answer(response.status_code, response.headers.get("Location", ""), response.text)


PYTHON = os.environ.get("PARVIS_PYTHON", sys.executable)
"""What runs the box; another environment may hold the wheel, what it depends on, and no tool of developers."""
SAFE_PATH = {"PYTHONSAFEPATH": "1"} if "PARVIS_PYTHON" in os.environ else {}
"""So that it is what was installed there that runs, and not the checkout in which we are."""
OF_THE_UNIT = {
    "MALLOC_ARENA_MAX": "1",
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=85:glibc.malloc.tcache_count=0",
}
"""What the unit of the package `parvis-box` sets for the program."""
START_S = 60.0
"""Seconds after which a process that has not said its address counts as broken."""


class Process:
    """A `kiosk` command that serves until it is ended; what it complains of is appended to `log`."""

    def __init__(self, arguments: list[str], data: Path, log: Path) -> None:
        self._python, self._safe = (sys.executable, {}) if arguments[0] == "hub" else (PYTHON, SAFE_PATH)
        self._arguments, self._data, self._log = arguments, data, log
        self._of_unit = {} if arguments[0] == "hub" else OF_THE_UNIT
        self._process: subprocess.Popen[str] | None = None
        self.address = ""

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def spawn(self) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [self._python, "-m", "kiosk", *self._arguments], stdout=subprocess.PIPE, stderr=log, text=True,
                env=os.environ | {"KIOSK_DATA": str(self._data)} | self._of_unit | self._safe,
            )  # fmt: skip

    def wait_ready(self) -> str:
        """Its address, once it listens. Raises `RuntimeError` where it ends or says nothing before."""
        process = self._process
        assert process is not None and process.stdout is not None
        alarm = threading.Timer(START_S, process.kill)
        alarm.start()
        self.address = process.stdout.readline().strip()
        alarm.cancel()
        if not self.address:
            process.wait()
            raise RuntimeError(f"kiosk {self._arguments[0]} did not start: see {self._log}")
        return self.address

    def start(self) -> str:
        self.spawn()
        return self.wait_ready()

    def kill(self) -> None:
        self._end(hard=True)

    def stop(self) -> None:
        self._end(hard=False)

    def _end(self, hard: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill() if hard else process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


@dataclass(frozen=True, slots=True)
class TownHall:
    folder: Path
    site: Settings
    nadia: SignIn
    code: str
    hub_port: int

    @property
    def hub_data(self) -> Path:
        return self.folder / "hub"


def build(folder: Path, **changes: object) -> TownHall:
    port = free_port()
    made, sign_ins = demo.make_demo_site(folder, 0, port)
    if sign_ins is None:
        raise ValueError(f"{folder} holds a site already")
    # Where every person of the trials was born: a record of another town hall is not asked for here.
    made = replace(made, commune=(RENNES,), **changes)  # type: ignore[arg-type]
    made.paths.settings.write_text(settings.READER.toml(made), "utf-8")
    return TownHall(folder, made, SignIn("nadia", sign_ins.mediator, sign_ins.pin), sign_ins.code, port)


def enroll(hall: TownHall) -> None:
    box = open_box(hall.site)
    try:
        enrol.enrol_at_hub(box, f"http://127.0.0.1:{hall.hub_port}", hall.code)
    finally:
        box.store.close()


def signed_in(box: Box, hall: TownHall) -> Actor:
    mediator = sign_in.sign_in_mediator(box, hall.nadia.login, hall.nadia.passphrase, hall.nadia.pin, Actor())
    return Actor("", mediator.id, mediator.name, ring=box.shifts.ring(mediator.id))


def free_port() -> int:
    """A port of this machine that nobody listens on at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def box_process(hall: TownHall) -> Process:
    return Process(["run", "--port", "0"], hall.site.data, hall.folder / "box.log")


def hub_process(hall: TownHall) -> Process:
    arguments = ["hub", "--port", str(hall.hub_port), "--data", str(hall.hub_data)]
    return Process(arguments, hall.site.data, hall.folder / "hub.log")
