"""Shots of a lost receipt: who was seen, a new one before and after the hub has heard, and a case found by name."""

from collections.abc import Iterator

from msgspec.structs import replace

from kiosk.store import outbox
from tests.gallery.shots.town import NADIA, OMAR, Town, transmit
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.page import Page


def lost(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """The form, what is missing in it, a colleague's wrong PIN, the new code that waits, once it works, and once
    another replaces it.
    """
    browser = place.browser
    reference = steps_taken.reference_of(steps_taken.submitted(browser))
    page = browser.get(f"/desk/references/{reference}/new-receipt")
    yield "new-receipt", page
    form = page.form("new-receipt")
    yield "new-receipt-missing", browser.send(form)
    place.box.shifts.begin(OMAR.id, OMAR.name, place.box.shifts.ring(NADIA.id), PIN)
    known = browser.get(page.path).form("new-receipt").with_values({"shown": "witness", "witness": OMAR.id})
    yield "new-receipt-witness", browser.send(known)
    place.box.shifts.end(OMAR.id)
    waits = browser.send(form.with_values({"shown": "identity_card", "language": "ar"}))
    yield "new-receipt-waits", waits
    transmit(place)
    yield "new-receipt-given", browser.get(waits.path)
    again = browser.get(f"/desk/references/{reference}/new-receipt").form("new-receipt")
    browser.send(again.with_values({"shown": "passport", "why": "stolen"}))
    yield "new-receipt-replaced", browser.get(waits.path)
    yield "followed-new-receipt", browser.get(f"/desk/references/{reference}")


def named(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Sought by name at the hub: nothing typed, found, nobody, no date, and no line."""
    browser = place.browser
    page = browser.get("/desk/find/by-name")
    yield "named", page
    form = page.form("named")
    yield "named-found", browser.send(form.with_values({"name": "Benali"}))
    yield "named-nobody", browser.send(form.with_values({"name": "Zzyzx"}))
    yield "named-wrong-date", browser.send(form.with_values({"name": "Benali", "birth_date": "hier"}))
    known = place.box.enrolment()
    assert known is not None
    for url, name in (("http://127.0.0.1:9", "named-no-line"), (known.url, "")):
        now = place.box.watch.look().now
        with place.box.store.write() as db:
            outbox.insert_enrolment(db, replace(known, url=url), now)
        if name:
            yield name, browser.send(form.with_values({"name": "Benali"}))
