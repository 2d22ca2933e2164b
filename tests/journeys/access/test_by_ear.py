"""From the welcome page to the receipt by the accessibility tree alone: a robot that reads roles, names, states, live
regions and the focus, sends keys, and knows nothing else of the page. Two errors are made on the way.
"""

import pytest

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.domain.procedure.procedure import Procedure
from kiosk.words.words import Words
from tests.catalogue.samples import SHIPPED
from tests.journeys.accessibility_tree import Ear
from tests.journeys.alone import Terminal
from tests.journeys.by_heart import Known, by_heart
from tests.journeys.listener import Listener
from tests.journeys.spoken_walk import mistyped

PAGES = 60
EXAMPLES = {"birth-certificate": 0, "emergency-aid": 0, "street-problem": 1}
"""Which of the examples of a file is walked: one that writes a date or a telephone number."""
BY_NAME = ("street-problem",)
"""Which are opened from the list of all procedures; the others from the situation one is in, the first choice."""
WALKS = [(name, language) for name in EXAMPLES for language in ("fr", "ar")]


@pytest.mark.parametrize(("name", "language"), WALKS)
def test_who_sees_nothing_always_knows_where_they_are(terminal: Terminal, name: str, language: str) -> None:
    procedure = load_procedure(next(path for path in SHIPPED if path.stem == name))
    words = Words(language)
    with terminal.opened() as page:
        person = Listener(Ear(page), language)
        person.open("Commencer" if language == "fr" else "العربية")
        chooses(person, procedure, words)
        person.open(person.say("Commencer"))
        errs_once(person)
        heart = by_heart(procedure, procedure.examples[EXAMPLES[name]].answers, words)
        slip = mistyped(heart)
        said = goes_through(person, heart)
        assert not slip.slips, "the second error was made on the way"
        assert any(person.say("Votre demande est enregistrée") in words_said for words_said in said), said
        assert "SA 10" in person.ear.tree.text(person.ear.tree.page)


def chooses(person: Listener, procedure: Procedure, words: Words) -> None:
    """To the procedure by what happens to a person, or by its name."""
    title = words.text(procedure.title)
    if procedure.id in BY_NAME:
        person.open(person.say("Toutes les démarches"), "link")
    else:
        person.open(words.text(procedure.life_event), "link")
    if person.ear.tree.headings != [title]:
        person.open(title, "link")
    assert person.ear.tree.headings == [title]


def errs_once(person: Listener) -> None:
    """Nothing is answered: the list of errors is spoken, and its link leads to the question."""
    person.find(person.say("Continuer"), "button")
    person.mends(person.go_on())


def goes_through(person: Listener, heart: list[Known]) -> list[str]:
    """Page after page to the end; what is said there."""
    review = person.say("Vérifiez vos réponses")
    for _ in range(PAGES):
        before = person.ear.tree.headings
        if before == [review]:
            return person.open(person.say("Enregistrer ma demande"))
        person.answers_page(heart)
        things = person.things()
        said = person.go_on()
        if any(True for _ in person.faults()):
            person.mends(said)
        elif person.ear.tree.headings == before:
            new = person.things() - things
            assert new, "the same page came back"
            person.hears_of(new, said)
        else:
            assert any(person.ear.tree.headings[0] in words for words in said), (person.ear.tree.headings, said)
    raise AssertionError(person.told)
