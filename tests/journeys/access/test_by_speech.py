"""From the welcome page to the receipt by the voice of the terminal alone: one robot sends keys, one gestures; of the
page they know what is said aloud and nothing else. An error is made on the way, and somebody is called.
"""

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

EXAMPLES = {"birth-certificate": 0, "emergency-aid": 0, "street-problem": 1}


@pytest.fixture(scope="module")
def terminal(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with at_the_terminal(chrome, tmp_path_factory.mktemp("town")) as opened:
        yield opened


@pytest.mark.parametrize(("name", "language"), [("street-problem", "fr")])
def test_by_keys(terminal: Terminal, name: str, language: str) -> None:
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)
        completes(LedByVoice(voice, ByKeys(page, voice), language), name)


@pytest.mark.parametrize(("name", "language"), [("street-problem", "fr")])
def test_by_gestures(terminal: Terminal, name: str, language: str) -> None:
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)
        hands = ByGestures(page, voice, sentences(language).gettext, -1 if language == "ar" else 1)
        completes(LedByVoice(voice, hands, language), name, brief=True)


def in_brief(heart: list[Known]) -> list[Known]:
    """The first word of each sentence: from key to key on the screen each letter takes a dozen swipes."""
    return [replace(known, boxes=tuple(map(first_word, known.boxes))) for known in heart]


def first_word(words: str) -> str:
    return words.split()[0] if words[:1].isalpha() else words


def completes(person: LedByVoice, name: str, brief: bool = False) -> None:
    procedure = load(next(path for path in SHIPPED if path.stem == name))
    heart = by_heart(procedure, procedure.examples[EXAMPLES[name]].answers, person.words)
    heart = in_brief(heart) if brief else heart
    person.begins()
    person.open(person.say("Toutes les démarches"))
    person.open(person.words.text(procedure.title))
    person.open(person.say("Commencer"))
    person.errs()
    person.mends()
    person.goes_through(heart)
