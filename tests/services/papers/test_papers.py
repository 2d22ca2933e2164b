"""What every paper has in common: letterhead, printer, languages, questions, a document that was given."""

import dataclasses

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.domain.events.wire.statements import DecisionDocument
from kiosk.domain.language.spelling import CLOSES, OPENS
from kiosk.domain.places.site import Site
from kiosk.domain.printing.print_job import PrintJob, Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import NO_ONE
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import PAPERS, case_receipt, hub_update, supplement_papers
from kiosk.services.papers.kinds.handouts import make_contact_slip
from kiosk.services.papers.paper import Paper, labels, letterhead
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.store import spool, updates
from kiosk.store.spool import PrinterChoice
from kiosk.words.words import Words
from printers.slip import Big, Code, Heading, Items, Line, Notice, Pair, Rule, Signature, Slip, Small, TranslatedBlock
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted, supplemented
from tests.gallery.site.print_jobs import added
from tests.services.conftest import destroyed, in_letters, say
from tests.services.papers.kinds.test_papers_of_a_case import nadias_eyes


def is_gone(box: Box, job: PrintJob) -> bool:
    return papers.get_paper(job.kind).is_gone(box.store.read(), job.subject)


def test_a_paper_never_promises_that_sending_goes_on_where_the_hub_refuses_this_box(linked: Box) -> None:
    case = submitted(linked)
    added = supplemented(linked, case.reference)
    linked.hub_line.refuses = True
    eyes = nadias_eyes(linked)
    for paper in (
        case_receipt.make_case_receipt_slip(linked, case.case_id, linked.words(), eyes),
        papers.slip_of_kind(linked, "supplement", added, linked.words(), eyes),
    ):
        assert "la mairie s’en occupe" in in_letters(paper) and "est automatique" not in in_letters(paper)


def test_a_paper_is_made_for_whoever_has_the_key_and_for_nobody_else(linked: Box, central: Central) -> None:
    case = submitted(linked)
    added = supplemented(linked, case.reference)
    exchange_with_hub(linked, hub_of(linked))
    say(central, case.reference, "accepted", "Venez la chercher.")
    exchange_with_hub(linked, hub_of(linked))
    (update,) = updates.select_updates(linked.store.read(), case.reference)
    for make, subject in (
        (case_receipt.make_case_receipt_slip, case.case_id), (supplement_papers.supplement_slip, added),
        (hub_update.make_hub_update_slip, f"{case.reference}:{update.id}"),
    ):  # fmt: skip
        assert make(linked, subject, linked.words(), nadias_eyes(linked)).blocks
        with pytest.raises(Refused, match=Refusal.NOTHING_TO_PRINT):
            make(linked, subject, linked.words(), NO_ONE)


def test_what_is_destroyed_is_known_to_be_gone_and_what_is_only_locked_is_not(box: Box) -> None:
    case = submitted(box)
    (job,) = spool.select_jobs_in_state(box.store.read(), "pending")
    added = supplemented(box, case.reference)
    jobs = [job, replace(job, kind="supplement", subject=added)]
    assert [is_gone(box, job) for job in jobs] == [False, False]
    destroyed(box, case.case_id)
    assert [is_gone(box, job) for job in jobs] == [True, True]
    assert is_gone(box, replace(job, kind="update", subject="SA1001K:nothing"))
    assert not is_gone(box, replace(job, kind="attestation")), "it needs no key"


def test_an_attestation_stands_for_what_is_destroyed_and_is_counted_with_the_receipts() -> None:
    for kind in ("receipt", "answers"):
        instead = papers.in_place_of(kind)
        assert instead is not None and instead.kind == "attestation"
    assert papers.in_place_of("update") is None
    assert set(papers.counted_with(papers.get_paper("attestation"))) == {"receipt", "attestation"}
    assert set(papers.counted_with(papers.get_paper("receipt"))) == {"receipt", "attestation"}
    assert papers.counted_with(papers.get_paper("answers")) == ("answers",)
    assert papers.is_in("mandate-uses", Tray.MANDATES)
    assert not papers.is_in("receipt", Tray.MANDATES) and not papers.is_in("parchment", Tray.MANDATES)


PLAIN = Paper("parchment", make_contact_slip)


def test_a_paper_is_gone_once_no_key_of_it_is_left(box: Box) -> None:
    case = submitted(box)
    assert not PLAIN.is_gone(box.store.read(), case.case_id)
    destroyed(box, case.case_id)
    assert PLAIN.is_gone(box.store.read(), case.case_id)


def test_what_is_printed_without_a_key_says_who_may_see_it_or_is_opened_by_a_service(box: Box) -> None:
    """A paper that needs no key, and that anybody could ask for by its number, would be open to all."""
    keyless = {paper.kind: paper.gone is not None for paper in PAPERS if not paper.needs_key}
    assert keyless == {"attestation": True, "update": True, "given": True}


def test_a_paper_of_another_version_follows_the_choice_for_all(box: Box) -> None:
    desk = added(box, "Guichet 1")
    printer_setup.choose_printer(box, PrinterChoice("", "", desk), Actor())
    printer = papers.for_job(box, box.store.read(), "", "parchment")
    assert printer is not None and printer.id == desk


def test_a_test_page_goes_to_the_printer_it_is_about(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    printer_setup.choose_printer(box, PrinterChoice("", "", None), Actor())
    printer = papers.for_job(box, box.store.read(), "", "test-page", new_id)
    assert printer is not None and printer.id == new_id
    assert papers.for_job(box, box.store.read(), "", "test-page", "") == printer_choice.usual(box)


SITE = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00")


def test_the_town_hall_its_address_and_its_telephone_stand_above() -> None:
    assert letterhead(SITE, Words()) == [
        Heading("Mairie de Saint-Aubin", 1), Small("1 place de la Mairie – 02 99 00 00 00"),
    ]  # fmt: skip
    assert letterhead(Site("SA", "Mairie"), Words()) == [Heading("Mairie", 1)]
    head, below = letterhead(SITE, Words("ar").marked)
    assert isinstance(head, Heading) and head.text == f"{OPENS}Mairie de Saint-Aubin{CLOSES}"
    assert isinstance(below, Small) and below.text.startswith(OPENS)


SAID = {
    "asked": [
        {"id": "a" * 32, "document": "identity", "label": "Une pièce d’identité"},
        {"id": "b" * 32, "document": "", "label": "La page 3 du bail"},
    ]
}


def test_a_document_is_called_as_the_procedure_calls_it_and_free_words_stay_french(box: Box) -> None:
    procedure = box.catalogue.get("birth-certificate")
    assert procedure is not None
    title = next(document.title for document in procedure.documents if document.id == "identity")
    arabic = Words("ar").marked
    document, free = labels(SAID, procedure, arabic)
    assert document == arabic.text(title) != title.text
    assert free == f"{OPENS}La page 3 du bail{CLOSES}"
    assert labels(SAID, None, box.words()) == ["Une pièce d’identité", "La page 3 du bail"]
    assert labels({}, None, box.words()) == []


GIVEN = DecisionDocument(id="a" * 32, name="lettre.pdf", media_type="application/pdf", size=3, sha256="b" * 64)
GIVEN_SAID = {"id": "c" * 32, "document": msgspec.to_builtins(GIVEN)}


def test_an_update_says_what_is_to_come_before_it_is_here(box: Box) -> None:
    shown = hub_update.find_document_of_update(box.store.read(), GIVEN_SAID)
    assert shown and (shown.given, shown.is_here) == (GIVEN, False)
    assert hub_update.find_document_of_update(box.store.read(), {"id": "c" * 32}) is None


def test_what_is_not_expected_is_not_opened(box: Box) -> None:
    with pytest.raises(Refused, match="nothing-to-print"):
        hub_update.open_given_document(box, GIVEN_SAID, NO_ONE)


NAME, SCANNED, SIGNED = Heading("Mairie", 1), Code("x"), Signature("Signature")
ARABIC = Slip("وصل", "ar", "rtl", (NAME, Big("SA 1", "رقم"), Line("محفوظ"), SCANNED, SIGNED))
FRENCH = Slip("Reçu", "fr", "ltr", (NAME, Big("SA 1", "Numéro"), Line("Gardé"), SCANNED, SIGNED))


def test_the_person_s_language_comes_first_then_french_from_its_own_side() -> None:
    paper = papers.both(ARABIC, FRENCH, Words())
    assert (paper.title, paper.language, paper.direction) == ("وصل", "ar", "rtl")
    assert paper.blocks == (
        *ARABIC.blocks,
        Rule(),
        *(
            TranslatedBlock("fr", "ltr", block)
            for block in (Heading("En français"), Pair("Numéro", "SA 1"), Line("Gardé"))
        ),
    )
    assert papers.both(FRENCH, FRENCH, Words()) is FRENCH


def test_what_stands_in_french_above_is_not_said_again_nor_a_heading_of_nothing() -> None:
    address = Line("3 rue du Puits")
    theirs = dataclasses.replace(ARABIC, blocks=(NAME, TranslatedBlock("fr", "rtl", address), Line("محفوظ")))
    french = dataclasses.replace(FRENCH, blocks=(NAME, Line("Gardé"), Heading("Une question ?", 3), address))
    below = papers.both(theirs, french, Words()).blocks[len(theirs.blocks) + 1 :]
    assert [block.block for block in below if isinstance(block, TranslatedBlock)] == [
        Heading("En français"),
        Line("Gardé"),
    ]


def test_a_heading_whose_words_stand_above_is_not_repeated_and_one_that_stands_alone_is() -> None:
    said = Line("Voici la pièce.")
    theirs = dataclasses.replace(ARABIC, blocks=(NAME, Heading("جوابك", 3), said))
    french = dataclasses.replace(
        FRENCH, blocks=(NAME, Heading("Ajouté"), Heading("Un titre", 3), Heading("Réponse", 3), said, Notice("Gardé"))
    )
    below = papers.both(theirs, french, Words()).blocks[len(theirs.blocks) + 1 :]
    assert [block.block for block in below if isinstance(block, TranslatedBlock)] == [
        Heading("En français – Ajouté"), Heading("Un titre", 3), Notice("Gardé"),
    ]  # fmt: skip


def test_the_office_reads_what_who_when_and_which_papers() -> None:
    french = dataclasses.replace(
        FRENCH,
        blocks=(
            NAME, Heading("Reçu"), Line("Un acte", strong=True), Big("SA 1", "Numéro"), Pair("Demandeur", "Marie"),
            Items(("Attendez",), "Et maintenant ?", numbered=True), Items(("Un titre",), "À apporter"),
            Notice("Gardé ici"), Heading("Recours", 3), Line("Écrivez"),
        ),
    )  # fmt: skip
    below = papers.both(ARABIC, french, Words(), brief=True).blocks[len(ARABIC.blocks) + 1 :]
    assert [block.block for block in below if isinstance(block, TranslatedBlock)] == [
        Heading("En français – Reçu"), Line("Un acte", strong=True), Pair("Demandeur", "Marie"),
        Items(("Un titre",), "À apporter"),
    ]  # fmt: skip


def test_french_words_in_another_language_are_set_as_french_where_the_whole_block_is() -> None:
    marked = f"{OPENS}Service des élections{CLOSES}"
    slip = dataclasses.replace(
        ARABIC, title=f"وصل {marked}", blocks=(Line(marked), Pair("مصلحة", marked), Line("محفوظ"))
    )
    assert papers.mark_french_blocks(slip) == dataclasses.replace(
        ARABIC,
        title="وصل Service des élections",
        blocks=(
            TranslatedBlock("fr", "rtl", Line("Service des élections")), Pair("مصلحة", "Service des élections"),
            Line("محفوظ"),
        ),
    )  # fmt: skip
