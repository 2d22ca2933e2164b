"""The document of a decision is printed on its own pages; a roll says that it needs A4."""

from io import BytesIO

import pikepdf

from hub.decisions.decisions import decide
from hub.files.given_file import NewDocument
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import given_document
from kiosk.store.events import updates
from printers.renderers.pdf import A4, ROLL_80
from printers.renderers.text import TEXT_42
from printers.slip import Slip
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted
from tests.gallery.site.strange_files import picture, plain_pdf, saved

PDF = saved(plain_pdf("Lettre", pages=2))


def _given(box: Box, central: Central, document: NewDocument) -> str:
    """The subject of the document that a case of the box is accepted with."""
    case = submitted(box)
    talk(box, hub_of(box))
    decide(central.hub, central.claire, case.reference, "accepted", "C’est fait.", 0, document=document)
    talk(box, hub_of(box))
    (update,) = updates.of(box.store.read(), case.reference)
    return f"{case.reference}:{update.id}"


def _slip(box: Box, subject: str) -> Slip:
    return papers.slip_of_kind(box, given_document.KIND, subject, box.words("ar"), Reader(helped(box)))


def test_its_own_pages_come_out_on_a_sheet(linked: Box, central: Central) -> None:
    subject = _given(linked, central, NewDocument("lettre.pdf", "application/pdf", PDF))
    slip = _slip(linked, subject)
    assert A4.render(slip, papers.fonts()) == PDF
    assert Slip.from_dict(slip.to_dict()) == slip
    assert ROLL_80.render(slip, papers.fonts()) != PDF
    assert "Imprimez-le sur une imprimante A4" in " ".join(TEXT_42.render(slip, papers.fonts()).decode().split())


def test_a_picture_is_set_on_a_page(linked: Box, central: Central) -> None:
    subject = _given(linked, central, NewDocument("lettre.jpg", "image/jpeg", picture("JPEG")))
    with pikepdf.open(BytesIO(A4.render(_slip(linked, subject), papers.fonts()))) as pdf:
        assert len(pdf.pages) == 1 and len(pdf.pages[0].get_images()) == 1
