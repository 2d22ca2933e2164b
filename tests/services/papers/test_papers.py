"""Papers in words, as true as they are at this moment."""

import pytest
from msgspec.structs import replace

from kiosk.domain.printing.print_job import PrintJob, Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE, Reader
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import case_receipt, hub_update, supplement_papers
from kiosk.store.events import updates
from kiosk.store.printing import spool
from printers.renderers.text import TEXT_42
from printers.slip import Slip
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import fault_of, say


def text(slip: Slip) -> str:
    """What a person reads, on one line."""
    return " ".join(TEXT_42.render(slip, papers.fonts()).decode().split())


def is_gone(box: Box, job: PrintJob) -> bool:
    return papers.paper_of(job.kind).is_gone(box.store.read(), job.subject)


def nadias_eyes(box: Box) -> Reader:
    """She holds every service."""
    return Reader(helped(box))


def test_a_paper_never_promises_that_sending_goes_on_where_the_hub_refuses_this_box(linked: Box) -> None:
    case = submitted(linked)
    added = supplemented(linked, case.reference)
    linked.hub_line.failed("hub-refuses")
    eyes = nadias_eyes(linked)
    for paper in (
        case_receipt.slip(linked, case.case_id, linked.words(), eyes),
        papers.slip_of_kind(linked, "supplement", added, linked.words(), eyes),
    ):
        assert "la mairie s’en occupe" in text(paper) and "se fera tout seul" not in text(paper)


def test_a_paper_is_made_for_whoever_has_the_key_and_for_nobody_else(linked: Box, central: Central) -> None:
    case = submitted(linked)
    added = supplemented(linked, case.reference)
    talk(linked, hub_of(linked))
    say(central, case.reference, "accepted", "Venez la chercher.")
    talk(linked, hub_of(linked))
    (update,) = updates.of(linked.store.read(), case.reference)
    for make, subject in (
        (case_receipt.slip, case.case_id), (supplement_papers.supplement_slip, added),
        (hub_update.slip, f"{case.reference}:{update.id}"),
    ):  # fmt: skip
        assert make(linked, subject, linked.words(), nadias_eyes(linked)).blocks
        with pytest.raises(Refused) as refused:
            make(linked, subject, linked.words(), NO_ONE)
        assert fault_of(refused) == Refusal.NOTHING_TO_PRINT


def test_what_is_destroyed_is_known_to_be_gone_and_what_is_only_locked_is_not(box: Box) -> None:
    case = submitted(box)
    (job,) = spool.in_state(box.store.read(), "pending")
    added = supplemented(box, case.reference)
    jobs = [job, replace(job, kind="supplement", subject=added)]
    assert [is_gone(box, job) for job in jobs] == [False, False]
    with box.store.write() as db:
        data_keys.destroy(box, db, case.case_id, box.clock.now())
    assert [is_gone(box, job) for job in jobs] == [True, True]
    assert is_gone(box, replace(job, kind="update", subject="SA1001K:nothing"))
    assert not is_gone(box, replace(job, kind="attestation")), "it needs no key"


def test_only_copies_call_themselves_duplicates(box: Box) -> None:
    submitted(box)
    (job,) = spool.in_state(box.store.read(), "pending")
    assert "DUPLICATA" not in text(papers.slip_of(box, job, nadias_eyes(box)))
    assert "DUPLICATA 2" in text(papers.slip_of(box, replace(job, copy=2), nadias_eyes(box)))


def test_an_attestation_stands_for_what_is_destroyed_and_is_counted_with_the_receipts() -> None:
    for kind in ("receipt", "answers"):
        instead = papers.in_place_of(kind)
        assert instead is not None and instead.kind == "attestation"
    assert papers.in_place_of("update") is None
    assert set(papers.counted_with(papers.paper_of("attestation"))) == {"receipt", "attestation"}
    assert set(papers.counted_with(papers.paper_of("receipt"))) == {"receipt", "attestation"}
    assert papers.counted_with(papers.paper_of("answers")) == ("answers",)


def test_what_another_version_queued_is_no_paper_here() -> None:
    assert papers.find("parchment") is None
    with pytest.raises(Refused, match="nothing-to-print"):
        papers.paper_of("parchment")


def test_a_mandate_s_page_prints_papers_of_mandates_only() -> None:
    assert papers.is_in("mandate-uses", Tray.MANDATES)
    assert not papers.is_in("receipt", Tray.MANDATES) and not papers.is_in("parchment", Tray.MANDATES)
