"""Papers as files and on the roll: what a PDF that claims PDF/UA-1 must hold, and how long it is in Arabic."""

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers import papers
from kiosk.words import paper_fonts
from printers.renderers.pdf import A4, ROLL_58, ROLL_80, Pdf
from tests.gallery.site.gestures import helped, submitted, supplemented

LONGER = 1.3
"""How much longer than the French receipt the Arabic one may be."""
ROLES = {"Document", "Div", "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Figure"}


def elements(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    nodes = list(document.Root.StructTreeRoot.K)
    while nodes:
        node = nodes.pop(0)
        if "/S" in node:
            yield node
            nodes = list(node.K) + nodes


def outside_of_marks(document: pikepdf.Pdf) -> int:
    """How many things are drawn neither as content nor as artifact."""
    drawn = 0
    for page in document.pages:
        depth = 0
        for _, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += name in ("BDC", "BMC")
            depth -= name == "EMC"
            drawn += not depth and name in {"Tj", "TJ", "f", "S", "B", "f*", "b", "s", "Do"}
    return drawn


def fonts_of(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in document.pages:
        yield from page.Resources.Font.values()


def faults(pdf: bytes) -> list[str]:
    """What the walk finds against PDF/UA-1 (ISO 14289-1, its clauses beside each rule); decision 1 says how many."""
    with pikepdf.open(BytesIO(pdf)) as document:
        root, tree = document.Root, list(elements(document))
        roles = [str(node.S)[1:] for node in tree]
        levels = [0, *(int(role[1]) for role in roles if role[0] == "H")]
        metadata = document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
        title = metadata.get("dc:title")
        rules: dict[str, Any] = {
            "5 the claim": metadata.get("pdfuaid:part") == "1",
            "6.2 marked": bool(root.MarkInfo.Marked) and not root.MarkInfo.get("/Suspects", False),
            "7.1 all content is tagged or an artifact": not outside_of_marks(document),
            "7.1 standard roles, without a role map": set(roles) <= ROLES and "/RoleMap" not in root.StructTreeRoot,
            "7.1 the title is shown": bool(root.ViewerPreferences.DisplayDocTitle) and bool(title),
            "7.1 one title": str(document.docinfo.Title) == title,
            "7.2 language": bool(str(root.Lang)),
            "7.2 languages of parts": all(str(node.Lang) for node in tree if "/Lang" in node),
            "7.3 figures have a text": all(str(node.get("/Alt", "")) for node in tree if node.S == "/Figure"),
            "7.4.2 headings skip no level": all(after <= before + 1 for before, after in pairwise(levels)),
            "7.4.2 the first heading is of the first level": levels[1:2] == [1],
            "7.4.4 no heading is empty": all(list(node.K) for node in tree if str(node.S)[1] == "H"),
            "7.6 lists hold items": all(
                {str(kid.S) for kid in node.K if "/S" in kid} == {"/LI"} for node in tree if node.S == "/L"
            ),
            "7.6 items hold a label and a body": all(
                [str(kid.S) for kid in node.K if "/S" in kid] == ["/Lbl", "/LBody"] for node in tree if node.S == "/LI"
            ),
            "7.16 not encrypted": not document.is_encrypted,
            "7.18 no annotation": all("/Annots" not in page for page in document.pages),
            "7.18.3 order of pages": all(page.get("/Tabs") == "/S" for page in document.pages),
            "7.19 no script": "/OpenAction" not in root and "/AA" not in root,
            "7.21.4 fonts are embedded": all(is_embedded(font) for font in fonts_of(document)),
            "7.21.7 letters are Unicode": all("/ToUnicode" in font for font in fonts_of(document)),
        }
    return [rule for rule, holds in rules.items() if not holds]


def is_embedded(font: pikepdf.Object) -> bool:
    described = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    return "/FontFile2" in described.FontDescriptor


def of_each_kind(box: Box) -> dict[str, str]:
    """Papers that a town hall prints most, and the subject of each."""
    case, prepared = submitted(box), submitted(box, "identity-document")
    return {
        "receipt": case.case_id, "checklist": prepared.case_id, "answers": case.case_id,
        "supplement": supplemented(box, case.reference), "attestation": case.case_id,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "ar", "uk"])
@pytest.mark.parametrize("sheet", [A4, ROLL_80], ids=lambda sheet: sheet.kind)
def test_papers_that_claim_to_be_for_everyone_break_no_rule_that_is_walked(box: Box, sheet: Pdf, language: str) -> None:
    eyes = KeyHolder(helped(box))
    for kind, subject in of_each_kind(box).items():
        slip = papers.slip_of_kind(box, kind, subject, box.words(language), eyes)
        assert faults(sheet.render(slip, paper_fonts.load_paper_fonts())) == [], (kind, language)


@pytest.mark.parametrize("spoilt", ["Lang", "ViewerPreferences", "Metadata"])
def test_the_walk_finds_what_is_spoilt(box: Box, spoilt: str) -> None:
    slip = papers.slip_of_kind(box, "receipt", submitted(box).case_id, box.words(), KeyHolder(helped(box)))
    with pikepdf.open(BytesIO(A4.render(slip, paper_fonts.load_paper_fonts()))) as document:
        document.Root[f"/{spoilt}"] = (
            pikepdf.String("") if spoilt == "Lang" else pikepdf.Dictionary(DisplayDocTitle=False)
        )
        into = BytesIO()
        if spoilt == "Metadata":
            del document.Root.Metadata
        document.save(into)
    assert faults(into.getvalue())


@pytest.mark.parametrize("sheet", [ROLL_80, ROLL_58], ids=lambda sheet: sheet.kind)
@pytest.mark.parametrize("procedure", ["birth-certificate", "identity-document"])
def test_the_arabic_roll_is_little_longer_than_the_french_one(box: Box, sheet: Pdf, procedure: str) -> None:
    case_id, eyes = submitted(box, procedure).case_id, KeyHolder(helped(box))

    def length_mm(language: str) -> float:
        slip = papers.slip_of_kind(box, "receipt", case_id, box.words(language), eyes)
        with pikepdf.open(BytesIO(sheet.render(slip, paper_fonts.load_paper_fonts()))) as document:
            return float(document.pages[0].mediabox[3]) / 72 * 25.4

    assert length_mm("ar") <= LONGER * length_mm("fr")


def test_a_french_receipt_is_one_sheet(box: Box) -> None:
    slip = papers.slip_of_kind(box, "receipt", submitted(box).case_id, box.words(), KeyHolder(helped(box)))
    with pikepdf.open(BytesIO(A4.render(slip, paper_fonts.load_paper_fonts()))) as document:
        assert len(document.pages) == 1


def test_what_an_arabic_receipt_says_in_arabic_is_on_its_first_sheet(box: Box) -> None:
    """Nothing of it stands alone on the second, above the French."""
    slip = papers.slip_of_kind(box, "receipt", submitted(box).case_id, box.words("ar"), KeyHolder(helped(box)))
    with pikepdf.open(BytesIO(A4.render(slip, paper_fonts.load_paper_fonts()))) as document:
        first = document.pages[0].obj.objgen
        read = [
            (str(node.S), str(node.get("/Lang", "")), kid.Pg.objgen)
            for node in elements(document)
            for kid in node.K
            if "/Pg" in kid
        ]
    french = next(at for at, (role, language, _) in enumerate(read) if role == "/H2" and language == "fr")
    assert {page for *_, page in read[:french]} == {first} and first not in {page for *_, page in read[french:]}


def test_french_words_on_an_arabic_paper_say_that_they_are_french(box: Box) -> None:
    """The town hall, its address and the service, in the Arabic half."""
    slip = papers.slip_of_kind(box, "receipt", submitted(box).case_id, box.words("ar"), KeyHolder(helped(box)))
    with pikepdf.open(BytesIO(A4.render(slip, paper_fonts.load_paper_fonts()))) as document:
        half = [(str(node.S), str(node.get("/Lang", ""))) for node in elements(document)]
    above = half[: next(at for at, (role, lang) in enumerate(half) if role == "/H2" and lang == "fr")]
    assert above[1:3] == [("/H1", "fr"), ("/P", "fr")]
    assert above.count(("/P", "fr")) >= 2 and ("/H2", "") in above
