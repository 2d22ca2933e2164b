"""« Prenez votre papier », as a piece of a page."""

from kiosk.services.box.box import Box
from kiosk.services.spool import print_queue
from kiosk.store.printing import spool
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser

ASKED = {"HX-Request": "true"}


def test_a_page_asks_until_there_is_something_new(terminal: Browser, box: Box) -> None:
    page = steps_taken.alone(terminal)
    asks = str(page.one("#paper [hx-get]").get("hx-get"))
    assert terminal.client.get(asks, headers=ASKED).status_code == 204
    print_queue.print_due(box)
    assert "Prenez votre papier" in terminal.client.get(asks, headers=ASKED).text


def test_without_script_it_leads_back_to_the_page(terminal: Browser) -> None:
    page = steps_taken.alone(terminal)
    assert terminal.get(f"/paper?back={page.path}").path == page.path


def test_nobody_takes_another_s_paper(terminal: Browser, desk: Browser, box: Box) -> None:
    """What was asked for at the desk is not the terminal's to take."""
    steps_taken.submitted(desk)
    print_queue.print_due(box)
    (job,) = spool.recent(box.store.read())
    form = steps_taken.alone(terminal).form("again")
    form.action = f"/paper/{job.id}/taken"
    terminal.send(form)
    still = spool.read_print_job(box.store.read(), job.id)
    assert still is not None and still.taken_at is None
