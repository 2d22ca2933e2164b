"""A paper in two languages: the person's first, then French, and nothing twice that is scanned or signed once."""

from dataclasses import replace

from kiosk.services.papers import bilingual
from kiosk.words.words import CLOSES, OPENS, Words
from printers.slip import Big, Code, Heading, Items, Line, Notice, Pair, Rule, Signature, Slip, Translated

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


def test_what_stands_in_french_above_is_not_said_again_nor_a_heading_of_nothing() -> None:
    address = Line("3 rue du Puits")
    theirs = replace(ARABIC, blocks=(NAME, Translated("fr", "rtl", address), Line("محفوظ")))
    french = replace(FRENCH, blocks=(NAME, Line("Gardé"), Heading("Une question ?", 3), address))
    below = bilingual.both(theirs, french, Words()).blocks[len(theirs.blocks) + 1 :]
    assert [block.block for block in below if isinstance(block, Translated)] == [Heading("En français"), Line("Gardé")]


def test_a_heading_whose_words_stand_above_is_not_repeated_and_one_that_stands_alone_is() -> None:
    said = Line("Voici la pièce.")
    theirs = replace(ARABIC, blocks=(NAME, Heading("جوابك", 3), said))
    french = replace(
        FRENCH, blocks=(NAME, Heading("Ajouté"), Heading("Un titre", 3), Heading("Réponse", 3), said, Notice("Gardé"))
    )
    below = bilingual.both(theirs, french, Words()).blocks[len(theirs.blocks) + 1 :]
    assert [block.block for block in below if isinstance(block, Translated)] == [
        Heading("En français – Ajouté"), Heading("Un titre", 3), Notice("Gardé"),
    ]  # fmt: skip


def test_the_office_reads_what_who_when_and_which_papers() -> None:
    french = replace(
        FRENCH,
        blocks=(
            NAME, Heading("Reçu"), Line("Un acte", strong=True), Big("SA 1", "Numéro"), Pair("Demandeur", "Marie"),
            Items(("Attendez",), "Et maintenant ?", numbered=True), Items(("Un titre",), "À apporter"),
            Notice("Gardé ici"), Heading("Recours", 3), Line("Écrivez"),
        ),
    )  # fmt: skip
    below = bilingual.both(ARABIC, french, Words(), brief=True).blocks[len(ARABIC.blocks) + 1 :]
    assert [block.block for block in below if isinstance(block, Translated)] == [
        Heading("En français – Reçu"), Line("Un acte", strong=True), Pair("Demandeur", "Marie"),
        Items(("Un titre",), "À apporter"),
    ]  # fmt: skip


def test_french_words_in_another_language_are_set_as_french_where_the_whole_block_is() -> None:
    marked = f"{OPENS}Service des élections{CLOSES}"
    slip = replace(ARABIC, title=f"وصل {marked}", blocks=(Line(marked), Pair("مصلحة", marked), Line("محفوظ")))
    assert bilingual.told(slip) == replace(
        ARABIC,
        title="وصل Service des élections",
        blocks=(
            Translated("fr", "rtl", Line("Service des élections")), Pair("مصلحة", "Service des élections"),
            Line("محفوظ"),
        ),
    )  # fmt: skip
