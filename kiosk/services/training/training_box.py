"""Make the box of a training: its own store, keys and counter in a folder in memory, and nobody's answers in it."""

import dataclasses
import shutil
import tempfile
from pathlib import Path

from msgspec.structs import replace

from kiosk.crypto import keys, sealing
from kiosk.domain.events import reference as references
from kiosk.domain.keys.ring import Ring
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import TRAINING
from kiosk.services.box.box import Actor, Box, site_of
from kiosk.services.box.catalogue_search import Searching
from kiosk.services.box.hub_line import HubLine
from kiosk.services.box.job_keys import Held
from kiosk.services.box.legal_clock import Watch
from kiosk.services.box.live_printers import carrier_of
from kiosk.services.box.shifts import Shifts
from kiosk.services.box.site_key import SiteKey
from kiosk.services.people import first_day, sign_in
from kiosk.settings import Settings
from kiosk.store.database import Database, Store
from kiosk.store.people import people
from kiosk.store.people.people import RECOVERY, Mediator
from kiosk.store.people.people_rows import KeptStation
from kiosk.store.printing import printers


def open_training(real: Box, actor: Actor, station: KeptStation, station_hash: str) -> Box:
    """The box of a training of the actor at their station, which the browser proves by the token of `station_hash`.

    It has the real one's settings, procedures, translations and printers, every service, and a code that no site can
    have. The key of its database is in memory only, and so is the seed that signs its receipts. Raises `Refused`
    (`shift-over`) where the actor is not on shift.
    """
    person = people.mediator(real.store.read(), actor.mediator_id)
    if person is None or not real.shifts.ring(actor.mediator_id):
        raise Refused(Refusal.SHIFT_OVER)
    runtime = real.settings.paths.runtime
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = dataclasses.replace(
        real.settings, data=Path(tempfile.mkdtemp(prefix=TRAINING, dir=runtime)), site_code=references.EXAMPLE
    )
    try:
        return _opened(real, settings, person, station, station_hash)
    except BaseException:
        shutil.rmtree(settings.data, ignore_errors=True)
        raise


def _opened(real: Box, settings: Settings, person: Mediator, station: KeptStation, station_hash: str) -> Box:
    settings.paths.create()
    if real.settings.paths.translations.is_dir():
        shutil.copytree(real.settings.paths.translations, settings.paths.translations)
    store = Store(settings.paths.database, keys.new_signing_key())
    box = dataclasses.replace(
        real,
        settings=settings,
        site=site_of(settings),
        store=store,
        watch=Watch(store, real.clock, settings.zone),
        carrier=carrier_of(settings),
        shifts=Shifts(real.clock, settings.shift_hours),
        held=Held(),
        site_key=SiteKey(keys.new_signing_key()),
        training=True,
        searching=Searching(),
        carriers=real.carriers.beside(),
        hub_line=HubLine(),
    )
    with store.write() as db:
        _copy_station(real, db, station, station_hash)
    box.shifts.join(real.shifts, person.id, _give_every_service(box, person))
    return box


def _give_every_service(box: Box, person: Mediator) -> Ring:
    """Set the box up with new keys and its one mediator, who holds every service; gives what they hold."""
    sheet, pair = sealing.new_pair(), sealing.new_pair()
    now = box.clock.now()
    # Neither first factor nor PIN opens anything here: the shift is the one that goes on beside.
    alone = replace(person, administrator=False, factor_hash="", salt=b"", public=pair.public, wrapped=b"")
    with box.store.write() as db:
        people.set_recovery(db, sheet.public, now)
        people.verify_recovery(db, now)
        people.add_mediator(db, alone, now)
    first_day.cover(box)
    ring = sign_in.ring_of(box, RECOVERY, sheet.private)
    with box.store.write() as db:
        sign_in.seal_keys_to(db, person.id, pair.public, ring, tuple(sorted(ring.services)), supervisor=True)
    return ring


def _copy_station(real: Box, db: Database, station: KeptStation, station_hash: str) -> None:
    """The screen with its name and measures, and the printers with what comes out where."""
    now, there = real.clock.now(), real.store.read()
    people.add_station(db, station.id, station_hash, station.role, now)
    people.set_name(db, station.id, station.name)
    people.set_measure(db, station.id, station.mm_per_px, station.distance_mm)
    people.set_paper_slot(db, station.id, people.paper_slot(there, station.id))
    for printer in printers.every(there):
        printers.save(db, printer, now)
    for choice in printers.choices(there):
        if choice.station_id in ("", station.id):
            printers.choose(db, choice)
