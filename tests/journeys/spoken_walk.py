"""A whole procedure by the voice of the terminal alone: an error is made on the way, and somebody is called."""

import re
from dataclasses import replace

from kiosk.catalogue.define.catalogue import load_procedure
from tests.catalogue.samples import SHIPPED
from tests.journeys.alone import Terminal
from tests.journeys.by_heart import Known, by_heart
from tests.journeys.led_by_voice import LedByVoice

MOST_LOOKS = 50
EXAMPLES = {"street-problem": 1, "birth-certificate": 0, "emergency-aid": 0}
WALKS = [*((name, "fr") for name in EXAMPLES), ("street-problem", "ar"), ("street-problem", "uk")]


def completes(person: LedByVoice, terminal: Terminal, name: str, brief: bool = False) -> None:
    """From the welcome to the receipt and away, with two errors and a call for help."""
    procedure = load_procedure(next(path for path in SHIPPED if path.stem == name))
    heart = by_heart(procedure, procedure.examples[EXAMPLES[name]].answers, person.words)
    heart = in_brief(heart) if brief else heart
    person.begins()
    person.open(person.say("Toutes les démarches"))
    person.open(person.words.text(procedure.title))
    person.open(person.say("Commencer"))
    person.errs()
    person.mends()
    terminal.town.browser.get("/desk")  # Nadia is at her desk
    person.calls(lambda: nadia_answers(terminal))
    slip = mistyped(heart)
    person.goes_through(heart)
    assert not slip.slips and person.errors >= 2, "the second error was made and mended on the way"
    assert person.reads_receipt()
    person.leaves()
    assert {spoken.language for spoken in person.voice.heard[10:]} <= {person.language, "fr"}


def nadia_answers(terminal: Terminal) -> str:
    """Nadia sees the call at her desk and says that she comes; her name."""
    desk = terminal.town.browser
    for _ in range(MOST_LOOKS):
        page = desk.get("/desk")
        if forms := [form for form in page.all("form") if "/desk/bell/" in form.get("action", "")]:
            desk.send(page.form_to(forms[0].get("action")))
            return "Nadia Roux"
    raise AssertionError("nobody called")


def in_brief(heart: list[Known]) -> list[Known]:
    """The first letters of each sentence: from key to key on the screen each letter takes a dozen swipes. Nobody
    abridges a town whose postcode is asked too.
    """
    return [replace(known, boxes=(*map(first_letters, known.boxes[:3]), *known.boxes[3:])) for known in heart]


def first_letters(words: str) -> str:
    """Two letters, after the number of a house; digits whole."""
    begins = re.match(r"(\d+ )?[^\W\d_]{2}", words)
    return begins[0] if begins else words


def mistyped(heart: list[Known]) -> Known:
    """A question whose answer is mistyped the first time: the thirteenth month, or a number of two digits."""
    wrong = next((known for known in heart if len(known.boxes) == 3), None)
    if wrong is not None:
        wrong.slips[1] = "13"
        return wrong
    wrong = next(known for known in heart if known.boxes and known.boxes[0].startswith("0"))
    wrong.slips[0] = "12"
    return wrong
