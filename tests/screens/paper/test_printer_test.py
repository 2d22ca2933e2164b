"""A printer is tried: what a person says they see leads to what mends it."""

import pytest

from kiosk.services.box.box import Box
from kiosk.services.printers import printer_choice
from kiosk.services.spool import print_queue
from kiosk.store.printing import spool
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.print_jobs import added, of

ALL_WELL = {"letters": "yes", "edges": "yes", "code": "yes", "cut": "yes"}


@pytest.fixture
def printer(box: Box) -> str:
    """A receipt printer whose model was chosen."""
    return added(box, "Guichet 1", profile="TM-T20II")


def said(desk: Browser, printer_id: str, **answers: str) -> Page:
    return desk.send(desk.get(f"/desk/printer-test/{printer_id}").form("seen").with_values(answers))


def test_the_page_comes_out_of_that_printer(desk: Browser, box: Box, printer: str) -> None:
    page = desk.get(f"/desk/printer-test/{printer}")
    sent = desk.send(page.form_to("/print"))
    assert sent.path.split("?")[0] == page.path
    assert "La page d’essai est partie vers l’imprimante" in " ".join(sent.words("[role=status]"))
    assert print_queue.print_due(box) == 1
    assert len(of(box, printer).jobs) == 1
    assert "Page d’essai" in desk.get("/desk/printing").main


def test_when_all_is_well_it_is_said(desk: Browser, printer: str) -> None:
    assert "Cette imprimante est prête" in said(desk, printer, **ALL_WELL).main


def test_a_question_without_an_answer_is_asked_again(desk: Browser, printer: str) -> None:
    page = said(desk, printer, letters="yes", edges="perhaps")
    assert page.status == 422
    assert len(page.words("main .field-error")) == 3
    assert page.one("#letters").get("checked") is not None
    assert "prête" not in page.main


def test_what_is_wrong_is_mended_at_a_press_and_printed_again(desk: Browser, box: Box, printer: str) -> None:
    page = said(desk, printer, **{**ALL_WELL, "letters": "no", "edges": "no"})
    assert page.words("#advice li") == [
        "Pour les lettres : modèle « inconnu ». Chaque mot sera dessiné.",
        "Pour les bords : l’autre largeur de rouleau. Tickets de 58 mm",
    ]
    desk.send(page.form_to("/mend"))
    kept = printer_choice.every(box, box.store.read())[1].kept
    assert kept is not None and (kept.paper, kept.profile) == ("escpos-58", "default")
    assert print_queue.print_due(box) == 1


def test_where_nothing_can_be_changed_it_is_said_what_to_do(desk: Browser, printer: str) -> None:
    page = said(desk, printer, **{**ALL_WELL, "cut": "no"})
    assert page.words("#advice li") == ["Pas de coupe : déchirez le papier d’un coup sec, cela suffit."]
    assert not [form for form in page.all("form") if str(form.get("action")).endswith("/mend")]


def test_the_one_of_the_settings_is_tried_too(desk: Browser, box: Box) -> None:
    page = desk.get(desk.get("/desk/printers").link("L’essayer"))
    assert page.path == "/desk/printer-test/usual"
    desk.send(page.form_to("/print"))
    (job,) = spool.recent(box.store.read())
    assert (job.kind, job.subject, job.reference) == ("test-page", "", "")
    assert print_queue.print_due(box) == 1


def test_a_printer_that_is_gone_is_not_tried(desk: Browser, printer: str, box: Box) -> None:
    form = desk.get(f"/desk/printer-test/{printer}").form_to("/print")
    desk.send(desk.get(f"/desk/printers/{printer}/forget").form("forget"))
    assert desk.get(f"/desk/printer-test/{printer}").status == 404
    assert desk.send(form).status == 404
    assert print_queue.print_due(box) == 0
