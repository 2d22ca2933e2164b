"""Papers beside a case: where to go, a test page, mandates, numbers to tell, a slip to call or to go on."""

import dataclasses
import re

import pytest
from msgspec.structs import replace

from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.words import Preferences
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.time.opening_hours import parse_opening_hours
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import NO_ONE, KeyHolder
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.exchange import send_events
from kiosk.services.mandates import mandates
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import PAPERS, handouts, numbers_to_tell
from kiosk.services.papers.kinds.test_page import ARABIC, KIND, LETTERS, list_test_questions
from kiosk.services.papers.papers import slip_of_kind
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.spool import print_queue
from kiosk.settings import Settings
from kiosk.store import spool
from kiosk.words import paper_fonts
from printers.renderers import RENDERERS
from printers.renderers.text import TEXT_42
from printers.slip import Big, Code, Pair, Slip, TranslatedBlock
from tests.gallery.shots.stopped import ELSEWHERE, with_stops
from tests.gallery.site.gestures import at_a_terminal, form, helped, submitted
from tests.gallery.site.mandated import DRAWN, TERMS, use
from tests.gallery.site.print_jobs import added
from tests.gallery.site.steps_taken import BIRTH_CERTIFICATE
from tests.services.conftest import in_letters

FRENCH = Preferences()
CHILD = {
    "f.birth_date.day": "1",
    "f.birth_date.month": "2",
    "f.birth_date.year": "2020",
    "f.birth_commune": "Nulle-Part",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_stops(settings)


def draft(box: Box, nadia: Actor, birth: dict[str, str]) -> str:
    case = drafts.begin_draft(box, "stops", FRENCH, nadia)
    drafts.answer_step(box, case.id, "for-whom", form({"f.for_whom": "myself"}), FRENCH, nadia)
    drafts.answer_step(box, case.id, "birth", form(birth), FRENCH, nadia)
    return case.id


def told(box: Box, case_id: str, nadia: Actor, language: str = "fr") -> str:
    slip = papers.slip_of_kind(box, handouts.WHERE_TO_GO.kind, case_id, box.words(language), KeyHolder(nadia))
    return str(slip.blocks)


def test_it_says_why_where_and_which_town_hall_in_both_languages(box: Box, nadia: Actor) -> None:
    result = told(box, draft(box, nadia, ELSEWHERE), nadia)
    for words in (
        "Une autre mairie délivre cet acte",
        "Chaque mairie garde",
        "label='Mairie'",
        "Lyon (69)",
        "04 72 10 30 30",
    ):
        assert words in result.replace("\u202f", " ").replace("\u00a0", " "), words
    assert "quand même" in result
    result = told(box, draft(box, nadia, ELSEWHERE), nadia, "ar")
    assert "إلى أين تذهب" in result and "Où aller" in result
    result = told(box, draft(box, nadia, CHILD), nadia)
    assert "16 ans" in result and "quand même" not in result
    case_id = draft(box, nadia, {**ELSEWHERE, "f.birth_commune": "Saint-Aubin-d’Aubigné"})
    with pytest.raises(Refused, match=Refusal.NOTHING_TO_PRINT):
        told(box, case_id, nadia)


def test_the_service_lets_nobody_file_where_nothing_can_be_nor_while_a_stop_stands(box: Box, nadia: Actor) -> None:
    case_id = draft(box, nadia, CHILD)
    said = drafts.answer_step(box, case_id, "end.too_young", form({"f.too_young": "anyway"}), FRENCH, nadia)
    assert said.faults == {"too_young": "absolute-stop"} and said.next.id == "end.too_young"
    for birth in (ELSEWHERE, CHILD):
        case_id = draft(box, nadia, birth)
        with pytest.raises(Refused, match=Refusal.NOT_COMPLETE):
            submit_case.submit_case(box, case_id, nadia, Confirmation("citizen", "touch"))


def page(box: Box, printer_id: str) -> Slip:
    return papers.slip_of_kind(box, KIND, printer_id, box.words(), NO_ONE)


def test_it_shows_letters_of_three_scripts_a_frame_and_a_code(box: Box) -> None:
    slip = page(box, added(box, "Guichet 1"))
    assert Big(LETTERS, "Lisez-vous ces lettres ?") in slip.blocks
    assert any(isinstance(block, TranslatedBlock) and block.block.text == ARABIC for block in slip.blocks)  # type: ignore[union-attr]
    (code,) = [block for block in slip.blocks if isinstance(block, Code)]
    assert code.data == f"Mairie de Saint-Aubin {box.watch.today().day.isoformat()}"
    assert slip.job_title == KIND
    assert "L’imprimante des réglages" in str(page(box, printer_choice.USUAL))
    with pytest.raises(Refused, match="nothing-to-print"):
        page(box, "unheard of")


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda each: each.kind)
def test_every_paper_bears_it_and_asks_what_can_be_seen_on_it(box: Box, renderer: object) -> None:
    kind: str = renderer.kind  # type: ignore[attr-defined]
    new_id = added(box, "Guichet 1", kind)
    printer = printer_choice.find_printer(box, box.store.read(), new_id)
    assert printer is not None
    assert printer.renderer.render(page(box, new_id), paper_fonts.load_paper_fonts())
    has_code = any(isinstance(block, Code) for block in page(box, new_id).blocks)
    assert has_code is ("code" in list_test_questions(printer))


def test_what_can_be_seen_depends_on_the_paper(box: Box) -> None:
    new_id = added(box, "Guichet 1", "text-42")
    asked = {}
    for kind in ("text-42", "pdf-a4", "pdf-58mm", "escpos-80"):
        printer_setup.fit(box, new_id, kind, "", Actor())
        printer = printer_choice.find_printer(box, box.store.read(), new_id)
        assert printer is not None
        asked[kind] = list_test_questions(printer)
    assert asked == {
        "text-42": ("letters", "edges"),
        "pdf-a4": ("letters", "edges", "code"),
        "pdf-58mm": ("letters", "edges", "code", "cut"),
        "escpos-80": ("letters", "edges", "code", "cut"),
    }


def words_of(box: Box, kind: str, mandate_id: str, actor: Actor) -> str:
    slip = papers.get_paper(kind).make(box, mandate_id, box.words(), KeyHolder(actor))
    return in_letters(slip)


def test_each_paper_says_what_it_is(box: Box, holder: Actor) -> None:
    made = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    use(box, made.id, holder)
    assert "Pour la personne" in words_of(box, "mandate", made.id, holder)
    assert "Pour la mairie" in words_of(box, "mandate-kept", made.id, holder)
    assert "SA 1001 K" in words_of(box, "mandate-uses", made.id, holder)
    with pytest.raises(Refused, match="nothing-to-print"):
        words_of(box, "mandate-revoked", made.id, holder)
    mandates.revoke_mandate(box, made.id, "Jeanne Martin", holder)
    assert "Votre mandat est arrêté" in words_of(box, "mandate-revoked", made.id, holder)


def test_papers_speak_the_language_in_which_the_person_agreed(box: Box, holder: Actor) -> None:
    made = mandates.issue_mandate(box, replace(TERMS, language="en"), DRAWN, holder).mandate
    assert "If I change my mind" in words_of(box, "mandate", made.id, holder)


def test_nobody_else_can_make_them(box: Box, holder: Actor) -> None:
    made = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    of_mandates = [paper for paper in PAPERS if paper.tray == Tray.MANDATES]
    assert len(of_mandates) == 4
    for paper in of_mandates:
        with pytest.raises(Refused, match="nothing-to-print"):
            paper.make(box, made.id, box.words(), NO_ONE)


def test_the_copies_come_out_of_the_printer(box: Box, holder: Actor) -> None:
    made = mandates.issue_mandate(box, TERMS, DRAWN, holder).mandate
    mandates.revoke_mandate(box, made.id, "Jeanne Martin", holder)
    mandates.reprint_mandate_paper(box, "mandate-uses", made.id, holder)
    assert print_queue.print_due_jobs(box) == 4


def renumbered(box: Box) -> tuple[str, str]:
    case = submitted(box)
    with box.store.write() as db:
        send_events.renumber_case(box, db, case.case_id, case.reference, "wrong-site")
    return case.case_id, case.reference


def test_names_and_both_numbers_appear_once_somebody_of_the_service_can_open_them(
    box: Box, nadia: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BIRTH_CERTIFICATE["birth"], "f.birth_town", "Saint-Aubin-d’Aubigné")
    case_id, former = renumbered(box)
    (row,) = numbers_to_tell.list_numbers_to_tell(box, KeyHolder(nadia), nadia.ring.services)
    assert (row.case_id, row.former) == (case_id, former) and "Benali" in row.person
    assert "+33" not in row.reach and re.search(r"0\d( \d\d){4}", row.reach), "as people dial it"
    assert numbers_to_tell.list_numbers_to_tell(box, NO_ONE, nadia.ring.services) == []
    slip = slip_of_kind(box, numbers_to_tell.KIND, "desk", box.words(), KeyHolder(nadia))
    (pair,) = [block for block in slip.blocks if isinstance(block, Pair)]
    assert format_reference(former) in pair.label and "Benali" in pair.value
    numbers_to_tell.record_number_told(box, case_id, Actor())
    assert len(numbers_to_tell.list_numbers_to_tell(box, KeyHolder(nadia), nadia.ring.services)) == 1
    numbers_to_tell.record_number_told(box, case_id, helped(box))
    assert numbers_to_tell.list_numbers_to_tell(box, KeyHolder(nadia), nadia.ring.services) == []


def test_the_slip_has_what_the_town_hall_said_and_no_empty_line(box: Box) -> None:
    slip = handouts.make_contact_slip(box, handouts.REACHING.kind, box.words(), NO_ONE)
    pairs = {block.label: block.value for block in slip.blocks if isinstance(block, Pair)}
    assert pairs["Téléphone"] == "02 99 00 00 00"
    assert pairs["Heures d’ouverture"] == "lundi à vendredi, 9 h à 17 h"
    assert "Courriel" not in pairs
    with_mail = dataclasses.replace(box, site=replace(box.site, email="mairie@saint-aubin.example"))
    assert "Courriel" in str(handouts.make_contact_slip(with_mail, handouts.REACHING.kind, box.words(), NO_ONE).blocks)


def test_hours_as_tables_are_said_in_the_papers_language(box: Box) -> None:
    opening = parse_opening_hours([{"days": "lundi", "open": "9h-12h"}])
    site = replace(box.site, hours="", opening=opening)
    slip = handouts.make_contact_slip(
        dataclasses.replace(box, site=site), handouts.REACHING.kind, box.words("en"), NO_ONE
    )
    pairs = {block.label: block.value for block in slip.blocks if isinstance(block, Pair)}
    assert any(value.startswith("Monday: 09:00") for value in pairs.values())


def test_it_prints_with_nobody_signed_in_and_none_is_marked_as_a_copy(box: Box) -> None:
    for _ in range(2):
        with box.store.write() as db:
            print_queue.queue_paper(box, db, handouts.REACHING, "", handouts.REACHING.kind, None, Actor())
    assert print_queue.print_due_jobs(box) == 2
    jobs = spool.select_recent_jobs(box.store.read())
    assert {job.copy for job in jobs} == {1}
    assert papers.make_job_slip(box, jobs[0], NO_ONE).title == "Joindre la mairie"


CODE = "KTM 4F7QA 9ZB3C"


def test_it_says_the_code_and_nothing_of_the_case(box: Box) -> None:
    slip = handouts.make_resume_slip(box, "c" * 32, box.words(), KeyHolder(left=CODE.encode()))
    assert CODE in TEXT_42.render(slip, paper_fonts.load_paper_fonts()).decode()
    with pytest.raises(Refused):
        handouts.make_resume_slip(box, "c" * 32, box.words(), NO_ONE)


def test_its_words_are_in_memory_only(box: Box) -> None:
    """After a restart the draft is there, and its paper is not."""
    alone = at_a_terminal(box)
    with box.store.write() as db:
        print_queue.queue_paper(box, db, handouts.RESUME, "", "c" * 32, None, alone, CODE.encode())
    secret = CODE.replace(" ", "").encode()
    assert not [path for path in box.settings.data.rglob("*") if path.is_file() and secret in path.read_bytes()]
    box.store.close()
    again = open_box(box.settings, box.clock)
    print_queue.recover_print_jobs(again)
    assert print_queue.print_due_jobs(again) == 0
    assert [job.state for job in spool.select_recent_jobs(again.store.read())] == ["canceled"]
    again.store.close()
