"""The list of papers to fetch at home: true, useful, and about nobody."""

from itertools import pairwise

import pytest

from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE, Reader
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import checklist
from kiosk.services.papers.letterhead import letterhead
from kiosk.services.spool import print_queue
from kiosk.store.printing import spool
from printers.renderers import RENDERERS
from printers.slip import Items, Line, Slip
from tests.gallery.site.gestures import answered, form, submitted
from tests.services.conftest import fault_of

FRENCH = Preferences()


def text(slip: Slip) -> str:
    renderer = next(renderer for renderer in RENDERERS if renderer.media_type.startswith("text/"))
    return " ".join(renderer.render(slip, papers.fonts()).decode().split())


def made(box: Box, subject: str, actor: Actor | None = None) -> Slip:
    return checklist.slip(box, subject, box.words(), Reader(actor) if actor else NO_ONE)


def test_before_the_first_question_it_tells_all_and_needs_nobody_s_key(box: Box) -> None:
    result = text(made(box, "birth-certificate"))
    for words in (
        "À rapporter", "Demander une copie d’un acte de naissance", "Selon votre situation", "Une pièce d’identité",
        "La mairie peut vérifier qui le demande.", "Un passeport", "1 place de la Mairie", "9 h à 17 h",
    ):  # fmt: skip
        assert words in result, words
    assert "commencée" not in result


def test_what_may_be_brought_instead_is_a_list_not_a_sentence(box: Box) -> None:
    blocks = made(box, "birth-certificate").blocks
    lists = [
        after for before, after in pairwise(blocks) if before == Line(box.words().code("paper", "checklist-instead"))
    ]
    assert isinstance(lists[0], Items) and lists[0].items[:2] == ("Un passeport", "Un permis de conduire")


def test_it_has_the_letterhead_of_a_receipt(box: Box) -> None:
    assert list(made(box, "birth-certificate").blocks[:2]) == letterhead(box.site, box.words())


def test_after_some_answers_it_tells_what_concerns_this_person(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    result = text(made(box, case_id, nadia))
    assert "Une pièce d’identité" in result
    assert "Selon votre situation" not in result
    assert "lien avec la personne" not in result
    assert "Elle vous attend à l’accueil." in result
    answer_step.answer(box, case_id, "papers", form({"f.identity_shown": "seen"}), FRENCH, nadia)
    assert "Rien à rapporter" in text(made(box, case_id, nadia))


def test_it_names_nobody_and_bears_the_number_once_there_is_one(box: Box, nadia: Actor) -> None:
    done = submitted(box, actor=nadia)
    slip = made(box, done.case_id, nadia)
    result = text(slip)
    assert done.reference in result.replace(" ", "").replace("\u00a0", "")
    for word in ("Benali", "Marie", "1965", "02 99 00 00 01"):
        assert word not in result
        assert word not in slip.title + slip.job_title


def test_what_is_prepared_says_where_the_papers_go(box: Box, nadia: Actor) -> None:
    procedure = box.catalogue.get("identity-document")
    assert procedure is not None
    assert procedure.where.text.split(".")[0] in text(made(box, "identity-document"))


def test_who_cannot_read_the_case_makes_no_list_of_it(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    for subject in (case_id, "f" * 32, "no-such-procedure"):
        with pytest.raises(Refused) as refused:
            made(box, subject)
        assert fault_of(refused) == Refusal.NOTHING_TO_PRINT


def test_it_prints_in_the_reader_s_language_and_no_copy_is_called_one(box: Box) -> None:
    for _ in range(2):
        with box.store.write() as db:
            print_queue.queue(box, db, "checklist", "", "birth-certificate", Preferences("en"), Actor())
    assert print_queue.print_due(box) == 2, "with nobody on shift"
    jobs = spool.recent(box.store.read())
    assert {(job.copy, job.language, job.state) for job in jobs} == {(1, "en", "completed")}
    assert len(box.carrier.jobs) == 2  # type: ignore[attr-defined]


def test_a_case_s_list_waits_for_a_sign_in_where_nobody_left_its_key(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    box.shifts.end(nadia.mediator_id)
    with box.store.write() as db:
        print_queue.queue(box, db, "checklist", "", case_id, FRENCH, nadia)
    assert print_queue.print_due(box) == 0
    (job,) = spool.recent(box.store.read())
    assert (job.state, job.detail) == ("held", "waits-for-sign-in")
