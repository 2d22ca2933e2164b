"""Whose paper it is, and how long it is told of."""

from datetime import timedelta
from pathlib import Path

from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_setup
from kiosk.services.spool import print_queue
from kiosk.store.printing import spool
from kiosk.store.printing.spool import Choice
from kiosk.web.parts.awaited_paper import SHOWN_FOR
from printers.carrier import Unknown
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import Watch
from tests.gallery.site.page import Browser


def submitted(terminal: Browser) -> str:
    """The address of the last page of a case that Marie submitted alone."""
    return steps_taken.alone(terminal).path


def test_it_prints_then_it_is_to_be_taken_then_it_is_taken(terminal: Browser, box: Box) -> None:
    address = submitted(terminal)
    assert "Votre papier s’imprime" in terminal.get(address).main
    assert print_queue.print_due(box) == 1
    page = terminal.get(address)
    assert "Prenez votre papier" in page.main
    (job,) = spool.recent(box.store.read())
    taken = terminal.send(page.form_to(f"/paper/{job.id}/taken"))
    assert taken.path == address and "Prenez votre papier" not in taken.main


def test_after_a_minute_it_is_no_longer_told(terminal: Browser, box: Box, watch: Watch) -> None:
    address = submitted(terminal)
    print_queue.print_due(box)
    watch.wait(SHOWN_FOR + timedelta(seconds=1))
    assert "Prenez votre papier" not in terminal.get(address).main


def test_a_doubt_is_told_and_the_number_suffices(terminal: Browser, box: Box) -> None:
    address = submitted(terminal)
    box.carrier.fail_with(Unknown("not-confirmed"))  # type: ignore[attr-defined]
    print_queue.print_due(box)
    page = terminal.get(address)
    assert "Regardez si votre papier est sorti" in page.main and "Rien n’est perdu" in page.main
    assert page.one(".receipt.large") is not None


def test_the_next_person_is_told_nothing_and_gets_nothing(terminal: Browser, box: Box) -> None:
    submitted(terminal)
    terminal.send(terminal.get("/catalogue").form("leave-now"))
    assert print_queue.print_due(box) == 0
    (job,) = spool.recent(box.store.read())
    assert (job.state, job.detail) == ("canceled", "has-left")
    assert "papier" not in terminal.client.get("/paper", headers={"HX-Request": "true"}).text


def test_where_nothing_prints_the_square_is_large(terminal: Browser, box: Box) -> None:
    box.carrier.wrong = "offline"  # type: ignore[attr-defined]
    page = terminal.get(submitted(terminal))
    assert page.one(".receipt.large") is not None


def test_what_goes_into_a_folder_is_no_paper_to_take(terminal: Browser, box: Box, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    kept = printer_setup.add(box, printer_setup.Described("Le dossier", "file", {"folder": str(folder)}), Actor())
    printer_setup.choose(box, Choice("", "", kept), Actor())
    address = submitted(terminal)
    assert print_queue.print_due(box) == 1 and [path.suffix for path in folder.iterdir()] == [".pdf"]
    page = terminal.get(address)
    assert "Ici, rien ne s’imprime" in page.main and "Prenez votre papier" not in page.main
    assert page.one(".receipt.large") is not None and not page.all("#again")


def test_it_is_told_where_the_paper_comes_out_where_somebody_has_said_so(terminal: Browser, box: Box) -> None:
    address = submitted(terminal)
    assert "Le papier sort" not in terminal.get(address).main
    with box.store.write() as db:
        db.conn.execute("UPDATE stations SET paper_slot = 'below-right'")
    assert "Le papier sort en bas, à droite de l’écran." in terminal.get(address).main
    print_queue.print_due(box)
    assert "Le papier sort en bas, à droite de l’écran." in terminal.get(address).main
