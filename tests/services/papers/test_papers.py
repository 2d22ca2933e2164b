"""Papers in words, as true as they are at this moment."""

from dataclasses import replace

import pytest

from gallery.site.central import Central
from gallery.site.gardens import PARCEL, asked_for, taking
from gallery.site.gestures import helped, submitted, supplemented
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE, Reader
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.papers import papers, supplement_papers
from kiosk.store.events import updates
from kiosk.store.printing import spool
from printers.renderers.text import TEXT_42
from printers.slip import Slip
from tests.services.conftest import fault_of, say

KEPT = "pas encore transmis"
RECEIVED = "Reçu par le système central"


def text(slip: Slip) -> str:
    """What a person reads, on one line."""
    return " ".join(TEXT_42.render(slip, papers.fonts()).decode().split())


def nadias_eyes(box: Box) -> Reader:
    """She holds every service."""
    return Reader(helped(box))


def answered(box: Box, central: Central, reference: str, state: str, message: str) -> str:
    """The paper of what the service says of a case that the hub has received."""
    talk(box, hub_of(box))
    say(central, reference, state, message)
    talk(box, hub_of(box))
    (update,) = updates.of(box.store.read(), reference)
    return text(papers.update_slip(box, f"{reference}:{update.id}", box.words(), nadias_eyes(box)))


def test_a_receipt_says_that_a_case_is_only_kept_here_until_it_is_received(linked: Box) -> None:
    case = submitted(linked)
    before = text(papers.receipt_slip(linked, case.case_id, linked.words(), nadias_eyes(linked)))
    talk(linked, hub_of(linked))
    after = text(papers.receipt_slip(linked, case.case_id, linked.words(), nadias_eyes(linked)))
    assert KEPT in before and RECEIVED not in before
    assert RECEIVED in after and KEPT not in after


def test_a_paper_never_promises_that_sending_goes_on_where_the_hub_refuses_this_box(linked: Box) -> None:
    case = submitted(linked)
    added = supplemented(linked, case.reference)
    linked.hub_line.failed("hub-refuses")
    eyes = nadias_eyes(linked)
    for paper in (
        papers.receipt_slip(linked, case.case_id, linked.words(), eyes),
        papers.slip_of_kind(linked, "supplement", added, linked.words(), eyes),
    ):
        assert "la mairie s’en occupe" in text(paper) and "se fera tout seul" not in text(paper)


def test_the_services_own_accuse_de_reception_has_what_the_law_asks(linked: Box, central: Central) -> None:
    """CRPA R. 112-5: the date, the service with its address, what silence means, the remedies."""
    case = asked_for(taking(linked, PARCEL), small=False)
    paper = answered(linked, central, case.reference, "in_progress", "Nous regardons.")
    for words in (
        "Accusé de réception", "Demande reçue le", "Espaces verts", "1 place de la Mairie", "02 99 00 00 00",
        "Si vous n’avez pas de réponse avant le", "votre demande est refusée",
        "Si vous n’êtes pas d’accord", "Nous regardons.",
    ):  # fmt: skip
        assert words in paper


def test_no_accuse_de_reception_is_made_where_a_record_is_just_delivered(linked: Box, central: Central) -> None:
    """CRPA R. 112-4, 2°; what an accusé has to say is in test_case_silence."""
    case = submitted(linked)
    paper = answered(linked, central, case.reference, "in_progress", "Nous regardons.")
    assert "Nous regardons." in paper
    for words in ("Accusé de réception", "Si vous n’avez pas de réponse", "votre demande est refusée"):
        assert words not in paper


def test_a_decision_is_told_in_the_words_of_who_decided(linked: Box, central: Central) -> None:
    case = submitted(linked)
    paper = answered(linked, central, case.reference, "accepted", "Venez la chercher.")
    assert "Réponse à votre demande" in paper and "Acceptée" in paper and "Venez la chercher." in paper


def test_a_paper_about_nothing_is_refused(box: Box) -> None:
    for make, subject in (
        (papers.receipt_slip, "x" * 32), (supplement_papers.supplement_slip, "x" * 32), (papers.update_slip,
        "SA1001K:x"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            make(box, subject, box.words(), nadias_eyes(box))
        assert fault_of(refused) == Refusal.NOTHING_TO_PRINT


def test_a_paper_is_made_for_whoever_has_the_key_and_for_nobody_else(linked: Box, central: Central) -> None:
    case = submitted(linked)
    added = supplemented(linked, case.reference)
    talk(linked, hub_of(linked))
    say(central, case.reference, "accepted", "Venez la chercher.")
    talk(linked, hub_of(linked))
    (update,) = updates.of(linked.store.read(), case.reference)
    for make, subject in (
        (papers.receipt_slip, case.case_id), (supplement_papers.supplement_slip, added),
        (papers.update_slip, f"{case.reference}:{update.id}"),
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
    assert [papers.is_gone(box, job) for job in jobs] == [False, False]
    with box.store.write() as db:
        data_keys.destroy(box, db, case.case_id, box.clock.now())
    assert [papers.is_gone(box, job) for job in jobs] == [True, True]
    assert papers.is_gone(box, replace(job, kind="update", subject="SA1001K:nothing"))


def test_only_copies_call_themselves_duplicates(box: Box) -> None:
    submitted(box)
    (job,) = spool.in_state(box.store.read(), "pending")
    assert "DUPLICATA" not in text(papers.slip_of(box, job, nadias_eyes(box)))
    assert "DUPLICATA 2" in text(papers.slip_of(box, replace(job, copy=2), nadias_eyes(box)))


def test_a_receipt_is_printed_in_the_persons_language(box: Box) -> None:
    case = submitted(box)
    english = papers.receipt_slip(box, case.case_id, box.words("en"), nadias_eyes(box))
    assert (english.language, english.direction) == ("en", "ltr")
    assert english.title != papers.receipt_slip(box, case.case_id, box.words(), nadias_eyes(box)).title


def test_every_kind_of_job_has_a_maker() -> None:
    assert {"receipt", "supplement", "request", "update"} <= set(papers.MAKERS)
