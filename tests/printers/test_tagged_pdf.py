"""Who does not see a paper is_two_way it in its order: the structure tree, walked by other programs than its writer.
Words break where a reader expects, and Arabic meets the eye joined and from the right.
"""

import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bidi.mirror import MIRRORED
from hypothesis import given
from hypothesis import strategies as st

from printers.fonts import Fonts
from printers.paper.words import NBSP, clean_text, direction_of, order_visually, pair_brackets, shape_arabic, wrap_text
from printers.renderers.pdf import A4, ROLL_58, ROLL_80, Pdf
from printers.slip import Badge, Block, Heading, Items, Line, Pair, Rule, Signature, Slip, TranslatedBlock, WriteIn

PDFS = [A4, ROLL_80, ROLL_58]
MAY_STAND_IN = {
    "P": ("Document", "Div"), "Div": ("Document",), "H1": ("Document",), "H2": ("Document",), "H3": ("Document",),
    "L": ("Document",), "Figure": ("Document",), "LI": ("L",), "Lbl": ("LI",), "LBody": ("LI",),
}  # fmt: skip


@pytest.fixture(params=PDFS, ids=lambda renderer: renderer.kind)
def renderer(request: pytest.FixtureRequest) -> Pdf:
    chosen: Pdf = request.param
    return chosen


@dataclass(frozen=True)
class Element:
    role: str
    within: str
    alt: str
    actual: str
    content: tuple[tuple[Any, int], ...]


def walk(document: pikepdf.Pdf) -> list[Element]:
    """Every element in reading order, with the (page, MCID) pairs that are its own."""

    def of(node: pikepdf.Object, within: str) -> Iterator[Element]:
        role = str(node.S)[1:]
        kids = list(node.K)
        own = tuple((kid.Pg.objgen, int(kid.MCID)) for kid in kids if "/MCID" in kid)
        yield Element(role, within, str(node.get("/Alt", "")), str(node.get("/ActualText", "")), own)
        for kid in kids:
            if "/S" in kid:
                assert kid.P.objgen == node.objgen, "a child that does not know its parent"
                yield from of(kid, role)

    root = document.Root.StructTreeRoot
    (whole,) = root.K
    return list(of(whole, ""))


def marked(document: pikepdf.Pdf) -> dict[tuple[Any, int], str]:
    """The role under which each piece of each page is drawn; nothing is drawn outside of one."""
    results: dict[tuple[Any, int], str] = {}
    draws = {"Tj", "TJ", "f", "S", "B", "f*", "b", "s", "Do"}
    for page in document.pages:
        open_marks = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                assert open_marks == 0
                open_marks += 1
                if str(operands[0]) != "/Artifact":
                    results[page.objgen, int(operands[1]["/MCID"])] = str(operands[0])[1:]
            elif name == "EMC":
                open_marks -= 1
            assert name not in draws or open_marks == 1, f"{name} is neither content nor artifact"
    return results


def language_of_a_pair(block: Block) -> str | None:
    """The language of a label and its value, "" for the paper's; None for any other block."""
    language, inner = (block.language, block.block) if isinstance(block, TranslatedBlock) else ("", block)
    return language if isinstance(inner, Pair) else None


@pytest.mark.parametrize("large", [False, True])
def test_everything_on_the_paper_is_in_the_tree_once(sample: Slip, large: bool, renderer: Pdf, fonts: Fonts) -> None:
    with pikepdf.open(BytesIO(renderer.render(replace(sample, large=large), fonts))) as document:
        assert document.Root.MarkInfo.Marked and str(document.Root.Lang) == sample.language
        elements, drawn = walk(document), marked(document)
        pieces = [(piece, element.role) for element in elements for piece in element.content]
        assert len(pieces) == len(set(pieces)) and dict(pieces) == drawn
        assert elements[0].role == "Document"
        assert all(element.within in MAY_STAND_IN[element.role] for element in elements[1:])
        tree = document.Root.StructTreeRoot.ParentTree.Nums
        for number, page in enumerate(document.pages):
            assert int(page.StructParents) == number == int(tree[2 * number]) and str(page.Tabs) == "/S"
            for mcid, owner in enumerate(tree[2 * number + 1]):
                assert str(owner.S)[1:] == drawn[page.objgen, mcid]


def test_headings_lists_and_figures_are_what_they_are(sample: Slip, renderer: Pdf, fonts: Fonts) -> None:
    with pikepdf.open(BytesIO(renderer.render(sample, fonts))) as document:
        elements = walk(document)
    roles = [element.role for element in elements]
    headings = [
        f"H{getattr(block, 'level', 3)}"
        for block in sample.blocks
        if isinstance(block, Heading) or (isinstance(block, Items) and block.title)
    ]
    assert [role for role in roles if role[0] == "H"] == headings, "the title of a list is a heading too"
    lists = [len(block.items) for block in sample.blocks if isinstance(block, Items)]
    named = [list(run) for language, run in groupby(sample.blocks, language_of_a_pair) if language is not None]
    lists += map(len, named)
    assert roles.count("L") == len(lists) and named, "pairs that follow each other are one list"
    assert roles.count("LI") == roles.count("Lbl") == roles.count("LBody") == sum(lists)
    alts = [element.alt for element in elements if element.role == "Figure"]
    assert alts == [
        text for block in sample.blocks if (text := getattr(block, "alt", "") or getattr(block, "said", ""))
    ]


def test_arabic_is_said_in_its_own_order_and_whole(samples, renderer: Pdf, fonts: Fonts) -> None:
    with pikepdf.open(BytesIO(renderer.render(samples.ARABIC, fonts))) as document:
        actuals = [element.actual.replace(NBSP, " ") for element in walk(document) if element.actual]
    for block in samples.ARABIC.blocks:
        texts = (
            list(block.items) if isinstance(block, Items) else [getattr(block, "text", ""), getattr(block, "label", "")]
        )
        assert all(
            clean_text(text).replace(NBSP, " ") in actuals for text in texts if text and text != samples.REFERENCE
        )


def heard(pdf: bytes, folder: Path) -> list[str]:
    """What poppler reads from the tree, a line each, without the names of the elements."""
    path = folder / "slip.pdf"
    path.write_bytes(pdf)
    result = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, text=True, check=True)
    assert not result.stderr
    return [
        line.strip()[1:-1]
        for line in result.stdout.split("\n")
        if line.strip().startswith('"') and len(line.strip()) > 2
    ]


def test_poppler_hears_a_label_then_its_value_then_the_next(samples, renderer: Pdf, fonts: Fonts, tmp_path) -> None:
    french = " ".join(heard(renderer.render(samples.FRENCH, fonts), tmp_path)).replace("\N{NO-BREAK SPACE}", " ")
    order = ["Mairie de Saint-Cœur-sur-Oise", "Votre reçu", "Numéro de dossier", samples.REFERENCE, "Déposé le",
             "lundi 24 novembre 2025", "Adresse Résidence", "Courriel", "Prix du repas 3,40 €", "Pièces reçues •",
             "1. Votre dossier est gardé", "2. Le service", "Gardez ce papier", "Téléphone"]  # fmt: skip
    assert [text for text in order if text not in french] == []
    places = [french.index(text) for text in order]
    assert places == sorted(places)


def test_poppler_hears_ukrainian(samples, fonts: Fonts, tmp_path) -> None:
    ukrainian = " ".join(heard(A4.render(samples.UKRAINIAN, fonts), tmp_path))
    assert "Номер справи SCO 4F7 K29 Подано понеділок, 24 листопада 2025 р., 10:42" in ukrainian


@pytest.mark.parametrize("language", ["fr", "ar", "uk"])
def test_copied_text_is_in_reading_order(language: str, samples, fonts: Fonts, tmp_path) -> None:
    (slip,) = (sample for sample in samples.SAMPLES if sample.language == language)
    path = tmp_path / "slip.pdf"
    path.write_bytes(A4.render(slip, fonts))
    stdout = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    # Poppler gives the letters in the forms they are drawn in, which NFKC undoes, among marks of direction.
    text = re.sub("[\u200e-\u202e]", "", unicodedata.normalize("NFKC", stdout))
    headings = [unicodedata.normalize("NFKC", block.text) for block in slip.blocks if block.kind == "heading"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_a_paragraph_over_two_pages_is_one(fonts: Fonts) -> None:
    slip = Slip("", "fr", "ltr", (Line("mot " * 1500), Items(tuple("abc"))))
    with pikepdf.open(BytesIO(A4.render(slip, fonts))) as document:
        paragraph = walk(document)[1]
        assert len({page for page, _ in paragraph.content}) == len(document.pages) > 1
        assert len(marked(document)) == sum(len(element.content) for element in walk(document))


def test_rules_frames_and_blanks_are_not_read(fonts: Fonts) -> None:
    slip = Slip("", "fr", "ltr", (Rule(), WriteIn("Nom", 3), Signature("Signature")))
    with pikepdf.open(BytesIO(A4.render(slip, fonts))) as document:
        assert [element.role for element in walk(document)] == ["Document", "P", "P"]


def test_a_card_says_its_house_its_name_its_letters_and_what_the_code_is(renderer: Pdf, fonts: Fonts) -> None:
    card = Badge("Mairie", "Maëlle", "ABCD", ("AB", "CD"), "Code QR du badge")
    with pikepdf.open(BytesIO(renderer.render(Slip("", "fr", "ltr", (card,)), fonts))) as document:
        elements = walk(document)
    assert [element.role for element in elements] == ["Document", "P", "P", "P", "Figure"]
    assert elements[-1].alt == "Code QR du badge"


def test_a_paper_without_words_is_a_document_still(fonts: Fonts) -> None:
    for blocks in ((), (Pair("", ""),), (Rule(),)):
        with pikepdf.open(BytesIO(A4.render(Slip("", "fr", "ltr", blocks), fonts))) as document:
            assert walk(document)[0].role == "Document"


def test_lines_break_at_spaces() -> None:
    assert wrap_text("Votre dossier est gardé ici", 13, len) == ["Votre dossier", "est gardé ici"]


def test_a_no_break_space_holds() -> None:
    assert wrap_text("à 10\N{NO-BREAK SPACE}h", 5, len) == ["à", "10\N{NO-BREAK SPACE}h"]


def test_a_number_stays_with_what_it_counts() -> None:
    for whole in ["17 h", "14 h 30", "3 février 1945", "L. 114-2", "4:05 ص", "27 نوفمبر 2026", "86 €"]:
        first = whole if len(whole.split()) < 3 or whole.endswith("30") else " ".join(whole.split()[:2])
        lines = wrap_text(f"le {whole}", len(first) + 1, len)
        assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines[:2]] == ["le", first]


def test_the_number_of_a_case_stays_in_one_line() -> None:
    for number in ["SB 1001 L", "SA 10 427 B"]:
        lines = wrap_text(f"Votre numéro : {number}.", len("Votre numéro : SB 1"), len)
        assert [line.replace(NBSP, " ") for line in lines] == ["Votre numéro :", f"{number}."]
    wide = wrap_text("SB 1001 L", 8, len)
    assert [line.replace(NBSP, " ").strip() for line in wide] == ["SB 1001", "L"], "but where no line can hold it"


def test_short_latin_words_in_brackets_within_arabic_stay_on_one_line() -> None:
    brackets = "(acte\u00a0de naissance)".replace(" ", "\u00a0")
    assert wrap_text("نسخة من شهادة الميلاد (acte de naissance)", 38, len) == ["نسخة من شهادة الميلاد", brackets]
    assert wrap_text("شهادة الميلاد (acte de naissance)", 20, len) == ["شهادة الميلاد (acte", "de naissance)"]


def test_an_address_that_is_too_long_breaks_after_a_mark() -> None:
    assert wrap_text("maelle.lefebvre@example.org", 16, len) == ["maelle.lefebvre@", "example.org"]


def test_a_word_without_any_mark_breaks_anywhere() -> None:
    assert wrap_text("abcdefgh", 3, len) == ["abc", "def", "gh"]


def test_a_line_feed_begins_a_line() -> None:
    assert wrap_text("12 rue\r\nRennes", 40, len) == ["12 rue", "Rennes"]


def test_controls_vanish_and_odd_spaces_become_spaces() -> None:
    assert clean_text("a\x00b\tc\u2003d\u202fe\ud800") == "ab c d\N{NO-BREAK SPACE}e\N{REPLACEMENT CHARACTER}"


@given(st.text(), st.integers(1, 30))
def test_no_line_is_wider_than_the_paper_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrap_text(text, width, len)
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(clean_text(text).split())


def test_arabic_letters_join_and_run_from_right_to_left() -> None:
    assert shape_arabic("رقم") == "ﺭﻗﻢ"
    assert order_visually("رقم", "rtl") == "ﻢﻗﺭ"


def test_brackets_and_guillemets_turn_with_the_reading() -> None:
    assert order_visually("אב (ג)", "rtl") == "(ג) בא"
    assert order_visually("«אב»", "rtl") == "«בא»"


def test_numbers_and_latin_words_keep_their_order_inside_arabic() -> None:
    assert order_visually("א SCO 4F7 ב", "rtl") == "ב SCO 4F7 א"


def test_a_text_is_read_in_the_direction_of_its_letters() -> None:
    for text, paper, read in [
        ("148 bis avenue", "rtl", "ltr"),
        ("رقم SCO", "rtl", "rtl"),
        ("SCO رقم", "rtl", "rtl"),
        ("ليلى", "ltr", "rtl"),
        ("Mme ليلى", "ltr", "ltr"),
        ("01 23", "rtl", "ltr"),
    ]:
        assert direction_of(text, paper) == read


MIXED = "ابترقملالأ\u200f\u2068\u2069 ()[]«»-,:abéZ019€"
"""Arabic joined and not, with what turns, what guides, and what keeps its order within it."""


@given(st.text() | st.text(MIXED, max_size=60), st.sampled_from(["ltr", "rtl"]))
def test_any_line_has_a_visual_order(text: str, direction) -> None:
    """Nothing is lost and nothing doubled: letters of another shape are counted as themselves, and what turns with the
    reading as what it was, marks that only guide the order left out.
    """
    for line in wrap_text(text, 20, len):
        assert letters_of(order_visually(line, direction)) == letters_of(line)


def letters_of(text: str) -> Counter[str]:
    """How often each letter stands in a text, however it is shaped and whichever way a bracket looks."""
    plain = unicodedata.normalize("NFKD", text)
    return Counter(min(char, MIRRORED.get(char, char)) for char in plain if unicodedata.category(char) != "Cf")


def test_brackets_around_latin_letters_look_one_way_on_two_lines() -> None:
    """As UAX 9 has it for the whole paragraph, wherever a line ends."""
    for first, second, seen in [
        ("\u0639 Mairie (annexe", "nord) \u0639", ("Mairie (annexe \ufec9", "\ufec9 nord)")),
        ("\u0639 Mairie (annexe", "2) \u0639", ("Mairie (annexe \ufec9", "\ufec9 2)")),
        ("\u0639 (Mairie", "de Rennes) \u0639", ("Mairie) \ufec9", "\ufec9 (de Rennes")),
        ("Bruz (\u0639", "Mairie de nord) Rennes", ("\ufec9) Bruz", "Rennes (Mairie de nord")),
    ]:
        whole, spaces = pair_brackets(f"{first} {second}"), first.count(" ")
        words = whole.split(" ")
        lines = " ".join(words[: spaces + 1]), " ".join(words[spaces + 1 :])
        assert (order_visually(lines[0], "rtl"), order_visually(lines[1], "rtl")) == seen


def test_a_bracket_without_its_other_is_left_as_it_is() -> None:
    assert [pair_brackets(text) for text in ("a) b", "(a", "[a)", "(\u0639)")] == ["a) b", "(a", "[a)", "(\u0639)"]
