"""What is printed, what waits, and what nobody knows."""

import pytest

from kiosk.services.box.box import Box
from kiosk.services.spool import print_queue
from printers.carrier import NotPrinted, Unknown, Waiting
from tests.gallery.site import steps_taken
from tests.gallery.site.gestures import at_a_terminal, leaves, submitted_alone
from tests.gallery.site.page import Browser


@pytest.fixture
def submitted(desk: Browser) -> str:
    """A case whose receipt waits to be printed; its reference."""
    return steps_taken.reference_of(steps_taken.submitted(desk))


def state(desk: Browser) -> str:
    return desk.get("/desk/printing").words("main li.work .state")[0]


def test_with_nothing_to_print_it_says_so(desk: Browser) -> None:
    assert "Rien à imprimer." in desk.get("/desk/printing").main


@pytest.mark.usefixtures("submitted")
def test_a_job_waits_then_is_printed(desk: Browser, box: Box) -> None:
    assert state(desk) == "En attente"
    assert print_queue.print_due(box) == 1
    assert state(desk) == "Imprimé"


@pytest.mark.usefixtures("submitted")
def test_a_job_nobody_wants_is_cancelled(desk: Browser, box: Box) -> None:
    page = desk.send(desk.get("/desk/printing").form_to("", "cancel"))
    assert page.path == "/desk/printing"
    assert state(desk) == "Annulé"
    assert print_queue.print_due(box) == 0


@pytest.mark.usefixtures("submitted")
@pytest.mark.parametrize(("said", "after", "sheets"), [("came-out", "Imprimé", 1), ("again", "En attente", 2)])
def test_whether_a_paper_came_out_is_asked_of_a_person(
    desk: Browser, box: Box, said: str, after: str, sheets: int
) -> None:
    box.carrier.fail_with(Unknown("not-confirmed"))  # type: ignore[attr-defined]
    print_queue.print_due(box)
    page = desk.get("/desk/printing")
    assert state(desk) == "À vérifier"
    assert "Le papier est-il sorti ?" in page.main
    desk.send(page.form_to("", said))
    assert state(desk) == after
    print_queue.print_due(box)
    assert len(box.carrier.jobs) == sheets  # type: ignore[attr-defined]


@pytest.mark.usefixtures("submitted")
def test_a_paper_that_did_not_come_out_says_why_and_waits_for_its_printer(desk: Browser, box: Box) -> None:
    box.carrier.fail_with(NotPrinted("disk-full"))  # type: ignore[attr-defined]
    print_queue.print_due(box)
    page = desk.get("/desk/printing")
    assert state(desk) == "En attente"
    assert "Le disque est plein." in page.main
    assert print_queue.print_due(box) == 1
    assert state(desk) == "Imprimé"


@pytest.mark.usefixtures("submitted")
def test_what_no_patience_mends_is_printed_at_a_touch(desk: Browser, box: Box) -> None:
    box.carrier.fail_with(NotPrinted("bad-job-id"))  # type: ignore[attr-defined]
    print_queue.print_due(box)
    page = desk.get("/desk/printing")
    assert state(desk) == "Pas imprimé"
    desk.send(page.form_to("", "again"))
    assert print_queue.print_due(box) == 1
    assert state(desk) == "Imprimé"


@pytest.mark.usefixtures("submitted")
def test_what_waits_in_a_print_queue_is_called_off_there(desk: Browser, box: Box) -> None:
    box.carrier.fail_with(Waiting("no-answer"))  # type: ignore[attr-defined]
    print_queue.print_due(box)
    assert state(desk) == "Impression"
    desk.send(desk.get("/desk/printing").form_to("", "cancel"))
    assert state(desk) == "À vérifier", "this printer cannot tell whether it had begun"


def test_the_desk_prints_what_a_citizen_alone_has_left_without(desk: Browser, box: Box) -> None:
    alone = at_a_terminal(box)
    submitted_alone(box, alone)
    leaves(box, alone)
    print_queue.print_due(box)
    assert state(desk) == "Annulé"
    page = desk.get("/desk/printing")
    assert "La personne est partie" in page.main
    desk.send(page.form_to("", "here"))
    assert print_queue.print_due(box) == 1


@pytest.mark.usefixtures("submitted")
def test_a_job_settled_meanwhile_is_told_plainly(desk: Browser, box: Box) -> None:
    form = desk.get("/desk/printing").form_to("", "cancel")
    print_queue.print_due(box)
    page = desk.send(form)
    assert page.status == 404
    assert "Cette impression est déjà réglée." in page.main


def test_a_printer_that_cannot_print_is_said_at_the_top(desk: Browser, box: Box) -> None:
    box.carrier.wrong = "folder-missing"  # type: ignore[attr-defined]
    page = desk.get("/desk/printing")
    assert "L’imprimante des réglages" in page.main
    assert "Le dossier des impressions n’existe plus." in page.main
