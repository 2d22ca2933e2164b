"""What pages show beside their own subject."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.domain.keys.ring import Ring
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen.measure import Measure
from kiosk.domain.screen.station import USUAL, Comfort, StationRole, ends_after
from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_setup
from kiosk.services.spool import print_queue
from kiosk.store import people, spool
from kiosk.store.spool import PrinterChoice
from kiosk.web import page_parts
from kiosk.web.page_parts import SHOWN_FOR
from kiosk.web.request_state import Session, Station, request_state
from printers.carrier import UnknownFault
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import Watch
from tests.gallery.site.page import Browser, Page
from tests.loaded import loaded_by


def submitted(terminal: Browser) -> str:
    return steps_taken.alone(terminal).path


def test_it_prints_then_it_is_to_be_taken_then_it_is_taken(terminal: Browser, box: Box) -> None:
    address = submitted(terminal)
    assert "Votre papier s’imprime" in terminal.get(address).main
    assert print_queue.print_due_jobs(box) == 1
    page = terminal.get(address)
    assert "Prenez votre papier" in page.main
    (job,) = spool.select_recent_jobs(box.store.read())
    taken = terminal.send(page.form_to(f"/paper/{job.id}/taken"))
    assert taken.path == address and "Prenez votre papier" not in taken.main


def test_after_a_minute_it_is_no_longer_told(terminal: Browser, box: Box, watch: Watch) -> None:
    address = submitted(terminal)
    print_queue.print_due_jobs(box)
    watch.wait(SHOWN_FOR + timedelta(seconds=1))
    assert "Prenez votre papier" not in terminal.get(address).main


def test_a_doubt_is_told_and_the_number_suffices(terminal: Browser, box: Box) -> None:
    address = submitted(terminal)
    box.carrier.fail_with(UnknownFault("not-confirmed"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(box)
    page = terminal.get(address)
    assert "Regardez si votre papier est sorti" in page.main and "Rien n’est perdu" in page.main
    assert page.one(".receipt.large") is not None


def test_the_next_person_is_told_nothing_and_gets_nothing(terminal: Browser, box: Box) -> None:
    submitted(terminal)
    terminal.send(terminal.get("/catalogue").form("leave-now"))
    assert print_queue.print_due_jobs(box) == 0
    (job,) = spool.select_recent_jobs(box.store.read())
    assert (job.state, job.detail) == ("canceled", "has-left")
    assert "papier" not in terminal.client.get("/paper", headers={"HX-Request": "true"}).text


def test_where_nothing_prints_the_square_is_large(terminal: Browser, box: Box) -> None:
    box.carrier.wrong = "offline"  # type: ignore[attr-defined]
    page = terminal.get(submitted(terminal))
    assert page.one(".receipt.large") is not None


def test_what_goes_into_a_folder_is_no_paper_to_take(terminal: Browser, box: Box, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    kept = printer_setup.add_printer(
        box, printer_setup.PrinterDescription("Le dossier", "file", {"folder": str(folder)}), Actor()
    )
    printer_setup.choose_printer(box, PrinterChoice("", "", kept), Actor())
    address = submitted(terminal)
    assert print_queue.print_due_jobs(box) == 1 and [path.suffix for path in folder.iterdir()] == [".pdf"]
    page = terminal.get(address)
    assert "Ici, rien ne s’imprime" in page.main and "Prenez votre papier" not in page.main
    assert page.one(".receipt.large") is not None and not page.all("#again")


def test_it_is_told_where_the_paper_comes_out_where_somebody_has_said_so(terminal: Browser, box: Box) -> None:
    address = submitted(terminal)
    assert "Le papier sort" not in terminal.get(address).main
    with box.store.write() as db:
        db.conn.execute("UPDATE stations SET paper_slot = 'below-right'")
    assert "Le papier sort en bas, à droite de l’écran." in terminal.get(address).main
    print_queue.print_due_jobs(box)
    assert "Le papier sort en bas, à droite de l’écran." in terminal.get(address).main


def test_the_strip_is_french_on_a_page_in_arabic(desk: Browser) -> None:
    steps_taken.submitted(desk)
    desk.send(desk.get("/language").form_to("/language", "ar"))
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="contact")
    assert step.html.get("lang") == "ar"
    assert "autre dossier" in step.words(".person-strip summary")[0]
    assert "Reprendre ses réponses" in step.words("#reuse")[0]
    assert step.one(".person-strip").getparent().get("lang") == "fr"


def test_a_terminal_shows_nobody_what_else_is_known_of_them(browser: Browser, desk: Browser) -> None:
    steps_taken.submitted(desk)
    alone = steps_taken.hand_over(browser)
    step = steps_taken.fill(alone, steps_taken.begin(alone), until="contact")
    assert not step.all(".person-strip") and not step.all("#reuse")


def seconds(page: Page, name: str) -> int:
    return int(page.one("#session-end").get(f"data-{name}"))


def stay(desk: Browser, page: Page) -> int:
    """What js/page/session_end.js sends."""
    token = page.one("#session-end input")
    address = page.one("#session-end").get("data-stay")
    return desk.client.post(address, data={token.get("name"): token.get("value")}).status_code


def test_a_page_says_in_words_when_its_screen_locks_also_where_no_script_runs(desk: Browser, box: Box) -> None:
    page = desk.get("/desk")
    words = " ".join(page.one("noscript .session-times").text_content().split())
    assert words.startswith("Sans geste de votre part, cet écran se verrouille à ")
    assert "Votre session se termine à " in words
    dialog = page.one("dialog#session-end[role=alertdialog]")
    assert dialog.get("aria-labelledby") == "session-end-title" and page.one("#session-notice[role=alert]") is not None
    assert page.one("#session-end button").text_content().strip() == "Oui, je continue"


def test_the_warning_comes_two_minutes_before_and_never_after_the_lock(desk: Browser, box: Box, watch: Watch) -> None:
    page = desk.get("/desk")
    assert seconds(page, "before") == 120
    lasts = timedelta(seconds=seconds(page, "idle"))
    assert lasts > timedelta(seconds=seconds(page, "before"))
    watch.wait(timedelta(seconds=55))
    desk.get("/desk")  # a use within the same minute is not noted
    watch.wait(lasts - timedelta(seconds=1))
    assert desk.get("/desk").path == "/desk", "what the page promised is kept"
    assert seconds(page, "final") <= box.settings.shift_hours * 3600


def test_one_press_keeps_the_desk_open_and_a_locked_one_says_so(desk: Browser, watch: Watch, box: Box) -> None:
    page = desk.get("/desk")
    for _ in range(3):
        watch.wait(timedelta(minutes=box.settings.lock_minutes - 2))
        assert stay(desk, page) == 204
    assert desk.get("/desk").path == "/desk"
    watch.wait(timedelta(minutes=box.settings.lock_minutes + 1))
    assert stay(desk, page) == 403


def test_it_is_told_of_a_case_too_and_in_french_to_who_helps_in_arabic(desk: Browser) -> None:
    desk.send(desk.get("/language").form_to("/language", "ar"))
    page = steps_taken.begin(desk)
    assert page.one("html").get("lang") == "ar"
    assert page.one("#session-end h2").text_content() == "Êtes-vous encore là\u00a0?"
    (part,) = page.one("#session-end").xpath("ancestor-or-self::*[@lang][1]")
    assert part.get("lang") == "fr"


def test_where_nobody_has_signed_in_nothing_ends(app: Flask, terminal: Browser) -> None:
    for page in (Browser(app.test_client()).get("/sign-in"), terminal.get("/"), terminal.get("/procedures")):
        assert not page.all("#session-end, .session-times"), page.path


@pytest.mark.parametrize("hours", [11.5, 12.5])
def test_the_end_of_the_shift_is_told_however_busy_one_is(desk: Browser, watch: Watch, box: Box, hours: float) -> None:
    for _ in range(int(hours * 60 / 9)):
        watch.wait(timedelta(minutes=9))
        page = desk.get("/desk")
    if hours > box.settings.shift_hours:
        assert not page.path.startswith("/desk")
    else:
        assert 0 < seconds(page, "final") < 3600


def test_answers_sent_after_the_shift_has_ended_are_kept(desk: Browser, box: Box) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    form = page.form("answer").with_values(steps_taken.BIRTH_CERTIFICATE["person"])
    for mediator_id, _ in box.shifts.on_shift():
        box.shifts.end(mediator_id)
    assert steps_taken.step_of(desk.send(form)) == "birth"
    assert desk.get(page.path).one("#f-birth_name").get("value") == "Benali"
    assert desk.get("/desk").path.startswith("/sign-in")


def test_a_desk_and_a_terminal_ask_in_one_look(desk: Browser, terminal: Browser) -> None:
    for page in (desk.get("/desk"), terminal.get("/procedures")):
        assert len(page.all("dialog[role=alertdialog]")) == 1, page.path
        assert {"css/dialog.css", "css/session_end.css"} <= set(loaded_by(page)), page.path


MEDIATOR = {"mediator_id": "nadia", "ring": Ring({"desk": b"k" * 32})}


def asked(app: Flask, path: str, role: StationRole = StationRole.TERMINAL, **more: object) -> dict[str, int] | None:
    with app.test_request_context(path):
        request_state().session = Session("t", Station("s", role), Preferences("fr"), **more)  # type: ignore[arg-type]
        result = page_parts.idle_question_times()
    return {name: result[name] for name in ("after", "within")} if result else None


def test_a_page_where_something_is_chosen_asks_in_time_and_a_desk_never(app: Flask) -> None:
    assert asked(app, "/") is None
    assert asked(app, "/", kept=True) == asked(app, "/procedures") == {"after": 300, "within": 45}
    assert asked(app, "/procedures", comfort=Comfort(time="slow")) == {"after": 600, "within": 90}
    assert asked(app, "/desk", kept=True, **MEDIATOR) == {"after": 600, "within": 45}, "when a desk would lock"
    for more in ({}, MEDIATOR):
        assert asked(app, "/procedures", StationRole.DESK, **more) is None


def test_where_no_script_runs_the_page_leaves_once_the_box_has_ended_the_session(app: Flask) -> None:
    with app.test_request_context("/procedures"):
        request_state().session = Session("t", Station("s", StationRole.TERMINAL), Preferences("fr"))
        result = page_parts.idle_question_times()
    assert result and result["ends"] > ends_after(5, USUAL).total_seconds()


def test_a_page_that_is_refused_before_anybody_is_known_has_none_of_it(app: Flask) -> None:
    answer = app.test_client().get("/static/js/none.js")
    assert answer.status_code == 404
    assert b"data-door" not in answer.data and b'id="idle"' not in answer.data


def sheets(browser: Browser, path: str) -> list[str]:
    return [element.get("href") for element in browser.get(path).all("link[href^='/static/measured/']")]


def test_a_sheet_is_what_its_address_says_and_no_screen_is_another(client: FlaskClient) -> None:
    sheet = client.get("/static/measured/250-600.css")
    assert (sheet.status_code, sheet.mimetype) == (200, "text/css")
    assert sheet.get_data(as_text=True) == Measure(0.25, 600).sheet
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in sheet.headers, "it is nobody's"
    for name in ("0-600", "49-600", "1001-600", "250-601", "250-0", "-250-600", "250-600-1", "a-600"):
        assert client.get(f"/static/measured/{name}.css").status_code == 404, name


def test_every_page_of_a_measured_screen_has_its_sheet_and_no_other_has(desk: Browser, app: Flask, box: Box) -> None:
    assert sheets(desk, "/desk") == []
    (here,) = list(box.store.read().query("SELECT id FROM stations"))
    with box.store.write() as db:
        people.update_station(db, here["id"], mm_per_px=0.25, distance_mm=600)
    for path in ("/desk", "/comfort", "/call", "/nowhere"):
        assert sheets(desk, path) == ["/static/measured/250-600.css"], path
    assert sheets(Browser(app.test_client()), "/") == []
    with box.store.write() as db:
        people.update_station(db, here["id"], mm_per_px=0.25, distance_mm=0)
    assert sheets(desk, "/desk") == []
