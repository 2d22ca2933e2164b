"""What a paper says of itself, where it says nothing else."""

from kiosk.domain.printing.print_job import Tray
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.papers.kinds import PAPERS
from kiosk.services.papers.kinds.contact_slip import slip
from kiosk.services.papers.paper import Paper
from tests.gallery.site.gestures import helped, submitted

PLAIN = Paper("parchment", slip)


def test_a_paper_is_gone_once_no_key_of_it_is_left(box: Box) -> None:
    case = submitted(box)
    assert not PLAIN.is_gone(box.store.read(), case.case_id)
    with box.store.write() as db:
        data_keys.destroy(box, db, case.case_id, box.clock.now())
    assert PLAIN.is_gone(box.store.read(), case.case_id)


def test_a_paper_that_says_nothing_more_is_counted_kept_from_strangers_and_follows_all_papers(box: Box) -> None:
    assert PLAIN.tray == Tray.ALL and not PLAIN.alike and PLAIN.needs_key and not PLAIN.alone and PLAIN.number is None
    assert PLAIN.may_see(box.store.read(), "x", helped(box)), "whoever has its key"


def test_what_is_printed_without_a_key_says_who_may_see_it_or_is_opened_by_a_service(box: Box) -> None:
    """A paper that needs no key, and that anybody could ask for by its number, would be open to all."""
    keyless = {paper.kind: paper.gone is not None for paper in PAPERS if not paper.needs_key}
    assert keyless == {"attestation": True, "update": True, "given": True}
