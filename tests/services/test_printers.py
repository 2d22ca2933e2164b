"""A paper goes to the printer that was chosen for it."""

import pytest

from kiosk.errors import Refused
from kiosk.services import printers
from kiosk.services.box import Box


def test_without_a_choice_the_one_of_the_settings_prints(box: Box) -> None:
    printer = printers.for_job(box, "desk", "receipt")
    assert printer == printers.usual(box) == printers.get(box, printers.USUAL)
    assert (printer.carrier, printer.renderer.kind) == (box.carrier, box.settings.paper)
    assert printers.get(box, "forgotten") is None


def test_a_paper_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="no-such-paper"):
        printers.renderer_of("parchment")
