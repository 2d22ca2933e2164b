"""The test page says what has to be seen, on every paper there is."""

import pytest

from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import papers
from kiosk.services.papers.kinds.test_page import ARABIC, KIND, LETTERS, questions
from kiosk.services.printers import printer_choice, printer_setup
from printers.renderers import RENDERERS
from printers.slip import Big, Code, Slip, Translated
from tests.gallery.site.print_jobs import added


def page(box: Box, printer_id: str) -> Slip:
    return papers.slip_of_kind(box, KIND, printer_id, box.words(), NO_ONE)


def test_it_shows_letters_of_three_scripts_a_frame_and_a_code(box: Box) -> None:
    slip = page(box, added(box, "Guichet 1"))
    assert Big(LETTERS, "Lisez-vous ces lettres ?") in slip.blocks
    assert any(isinstance(block, Translated) and block.block.text == ARABIC for block in slip.blocks)  # type: ignore[union-attr]
    (code,) = [block for block in slip.blocks if isinstance(block, Code)]
    assert code.data == f"Mairie de Saint-Aubin {box.watch.today().day.isoformat()}"
    assert slip.job_title == KIND


def test_the_usual_printer_has_a_name_on_it_and_one_that_never_was_has_no_page(box: Box) -> None:
    assert "L’imprimante des réglages" in str(page(box, printer_choice.USUAL))
    with pytest.raises(Refused, match="nothing-to-print"):
        page(box, "unheard of")


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda each: each.kind)
def test_every_paper_bears_it_and_asks_what_can_be_seen_on_it(box: Box, renderer: object) -> None:
    kind: str = renderer.kind  # type: ignore[attr-defined]
    new_id = added(box, "Guichet 1", kind)
    printer = printer_choice.get(box, box.store.read(), new_id)
    assert printer is not None
    assert printer.renderer.render(page(box, new_id), papers.fonts())
    has_code = any(isinstance(block, Code) for block in page(box, new_id).blocks)
    assert has_code is ("code" in questions(printer))


def test_what_can_be_seen_depends_on_the_paper(box: Box) -> None:
    new_id = added(box, "Guichet 1", "text-42")
    asked = {}
    for kind in ("text-42", "pdf-a4", "pdf-58mm", "escpos-80"):
        printer_setup.fit(box, new_id, kind, "", Actor())
        printer = printer_choice.get(box, box.store.read(), new_id)
        assert printer is not None
        asked[kind] = questions(printer)
    assert asked == {
        "text-42": ("letters", "edges"),
        "pdf-a4": ("letters", "edges", "code"),
        "pdf-58mm": ("letters", "edges", "code", "cut"),
        "escpos-80": ("letters", "edges", "code", "cut"),
    }
