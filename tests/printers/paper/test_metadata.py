"""The XMP packet: title, language, and a claim that only papers whose words allow it make."""

from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pikepdf

from printers.fonts import Fonts
from printers.renderers.pdf import A4, is_for_everyone, xmp_packet
from printers.slip import Heading, Items, Line, Slip, TranslatedBlock

DC = "{http://purl.org/dc/elements/1.1/}"
PAPER = Slip("Reçu <SA 1042 K> & suite", "fr", "ltr", (Heading("Mairie", 1), Heading("Reçu", 2), Items(("a",), "Et ?")))


def test_the_packet_in_the_file_is_xml_and_says_title_and_language(fonts: Fonts) -> None:
    pdf = A4.render(PAPER, fonts)
    with pikepdf.open(BytesIO(pdf)) as document:
        stream = document.Root.Metadata
        assert (str(stream.Type), str(stream.Subtype)) == ("/Metadata", "/XML")
        tree = ElementTree.fromstring(stream.read_bytes().decode("utf-8").strip())
    assert [node[0][0].text for node in tree.iter(f"{DC}title")] == [PAPER.title]
    assert [node[0][0].text for node in tree.iter(f"{DC}language")] == ["fr"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf, "it is not compressed"


def test_a_paper_without_title_or_whose_headings_skip_a_level_claims_nothing() -> None:
    for wrong in [
        replace(PAPER, title=" "),
        replace(PAPER, blocks=()),
        replace(PAPER, blocks=(Line("sans titre"),)),
        replace(PAPER, blocks=(Heading("Mairie", 2),)),
        replace(PAPER, blocks=(Heading("Mairie", 1), Items(("a",), "Et ?"))),
        replace(PAPER, blocks=(Heading("Mairie", 1), TranslatedBlock("fr", "ltr", Heading("Reçu", 3)))),
    ]:
        assert is_for_everyone(PAPER) and "pdfuaid" in xmp_packet(PAPER)
        assert not is_for_everyone(wrong) and "pdfuaid" not in xmp_packet(wrong)
