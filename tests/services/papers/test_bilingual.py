"""A paper in two languages: the person's first, then French, and nothing twice that is scanned or signed once."""

from kiosk.services.papers import bilingual
from kiosk.words.words import Words
from printers.slip import Big, Code, Heading, Line, Pair, Rule, Signature, Slip, Translated

NAME, SCANNED, SIGNED = Heading("Mairie", 1), Code("x"), Signature("Signature")
ARABIC = Slip("وصل", "ar", "rtl", (NAME, Big("SA 1", "رقم"), Line("محفوظ"), SCANNED, SIGNED))
FRENCH = Slip("Reçu", "fr", "ltr", (NAME, Big("SA 1", "Numéro"), Line("Gardé"), SCANNED, SIGNED))


def test_the_person_s_language_comes_first_then_french_from_its_own_side() -> None:
    paper = bilingual.both(ARABIC, FRENCH, Words())
    assert (paper.title, paper.language, paper.direction) == ("وصل", "ar", "rtl")
    assert paper.blocks == (
        *ARABIC.blocks,
        Rule(),
        *(Translated("fr", "ltr", block) for block in (Heading("En français"), Pair("Numéro", "SA 1"), Line("Gardé"))),
    )


def test_a_paper_in_french_is_said_once() -> None:
    assert bilingual.both(FRENCH, FRENCH, Words()) is FRENCH
