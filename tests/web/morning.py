"""Two desks, two terminals, two mediators of two services, and citizens with unique names to search pages for."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.services.box.box import Box, open_box, shipped_procedures
from kiosk.settings import Settings
from kiosk.store import people
from tests.conftest import Watch, a_mediator, set_up
from tests.gallery.site.page import Browser

SERVICES = {"birth-certificate": "etat-civil", "emergency-aid": "ccas"}
HELD = {"nadia": {"etat-civil", "desk"}, "omar": {"ccas", "desk"}}
ADDRESSES = (
    "/cases/{id}/review", "/cases/{id}/confirm", "/cases/{id}/submitted", "/cases/{id}/code",
    "/cases/{id}/steps/person?change=1", "/cases/{id}/discard", "/papers/receipt/{id}.pdf",
)  # fmt: skip
"""Every address under which a case's answers could be shown."""
PLACES = ("/desk", "/desk/find", "/desk/team", "/desk/box", "/desk/printing", "/sign-in", "/lock", "/")
"""Pages on which no name may ever stand uncovered."""
COVERED = re.compile(rb"<details class=.masked person-name.>.*?</details>", re.DOTALL)
"""Names on a mediator's own lists, which are covered until they are touched."""


@dataclass
class Screen:
    """One browser in the model."""

    browser: Browser
    terminal: bool
    mediator: str = ""
    confirming: str = ""
    idle: bool = False
    holds: set[str] = field(default_factory=set)


@dataclass
class Someone:
    """A citizen's case: the unique name they typed, the service, and the resume code they left with."""

    canary: str
    service: str
    submitted: bool = False
    code: str = ""


@contextmanager
def town() -> Iterator[tuple[Box, Watch]]:
    """A box for each run; its mediators' keys are derived once."""
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
    """The same procedure for another service, the CCAS."""
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    return shipped.replace("id: birth-certificate", "id: emergency-aid").replace("id: etat-civil", "id: ccas")


MEDIATORS = {"nadia": a_mediator("nadia", "Nadia Roux", "a"), "omar": a_mediator("omar", "Omar Petit", "b")}


class Hands:
    """Helpers of a run: form tokens, and time to pass rate limits."""

    box: Box
    watch: Watch

    def _forgive(self) -> None:
        with self.box.store.write() as db:
            for mediator in MEDIATORS.values():
                people.delete_wrong_tries(db, mediator.id)

    def _unhurried(self) -> None:
        """Let a minute pass for the rate limits."""
        self.watch.passed.append(60.0)

    def _post(self, screen: Screen, path: str, form: dict[str, str], page: str) -> None:
        self._unhurried()
        token = screen.browser.get(page).html.xpath("//input[@name='token']/@value")
        if not token:
            token = screen.browser.get("/").html.xpath("//input[@name='token']/@value")
        screen.browser.client.post(path, data={**form, "token": token[0]})
