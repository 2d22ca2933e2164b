"""« Prenez votre papier », as a piece of a page."""

from kiosk.services import spooler
from kiosk.services.box import Box
from kiosk.store import spool
from tests import walk
from tests.page import Browser

ASKED = {"HX-Request": "true"}


def test_a_page_asks_until_there_is_something_new(terminal: Browser, box: Box) -> None:
    page = walk.alone(terminal)
    asks = str(page.one("#paper [hx-get]").get("hx-get"))
    assert terminal.client.get(asks, headers=ASKED).status_code == 204
    spooler.print_due(box)
    assert "Prenez votre papier" in terminal.client.get(asks, headers=ASKED).text


def test_without_script_it_leads_back_to_the_page(terminal: Browser) -> None:
    page = walk.alone(terminal)
    assert terminal.get(f"/paper?back={page.path}").path == page.path


def test_nobody_takes_another_s_paper(terminal: Browser, desk: Browser, box: Box) -> None:
    """What was asked for at the desk is not the terminal's to take."""
    walk.submitted(desk)
    spooler.print_due(box)
    (job,) = spool.recent(box.store.read())
    form = walk.alone(terminal).form("again")
    form.action = f"/paper/{job['id']}/taken"
    terminal.send(form)
    assert (spool.get(box.store.read(), job["id"]) or {})["taken_at"] is None
