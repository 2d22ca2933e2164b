"""From the welcome page to the receipt by the voice of the terminal alone: one robot sends keys, one gestures, and both know
of the page what is said aloud and nothing else. An error is made on the way, and somebody is called.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from kiosk.catalogue.define.loading import load
from kiosk.words.words import Words
from tests.catalogue.samples import SHIPPED
from tests.journeys.alone import Terminal, at_the_terminal
from tests.journeys.by_heart import by_heart
from tests.journeys.heard import Voice
from tests.journeys.led_by_voice import LedByVoice
from tests.journeys.unseen_hands import ByKeys

EXAMPLES = {"birth-certificate": 0, "emergency-aid": 0, "street-problem": 1}


@pytest.fixture(scope="module")
def terminal(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with at_the_terminal(chrome, tmp_path_factory.mktemp("town")) as opened:
        yield opened


@pytest.mark.parametrize(("name", "language"), [("street-problem", "fr")])
def test_by_keys(terminal: Terminal, name: str, language: str) -> None:
    procedure = load(next(path for path in SHIPPED if path.stem == name))
    words = Words(language)
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)
        person = LedByVoice(voice, ByKeys(page, voice), language)
        person.begins()
        person.open(person.say("Toutes les démarches"))
        person.open(words.text(procedure.title))
        person.open(person.say("Commencer"))
        heart = by_heart(procedure, procedure.examples[EXAMPLES[name]].answers, words)
        person.goes_through(heart)
