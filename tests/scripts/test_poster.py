"""The poster for citizens is one page of A4, with a welcome in every language, for who reads it by ear too."""

from pathlib import Path

import pikepdf
from pypdf import PdfReader

from kiosk.words.languages import list_languages
from scripts.poster import PAGE, SPEAKS, STEPS, poster


def test_the_poster_is_one_page_of_a4_with_every_step(tmp_path: Path) -> None:
    poster(tmp_path / "poster.pdf")
    for path in (tmp_path / "poster.pdf", PAGE):
        (page,) = PdfReader(path).pages
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        text = page.extract_text()
        assert all(step in text for step, _ in STEPS), path
        assert "Welcome, take your time" in text and SPEAKS in text


def test_a_screen_reader_finds_titles_languages_and_nothing_unread() -> None:
    with pikepdf.open(PAGE) as page:
        root, drawn = page.Root, page.pages[0]
        assert root.MarkInfo.Marked and root.Lang == "fr" and b"pdfuaid:part" in root.Metadata.read_bytes()
        elements = list(root.StructTreeRoot.K[0].K)
        roles = [str(element.S) for element in elements]
        assert roles[0] == "/H1" and roles.count("/H2") == len(STEPS) + 2
        assert {str(element.Lang) for element in elements if "/Lang" in element} == set(list_languages()) - {"fr"}
        for font in drawn.Resources.Font.values():
            described = font.get("/FontDescriptor") or font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in described, "every font is in the file"
        depth = 0
        for operator in (str(each.operator) for each in pikepdf.parse_content_stream(drawn)):
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            assert depth or operator not in ("Tj", "TJ", "f", "S", "B"), "neither read nor an artifact"
