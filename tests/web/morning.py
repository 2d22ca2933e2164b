"""Two desks, two terminals, two mediators of two services, and citizens whose names are their own canaries."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gallery.site.page import Browser
from kiosk.services.box.box import Box, open_box, shipped_procedures
from kiosk.settings import Settings
from kiosk.store.people import people
from tests.conftest import Watch, a_mediator, set_up

SERVICES = {"birth-certificate": "etat-civil", "emergency-aid": "ccas"}
HELD = {"nadia": {"etat-civil", "desk"}, "omar": {"ccas", "desk"}}
ADDRESSES = (
    "/cases/{id}/review", "/cases/{id}/confirm", "/cases/{id}/submitted", "/cases/{id}/code",
    "/cases/{id}/steps/person?change=1", "/cases/{id}/discard", "/papers/receipt/{id}.pdf",
)  # fmt: skip
"""Every address under which a case's answers could be shown."""
PLACES = ("/desk", "/desk/find", "/desk/team", "/desk/box", "/desk/printing", "/sign-in", "/lock", "/")
"""Where nobody's name may ever stand uncovered."""
COVERED = re.compile(rb"<details class=.masked person-name.>.*?</details>", re.DOTALL)
"""Whose case it is, on a mediator's own lists: covered until it is touched."""


@dataclass
class Screen:
    """One browser, as the model knows it."""

    browser: Browser
    terminal: bool
    mediator: str = ""
    confirming: str = ""
    idle: bool = False
    holds: set[str] = field(default_factory=set)


@dataclass
class Someone:
    """A citizen's case: the canary they typed, whose service it is, and the code they left with."""

    canary: str
    service: str
    submitted: bool = False
    code: str = ""


@contextmanager
def town() -> Iterator[tuple[Box, Watch]]:
    """A box of its own for every run, whose mediators' keys are stretched once."""
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch()
        place = Settings(data=Path(folder), site_code="SA", site_name="Mairie", printer="dummy", port=0)
        place.paths.create()
        (place.paths.procedures / "emergency-aid.yaml").write_text(of_another_service(), "utf-8")
        box = open_box(place, watch)
        set_up(box)
        yield box, watch
        box.store.close()


def of_another_service() -> str:
    """The same questions, asked for the CCAS."""
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    return shipped.replace("id: birth-certificate", "id: emergency-aid").replace("id: etat-civil", "id: ccas")


MEDIATORS = {"nadia": a_mediator("nadia", "Nadia Roux", "a"), "omar": a_mediator("omar", "Omar Petit", "b")}


class Hands:
    """What a run does with a screen, unasked: the forms' token, and time for what may not be tried too often."""

    box: Box
    watch: Watch

    def _forgive(self) -> None:
        with self.box.store.write() as db:
            for mediator in MEDIATORS.values():
                people.forgive(db, mediator.id)

    def _unhurried(self) -> None:
        """A minute goes by, as far as how often something may be tried is concerned."""
        self.watch.passed.append(60.0)

    def _post(self, screen: Screen, path: str, form: dict[str, str], page: str) -> None:
        self._unhurried()
        token = screen.browser.get(page).html.xpath("//input[@name='token']/@value")
        if not token:
            token = screen.browser.get("/").html.xpath("//input[@name='token']/@value")
        screen.browser.client.post(path, data={**form, "token": token[0]})
