"""Calls of citizens, on every page of the desk."""

from datetime import timedelta

from kiosk.services.box.box import Box
from kiosk.store.people import people
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.loaded import loaded_by

BELL = {"X-Bell": "1"}


def called(terminal: Browser, path: str = "/procedures") -> Page:
    """Marie presses the yellow key."""
    return steps_taken.called(terminal, path)


def heard(desk: Browser) -> str:
    """What js/desk/bell.js gets."""
    return desk.client.get("/desk/bell", headers=BELL).get_data(as_text=True)


def test_a_call_stands_on_every_page_of_the_desk(desk: Browser, terminal: Browser) -> None:
    desk.get("/desk")
    called(terminal)
    for path in ("/desk", "/desk/team", "/procedures", "/procedures/birth-certificate", "/call"):
        page = desk.get(path)
        assert "Quelqu’un appelle" in " ".join(page.words("#bell")), path
        assert "js/desk/bell.js" in loaded_by(page), path
    assert "Quelqu’un appelle" in " ".join(steps_taken.begin(desk).words("#bell"))
    assert "Quelqu’un appelle" in heard(desk)


def test_it_says_where_and_in_which_language_and_nothing_of_the_case(
    desk: Browser, terminal: Browser, box: Box
) -> None:
    desk.get("/desk")
    terminal.send(terminal.get("/").form_to("/language", "en"))
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    station = next(box.store.read().query("SELECT id FROM stations WHERE role = 'terminal'"), None)
    assert station
    with box.store.write() as db:
        db.conn.execute("UPDATE stations SET name = 'Borne du hall' WHERE id = ?", (station["id"],))
    assert people.station_name(box.store.read(), station["id"]) == "Borne du hall"
    called(terminal, page.path)
    heard_text = heard(desk)
    assert "Borne du hall" in heard_text and "English" in heard_text
    assert steps_taken.case_of(page) not in heard_text and "Benali" not in heard_text and "naissance" not in heard_text


def test_who_says_i_am_coming_is_named_to_the_citizen(desk: Browser, terminal: Browser) -> None:
    home = desk.get("/desk")
    assert "Appel en cours au guichet" in called(terminal).main
    form = desk.get("/desk/find").form_to(call_path(desk))
    assert desk.send(form).path == "/desk/find", "the mediator stays where they were"
    page = terminal.get("/call")
    assert "Nadia Roux arrive" in page.main
    assert "Quelqu’un appelle" not in heard(desk)
    assert home.path == "/desk"


def test_with_a_script_the_page_of_the_desk_is_left_as_it_is(desk: Browser, terminal: Browser) -> None:
    desk.get("/desk")
    called(terminal)
    form = desk.get("/desk").form_to(call_path(desk))
    answer = desk.client.post(form.action, data=form, headers=BELL)
    assert answer.status_code == 200
    assert "Quelqu’un appelle" not in answer.get_data(as_text=True)


def test_asking_for_calls_keeps_no_desk_from_locking(desk: Browser, terminal: Browser, watch: Watch) -> None:
    desk.get("/desk")
    for _ in range(6):
        watch.wait(timedelta(minutes=2))
        desk.client.get("/desk/bell", headers=BELL)
    assert desk.client.get("/desk/bell", headers=BELL).status_code == 204
    assert desk.get("/desk").path.startswith("/lock")


def test_a_locked_desk_is_nobody_to_call(desk: Browser, terminal: Browser) -> None:
    desk.send(desk.get("/desk").form_to("/lock/now"))
    assert "Personne n’est à un guichet" in called(terminal).main


def test_the_address_alone_leads_to_the_day(desk: Browser) -> None:
    assert desk.get("/desk/bell").path == "/desk"


def call_path(desk: Browser) -> str:
    """Where the press of « J'arrive » goes."""
    return str(desk.get("/desk").one("#bell form").get("action"))
