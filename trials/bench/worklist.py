"""Measures the desk's first page with fifty things to do: answers that wait, drafts, refused events."""

import statistics
import tempfile
import time
from pathlib import Path

from hub.decisions.decisions import decide
from kiosk.app import create_app
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.settings import Settings
from tests.gallery.site.cast import PASSPHRASE, PIN, at_work, nadia_roux, set_up
from tests.gallery.site.central import central_hub, in_a_month
from tests.gallery.site.gestures import answered, submitted
from tests.gallery.site.page import Browser
from trials.bench.figure import Figure

ANSWERS, DRAFTS, ROUNDS = 40, 10, 200


def measure() -> list[Figure]:
    """The p99 of the page that lists them, in one process, without a network."""
    with tempfile.TemporaryDirectory() as name, central_hub(Path(name) / "hub") as central:
        box = open_box(Settings(data=Path(name) / "site", site_code="SA", site_name="Saint-Aubin", printer="dummy"))
        set_up(box)
        enrol.enroll(box, central.url, central.code)
        at_work(box, nadia_roux())
        references = [submitted(box).reference for _ in range(ANSWERS)]
        _talked(box)
        for reference in references:
            decide(central.hub, central.claire, reference, "incomplete", "Une pièce.", 0, in_a_month(central.hub))
        _talked(box)
        for _ in range(DRAFTS):
            answered(box)
        browser = Browser(create_app(box.settings, box=box).test_client())
        form = browser.get("/sign-in").form("sign-in")
        home = browser.send(form.with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN}))
        listed = len(home.all("#work .work"))
        if listed < ANSWERS + DRAFTS:
            raise AssertionError(f"{listed} lines of work, where {ANSWERS + DRAFTS} were made")
        times = [_taken(browser) for _ in range(ROUNDS)]
        box.store.close()
    return [Figure("desk_worklist_ms_p99", statistics.quantiles(times, n=100)[98], "ms")]


def _talked(box: Box) -> None:
    """Talk with the hub until everything is sent and heard: a batch carries some of it."""
    for _ in range(ANSWERS):
        talk(box, hub_of(box))


def _taken(browser: Browser) -> float:
    """How long the page takes, in milliseconds."""
    started = time.perf_counter()
    browser.client.get("/desk").get_data()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    print(*measure())
