"""Each procedure that ships, from the first question to the receipt, by a robot in real Chromium, in both manners.

What the hub then holds is what the file's examples say, and nothing else.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cheroot.wsgi import Server
from playwright.sync_api import Browser, Page

from kiosk.catalogue.loading import load
from kiosk.domain import answering
from kiosk.domain.journey import walk
from kiosk.domain.place import Places
from kiosk.domain.procedure import Example, Procedure
from kiosk.hub.cases import read_case
from kiosk.services.places import places_of
from tests.cast import PASSPHRASE, PIN
from tests.catalogue.samples import SHIPPED
from tests.gallery import town as gallery
from tests.journeys.robot import Robot, expected


@dataclass(frozen=True)
class Counter:
    """A desk in a browser, its box, and the hub behind it."""

    page: Page
    address: str
    town: gallery.Town

    def arrived(self, reference: str) -> dict[str, object]:
        """What the hub holds of a case, once all is sent: field id to value."""
        gallery.transmit(self.town)
        hub = self.town.central.hub
        with hub.store.reading() as connection:
            body = read_case(connection, hub.ring, reference).submitted
        return {each["field"]: each["value"] for each in body["answers"] if each["value"] is not None}


@pytest.fixture(scope="module")
def counter(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with gallery.town(tmp_path_factory.mktemp("town")) as town:
        sign_in = town.browser.get("/sign-in").form("sign-in")
        town.browser.send(sign_in.with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN}))
        server = Server(("127.0.0.1", 0), town.app, numthreads=10)
        server.prepare()
        server.expiration_interval = 0.02
        threading.Thread(target=server.serve, daemon=True).start()
        address = f"http://127.0.0.1:{server.bind_addr[1]}"
        page = chrome.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR").new_page()
        page.goto(f"{address}/sign-in")
        for name, typed in (("login", "nadia"), ("passphrase", PASSPHRASE), ("pin", PIN)):
            page.locator(f"[name={name}]").fill(typed)
        page.locator("[name=pin]").press("Enter")
        page.wait_for_url("**/desk")
        yield Counter(page, address, town)
        page.context.close()
        server.stop()


def worth(procedure: Procedure, example: Example, today: date, places: Places) -> dict[str, object]:
    """What an example says, by field id, as the questions judge it."""
    fields = {field.id: field for field in procedure.fields()}
    answers = {name: answering.answer(fields[name], typed, today, places) for name, typed in example.answers.items()}
    return expected(procedure, example, walk(procedure, answers, today).values)


@pytest.mark.parametrize("whole", [False, True], ids=["pages", "whole"])
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_answered_is_what_arrives(counter: Counter, path: Path, whole: bool) -> None:
    procedure = load(path)
    example = procedure.examples[int(whole) % len(procedure.examples)]
    robot = Robot(counter.page, counter.address, procedure, example)
    robot.begin(whole)
    robot.answer_whole() if whole else robot.answer_pages()
    reference = robot.confirm()
    box = counter.town.box
    assert counter.arrived(reference) == worth(procedure, example, box.watch.today().day, places_of(box))
