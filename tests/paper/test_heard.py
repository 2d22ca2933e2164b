"""A real receipt is heard in every language that ships: in its order, with its language, each thing as what it is."""

import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from kiosk.domain.events.reference import format_reference
from kiosk.services.access.open_case import of_ring
from kiosk.services.box.box import Box
from kiosk.services.papers import papers
from kiosk.words import paper_fonts
from printers.paper.words import clean_text
from printers.renderers.pdf import A4
from printers.slip import Big, Block, Code, Heading, Items, Pair, Rule, Slip, TranslatedBlock
from tests.gallery.site.gestures import helped, submitted
from tests.printers.test_tagged_pdf import heard, marked, walk

LANGUAGES = ("fr", "en", "ar", "uk", "es", "pt")


@pytest.fixture(params=LANGUAGES)
def slip(request: pytest.FixtureRequest, box: Box) -> Slip:
    """The receipt of a case, as it is made for a person who reads that language."""
    assert set(LANGUAGES) == set(box.settings.languages), "every language that ships"
    case = submitted(box)
    reader = of_ring(helped(box).ring)
    made = papers.slip_of_kind(box, "receipt", case.case_id, box.words(request.param), reader)
    assert made.language == request.param and format_reference(case.reference) in made.title
    return made


def words(blocks: tuple[Block, ...]) -> Iterator[str]:
    """What is written, in the order in which a person reads it."""
    for block in blocks:
        inner = block.block if isinstance(block, TranslatedBlock) else block
        if isinstance(inner, Pair):
            yield from (inner.label, inner.value)
        elif isinstance(inner, Big):
            yield from (inner.label, inner.text)
        elif isinstance(inner, Items):
            yield from (inner.title, *inner.items)
        elif isinstance(inner, Code):
            yield inner.caption
        elif not isinstance(inner, Rule):
            yield getattr(inner, "text", "") or getattr(inner, "label", "")


def plain(text: str) -> str:
    """Letters alone: poppler gives the forms they are drawn in, among marks of direction, and turns brackets around."""
    return re.sub("[()\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\\s]", "", unicodedata.normalize("NFKC", text))


def is_turned(text: str) -> bool:
    """Whether it is drawn in another order than it is written."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def in_order(said: str, texts: Iterable[str]) -> None:
    at = 0
    for text in texts:
        followed = said.find(plain(clean_text(text)), at)
        assert followed >= 0, f"not heard after {said[max(0, at - 40) : at]!r}: {text!r}"
        at = followed + len(plain(clean_text(text)))


def test_every_word_is_heard_in_its_order(slip: Slip, tmp_path: Path) -> None:
    pdf = A4.render(slip, paper_fonts.load_paper_fonts())
    in_order(plain(" ".join(heard(pdf, tmp_path))), (word for word in words(slip.blocks) if not is_turned(word)))
    with pikepdf.open(BytesIO(pdf)) as document:  # what poppler does not say: how a line was written
        written = plain(" ".join(element.actual for element in walk(document)))
    turned = [word for word in words(slip.blocks) if is_turned(word)]
    in_order(written, turned)
    assert bool(turned) == (slip.direction == "rtl")


def test_every_heading_is_copied_in_its_order(slip: Slip) -> None:
    command = ["pdftotext", "-", "-"]
    copied = subprocess.run(
        command, input=A4.render(slip, paper_fonts.load_paper_fonts()), capture_output=True, check=True
    )
    inner = [block.block if isinstance(block, TranslatedBlock) else block for block in slip.blocks]
    in_order(plain(copied.stdout.decode()), [block.text for block in inner if isinstance(block, Heading)])


def test_the_tree_is_whole_and_each_part_says_its_language(slip: Slip) -> None:
    with pikepdf.open(BytesIO(A4.render(slip, paper_fonts.load_paper_fonts()))) as document:
        assert document.Root.MarkInfo.Marked and str(document.Root.Lang) == slip.language
        assert str(document.docinfo["/Title"]) == slip.title
        elements, drawn = walk(document), marked(document)
        pieces = [(piece, element.role) for element in elements for piece in element.content]
        assert len(pieces) == len(set(pieces)) and dict(pieces) == drawn
        (whole,) = document.Root.StructTreeRoot.K
        texts = [str(element.get("/Lang", "")) for element in whole.K]
    (figure,) = [element for element in elements if element.role == "Figure"]
    (code,) = [block for block in slip.blocks if isinstance(block, Code)]
    assert figure.alt == code.alt != ""
    roles = [element.role for element in elements if element.role in ("H1", "H2", "H3")]
    assert roles[:2] == ["H1", "H2"] and set(roles) == {"H1", "H2", "H3"}
    said = texts[texts.index("") :]  # after the town hall's name and address, which are French
    assert texts.index("") <= 2, "their own language first"
    assert (texts[-1] == "fr") == (slip.language != "fr"), "and the French of it last"
    assert len(said) > 10
    assert ("fr" in texts) == (slip.language != "fr"), "and what is said once more in French is read as French"
