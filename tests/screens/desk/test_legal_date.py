"""Which day is it? Asked when the box's clock cannot be right."""

from dataclasses import replace
from datetime import date, timedelta

from kiosk.app import create_app
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.legal_clock import Watch as Watched
from kiosk.store.events import counters
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in


def say(desk: Browser, day: str, month: str, year: str) -> Page:
    form = desk.get("/desk/clock").form("clock")
    return desk.send(form.with_values({"f.today.day": day, "f.today.month": month, "f.today.year": year}))


def jump(desk: Browser, watch: Watch, days: int) -> None:
    """Someone sets the machine's date; a session that seems so old is over."""
    watch.jump(timedelta(days=days))
    sign_in(desk)


def said(desk: Browser, day: date) -> Page:
    return say(desk, str(day.day), str(day.month), str(day.year))


def test_a_box_that_is_sure_shows_its_date_and_can_be_corrected(desk: Browser) -> None:
    page = desk.get("/desk/clock")
    assert "L’horloge semble juste." in page.main
    assert "Ce poste croit que nous sommes le" in page.main


def test_a_box_that_was_off_says_that_nothing_is_erased_yet(box: Box, nadia: Actor, watch: Watch) -> None:
    with box.store.write() as db:
        counters.note_reached(db, watch.now() - timedelta(days=3))
    again = replace(box, watch=Watched(box.store, watch, box.settings.zone))
    desk = Browser(create_app(box.settings, box=again).test_client())
    sign_in(desk)
    assert "Rien n’est effacé tant que le système central" in desk.get("/desk/clock").main
    assert "Quel jour sommes-nous ?" not in desk.get("/desk").main
    said(desk, again.watch.today().day)
    assert "L’horloge semble juste." in desk.get("/desk/clock").main


def test_after_a_week_without_a_date_that_is_sure_the_desk_is_asked_each_morning(
    box: Box, nadia: Actor, watch: Watch
) -> None:
    with box.store.write() as db:
        counters.note_reached(db, watch.now() - timedelta(days=12))
        counters.note_waiting(db, watch.now() - timedelta(days=8))
    again = replace(box, watch=Watched(box.store, watch, box.settings.zone))
    desk = Browser(create_app(box.settings, box=again).test_client())
    sign_in(desk)
    for _ in range(2):
        assert "Rien n’est effacé depuis une semaine" in desk.get("/desk").main
        watch.wait(timedelta(minutes=2))
    said(desk, again.watch.today().day)
    assert "Quel jour sommes-nous ?" not in desk.get("/desk").main


def test_until_the_desk_answers_a_receipt_says_that_its_date_is_to_be_confirmed(desk: Browser, watch: Watch) -> None:
    jump(desk, watch, 2)
    assert "L’horloge de ce poste a sauté d’un jour ou plus." in desk.get("/desk/clock").main
    assert "Date à confirmer par la mairie." in steps_taken.submitted(desk).main


def test_once_the_desk_has_said_the_date_receipts_count_from_it(desk: Browser, watch: Watch, box: Box) -> None:
    true_day = box.watch.today().day
    jump(desk, watch, 2)
    page = said(desk, true_day)
    assert page.path == "/desk"
    assert "Quel jour sommes-nous ?" not in page.main
    assert box.watch.today().day == true_day
    assert "Cette date compte." in steps_taken.submitted(desk).main


def test_a_date_that_does_not_exist_is_said_so_and_kept(desk: Browser) -> None:
    page = say(desk, "31", "2", "2026")
    assert page.status == 422
    assert "Cette date n’existe pas." in page.main
    assert [page.one(f'[name="f.today.{part}"]').get("value") for part in ("day", "month", "year")] == [
        "31",
        "2",
        "2026",
    ]
    assert page.one(".notice.danger a").get("href") == "#f-today"


def test_an_empty_answer_is_asked_for_again(desk: Browser) -> None:
    assert say(desk, "", "", "").status == 422


def test_a_year_alone_is_no_day(desk: Browser) -> None:
    assert say(desk, "", "", "2026").status == 422
