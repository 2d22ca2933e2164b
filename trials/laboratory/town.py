"""The sites of the laboratory and their hub, each in a folder of its own, made as the documentation says."""

import json
from dataclasses import dataclass
from pathlib import Path

from hub.opening import open_hub
from hub.settings import HubSettings
from hub.sites.enrolments import invite
from hub.sites.sites import add_site
from kiosk import settings
from kiosk.clock import Clock
from kiosk.services.box.box import open_box
from kiosk.services.exchange import enrol
from kiosk.services.people import first_day
from kiosk.settings import Settings
from trials.laboratory.ledger import Ledger

CODES = ("SA", "BR", "CE", "DA", "EY", "FA", "GA", "HE")


@dataclass(frozen=True, slots=True)
class Place:
    """A site: its folder, its ledger, and the one-time code with which the hub knows it."""

    code: str
    folder: Path
    ledger: Ledger
    invitation: str


def build(folder: Path, sites: int, hub_data: Path, database: str = "") -> list[Place]:
    """Make the hub's database and so many sites, which are not enrolled yet."""
    hub = open_hub(HubSettings(data=hub_data, database=database), Clock())
    places = []
    for code in CODES[:sites]:
        add_site(hub.store, code, f"Mairie {code}", hub.clock)
        places.append(_site(folder / code, code, invite(hub, code)))
    hub.store.engine.dispose()
    return places


def enroll(place: Place, address: str) -> None:
    """Make a site known to the hub that is asked at this address."""
    box = open_box(settings.read(place.folder))
    try:
        enrol.enroll(box, address, place.invitation)
    finally:
        box.store.close()


def _site(folder: Path, code: str, invitation: str) -> Place:
    made = Settings(data=folder, site_code=code, site_name=f"Mairie {code}", printer="dummy")
    made.paths.create()
    made.paths.settings.write_text(settings.toml(made), "utf-8")
    box = open_box(made)
    issued, words = first_day.first(box, "nadia", "Nadia Roux")
    first_day.verify_sheet(box, words)
    box.store.close()
    who = {"login": "nadia", "passphrase": issued.factor, "pin": issued.pin}
    (folder / "laboratory.json").write_text(json.dumps(who), "utf-8")
    return Place(code, folder, Ledger(folder / "ledger.jsonl"), invitation)
