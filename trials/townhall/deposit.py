"""What a mediator does to help one person to the last question, by the services that the screens call."""

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import lxml.html
from PIL import Image

from kiosk.domain.answers.position import WHOLE
from kiosk.domain.language.words import Preferences
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts, join_files

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
    """A picture of noise, another one for each number: nothing makes it smaller."""
    image = Image.frombytes("L", (side, side), random.Random(seed).randbytes(side * side))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _answer(box: Box, case_id: str, first: dict[str, list[str]], typed: dict[str, list[str]], actor: Actor) -> None:
    for answers in (first, *[typed] * (MOST_PAGES - 1)):
        if drafts.answer_whole_page(box, case_id, answers, Preferences(), actor).next != WHOLE and answers is typed:
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
