"""From the welcome page to the receipt by the voice of the terminal alone: one robot sends keys, one gestures; of the
page they know what is said aloud and nothing else. An error is made on the way, and somebody is called.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from kiosk.catalogue.define.loading import load
from tests.catalogue.samples import SHIPPED
from tests.journeys.alone import Terminal, at_the_terminal
from tests.journeys.by_heart import Known, by_heart, sentences
from tests.journeys.heard import Voice
from tests.journeys.led_by_voice import LedByVoice
from tests.journeys.unseen_hands import ByGestures, ByKeys
from tests.long_runs import ARE_LONG

MOST_LOOKS = 50
EXAMPLES = {"street-problem": 1, "birth-certificate": 0, "emergency-aid": 0}
WALKS = [*((name, "fr") for name in EXAMPLES), ("street-problem", "ar"), ("street-problem", "uk")]
"""By keys the first in every run; all of them, and by gestures, in `make trials`."""


@pytest.fixture(scope="module")
def terminal(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with at_the_terminal(chrome, tmp_path_factory.mktemp("town")) as opened:
        yield opened


@pytest.mark.parametrize(("name", "language"), WALKS if ARE_LONG else WALKS[:1])
def test_by_keys(terminal: Terminal, name: str, language: str) -> None:
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)
        hands = ByKeys(page, voice, sentences(language).gettext)
        completes(LedByVoice(voice, hands, language), terminal, name)
        assert "accepted" in voice.marks and "begun" in voice.marks
        assert not voice.refused, "in a headset everything is said"


@pytest.mark.skipif(not ARE_LONG, reason="a minute or two each: `make trials`; test_alone.py has each gesture")
@pytest.mark.parametrize(("name", "language"), WALKS)
def test_by_gestures(terminal: Terminal, name: str, language: str) -> None:
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)
        hands = ByGestures(page, voice, sentences(language).gettext, -1 if language == "ar" else 1)
        person = LedByVoice(voice, hands, language)
        completes(person, terminal, name, brief=True)
        assert person.asked_who_hears == 1, "asked once, before the first thing that is private"


def completes(person: LedByVoice, terminal: Terminal, name: str, brief: bool = False) -> None:
    """From the welcome to the receipt and away, with two errors and a call for help."""
    procedure = load(next(path for path in SHIPPED if path.stem == name))
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
