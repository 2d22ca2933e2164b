"""The body of the letter of a decision."""

from datetime import UTC, datetime

from kiosk.words import letter
from kiosk.words.letter import LetterFacts
from kiosk.words.words import Words
from printers.slip import Heading, Line, Pair

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
FACTS = LetterFacts("Décision", "Awa Benali", AT, "Acte", "SA1001G", "État civil", "Paul Morel, Maire", "accepted")


def test_it_says_to_whom_about_what_by_whom_and_what() -> None:
    said = {block.value for block in letter.opening(FACTS, Words()) if isinstance(block, Pair)}
    assert {"Awa Benali", "Acte", "État civil", "Paul Morel, Maire"} <= said


def test_only_a_refusal_says_how_to_contest_it() -> None:
    assert letter.remedies("accepted", "Le juge.", Words()) == []
    heading, text = letter.remedies("refused", "Le juge.", Words())
    assert isinstance(heading, Heading) and text == Line("Le juge.")


def test_whom_to_ask_is_said_where_it_is_known() -> None:
    assert letter.contact(("État civil", "", ""), Words()) == []
    assert letter.contact(("État civil", "", "02 99 00 00 00"), Words())[1] == Line("État civil\n02 99 00 00 00")
