"""Shots of the line that says whose case it is: on a draft, with what was noted, and a call to make."""

from collections.abc import Iterator

from kiosk.domain.notices.wish import Wish
from kiosk.services.box import data_keys
from kiosk.store import person_notices
from tests.gallery.shots.town import Town, decide, transmit
from tests.gallery.site import steps_taken
from tests.gallery.site.gestures import at_a_terminal, helped, signalled
from tests.gallery.site.page import Page


def persons(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    browser = place.browser
    browser.send(browser.get("/language").form_to("/language", language))
    submitted = steps_taken.submitted(browser)
    reference, case_id = steps_taken.reference_of(submitted), steps_taken.case_of(submitted)
    yield "step-person", steps_taken.fill(browser, steps_taken.begin(browser), until="contact")
    page = browser.get(f"/desk/references/{reference}")
    noted = browser.send(page.form("note-deceased"))
    yield "person-noted", noted
    browser.send(noted.form("take_back-deceased"))
    form = browser.get("/desk/find").form_to("/desk/find")
    yield "find-several", browser.send(form.with_values({"reference": "marie"}))
    yield "settings", browser.get("/desk/settings")
    danger = signalled(place.box, at_a_terminal(place.box))
    home = browser.get("/desk")
    yield "desk-danger", home
    yield "followed-danger", browser.get(f"/desk/references/{danger.reference}")
    browser.send(home.form(home.one(".work.danger .do form").attrib["id"]))
    key = data_keys.open_key(place.box.store.read(), case_id, helped(place.box))
    with place.box.store.write() as db:
        person_notices.save_notice_wish(db, case_id, Wish(call="+33299000001", message=True), key)
    transmit(place)
    decide(place, reference, "accepted", "Votre copie est prête.")
    transmit(place)
    home = browser.get("/desk")
    yield "desk-calls", home
    told = browser.send(home.form(home.one(".work.call form[id^=reached]").attrib["id"]))
    yield "desk-call-made", told
    browser.send(told.form("undo-call"))
