"""The receipt of a case, as true as it is at this moment."""

from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import case_receipt
from printers.renderers.text import TEXT_42
from printers.slip import Slip
from tests.gallery.site.gestures import helped, submitted

KEPT = "pas encore transmis"
RECEIVED = "Reçu par le système central"


def text(slip: Slip) -> str:
    """What a person reads, on one line."""
    return " ".join(TEXT_42.render(slip, papers.fonts()).decode().split())


def nadias_eyes(box: Box) -> Reader:
    """She holds every service."""
    return Reader(helped(box))


def test_a_receipt_says_that_a_case_is_only_kept_here_until_it_is_received(linked: Box) -> None:
    case = submitted(linked)
    before = text(case_receipt.slip(linked, case.case_id, linked.words(), nadias_eyes(linked)))
    talk(linked, hub_of(linked))
    after = text(case_receipt.slip(linked, case.case_id, linked.words(), nadias_eyes(linked)))
    assert KEPT in before and RECEIVED not in before
    assert RECEIVED in after and KEPT not in after


def test_a_receipt_is_printed_in_the_persons_language(box: Box) -> None:
    case = submitted(box)
    english = case_receipt.slip(box, case.case_id, box.words("en"), nadias_eyes(box))
    assert (english.language, english.direction) == ("en", "ltr")
    assert english.title != case_receipt.slip(box, case.case_id, box.words(), nadias_eyes(box)).title
