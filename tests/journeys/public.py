"""A public terminal served over HTTP, that Nadia has left to citizens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from kiosk.settings import Settings
from tests.gallery.browser.hand import Hand
from tests.gallery.site import steps_taken
from tests.running import running, set_up

STATION = "parvis_station"


@contextmanager
def at_a_terminal(chrome: Browser, folder: Path) -> Iterator[tuple[Hand, str]]:
    """A citizen's hand at the terminal, and the address of its box."""
    settings = Settings(
        data=folder / "site", site_code="SA", site_name="Mairie de Saint-Aubin", printer="dummy", port=0
    )
    set_up(settings)
    with running(settings) as box:
        nadia = steps_taken.hand_over(box.browser())
        station = nadia.client.http.cookies[STATION]  # type: ignore[attr-defined]
        hand = Hand(chrome)
        hand.context.add_cookies([{"name": STATION, "value": station, "url": box.address}])
        yield hand, box.address
        hand.context.close()
