"""Shots of the day without a line: sticks to choose from, a copy under way and done, the answer that came back."""

from collections.abc import Iterator
from pathlib import Path

from hub import bundles
from hub.bundles import take_bundle
from kiosk.services.bundles import begin_bundle_export
from kiosk.services.upkeep.backup import FOLDER
from kiosk.web.request_state import state_of
from tests.gallery.shots.town import Town
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Page
from tests.gallery.site.plugged_in import plugged_in

HERE = "/desk/by-hand"


def by_hand(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    browser, carrying = place.browser, state_of(place.app).carrying
    steps_taken.submitted(browser)
    media = Path(place.box.settings.data).parent / "media"
    stick, other = media / "PARVIS", media / "KINGSTON"
    yield "by-hand", browser.get(HERE)
    with plugged_in(stick, other):
        page = browser.get(HERE)
        yield "by-hand-sticks", page
        yield "by-hand-which", browser.send(page.form("copy"))
    with plugged_in(stick):
        page = browser.get(HERE)
        yield "by-hand-stick", page
        carrying.under_way = under_way = begin_bundle_export(place.box)
        under_way.done, under_way.total = 3_400_000, 12_000_000
        yield "by-hand-copying", browser.get(HERE)
        carrying.under_way = None
        browser.send(page.form("copy"))
        carrying.wait()
        yield "by-hand-copied", browser.get(HERE)
        (file,) = (stick / FOLDER).glob("envoi-*")
        with file.open("rb") as source:
            taken = take_bundle(place.central.hub, source)
        answer = stick / FOLDER / bundles.file_name(taken.id)
        answer.write_bytes(bundles.read_answer(place.central.hub, taken.id)[:300])
        page = browser.get(HERE)
        yield "by-hand-back", page
        yield "by-hand-cut", browser.send(page.form_to("/desk/by-hand/answer"))
        answer.write_bytes(bundles.read_answer(place.central.hub, taken.id))
        yield "by-hand-answered", browser.send(page.form_to("/desk/by-hand/answer"))
