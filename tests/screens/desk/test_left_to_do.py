"""What is left of the first day, at the desk: each thing with the one screen that does it."""

from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.services.box.box import Box
from kiosk.services.setup import first_start
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser


def test_an_empty_desk_says_what_is_left_and_each_link_leads_to_a_screen(desk: Browser) -> None:
    page = desk.get("/desk")
    assert "Le premier jour : ce qui reste à faire" in page.main
    links = [str(link.get("href")) for link in page.all(".left-to-do a")]
    assert links == ["/desk/printers", "/desk/hub", "/desk/team"]
    assert [desk.get(link).status for link in links] == [200, 200, 200]


def test_what_is_done_goes_and_then_the_whole_list(desk: Browser, box: Box) -> None:
    for step in first_start.left(box):
        page = desk.get("/desk/first-day")
        page = desk.send(page.form_to("/desk/first-day", step))
    assert page.path == "/desk" and "Le premier jour" not in page.main
    assert "Tout est fait" in desk.get("/desk/first-day").main


def test_a_step_that_there_is_not_changes_nothing(desk: Browser, box: Box) -> None:
    before = first_start.left(box)
    form = desk.get("/desk/first-day").form_to("/desk/first-day", "hub")
    desk.send(form.with_values({"step": "code", "back": "//elsewhere"}))
    assert first_start.left(box) == before


def test_a_desk_with_a_case_is_not_reminded_any_more(desk: Browser) -> None:
    steps_taken.submitted(desk)
    assert "Le premier jour" not in desk.get("/desk").main


def test_a_printer_whose_test_page_is_right_is_done(desk: Browser, box: Box) -> None:
    page = desk.get("/desk/printer-test/usual")
    form = page.form_to("/seen")
    desk.send(form.with_values({name: "yes" for name in form.names if name and name != "token"}))
    assert FirstDayStep.PRINTER not in first_start.left(box)
