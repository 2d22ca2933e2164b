"""Trainings: a box of its own for one session, the answers a hub would give, and the end, which destroys it all."""

import dataclasses
import logging
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from kiosk.clock import stamp
from kiosk.crypto import keys, sealing
from kiosk.domain.events import event, reference
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.keys.ring import Ring
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import TRAINING
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, SiteSigningKey, make_site_from_settings
from kiosk.services.box.catalogue_search import Searching
from kiosk.services.box.in_memory import HubLine, JobKeys, Shifts, build_usual_carrier
from kiosk.services.box.legal_clock import Watch
from kiosk.services.loops.background import ENDS_S, PrintLoop
from kiosk.services.people import first_day, sign_in
from kiosk.settings import Settings
from kiosk.store import cases, outbox, people, sessions, spool, updates, wrapped_keys
from kiosk.store.database import Database, Store
from kiosk.store.people import RECOVERY, KeptStation, Mediator

EPOCH = "example"
"""Instead of a hub's epoch: no hub said this."""
log = logging.getLogger(__name__)
LOOKED_FOR_S = 30.0
"""Seconds between two looks for trainings whose mediator has gone."""


def open_training(real: Box, actor: Actor, station: KeptStation, station_hash: str) -> Box:
    """The box of a training of the actor at their station, which the browser proves by the token of `station_hash`.

    It has the real one's settings, procedures, translations and printers, every service, and a code that no site can
    have. The key of its database is in memory only, and so is the seed that signs its receipts. Raises `Refused`
    (`shift-over`) where the actor is not on shift.
    """
    person = people.read_mediator(real.store.read(), actor.mediator_id)
    if person is None or not real.shifts.ring(actor.mediator_id):
        raise Refused(Refusal.SHIFT_OVER)
    runtime = real.settings.paths.runtime
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = dataclasses.replace(
        real.settings, data=Path(tempfile.mkdtemp(prefix=TRAINING, dir=runtime)), site_code=reference.EXAMPLE
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
        site=make_site_from_settings(settings),
        store=store,
        watch=Watch(store, real.clock, settings.zone),
        carrier=build_usual_carrier(settings),
        shifts=Shifts(real.clock, settings.shift_hours),
        held=JobKeys(),
        site_key=SiteSigningKey(keys.new_signing_key()),
        training=True,
        searching=Searching(),
        carriers=real.carriers.beside(),
        hub_line=HubLine(),
    )
    with store.write() as db:
        now, there = real.clock.now(), real.store.read()
        people.insert_station(db, station.id, station_hash, station.role, now)
        people.update_station(db, station.id, name=station.name)
        people.update_station(db, station.id, mm_per_px=station.mm_per_px, distance_mm=station.distance_mm)
        people.update_station(db, station.id, paper_slot=people.read_paper_slot(there, station.id))
        for printer in spool.select_printers(there):
            spool.save_printer(db, printer, now)
        for choice in spool.select_printer_choices(there):
            if choice.station_id in ("", station.id):
                spool.save_printer_choice(db, choice)
    box.shifts.join(real.shifts, person.id, _give_every_service(box, person))
    return box


def _give_every_service(box: Box, person: Mediator) -> Ring:
    """Set the box up with new keys and its one mediator, who holds every service; gives what they hold."""
    sheet, pair = sealing.new_pair(), sealing.new_pair()
    now = box.clock.now()
    # Neither first factor nor PIN opens anything here: the shift is the one that goes on beside.
    alone = replace(person, administrator=False, factor_hash="", salt=b"", public=pair.public, wrapped=b"")
    with box.store.write() as db:
        people.save_recovery_sheet(db, sheet.public, now)
        people.mark_recovery_verified(db, now)
        people.insert_mediator(db, alone, now)
    first_day.cover(box)
    ring = sign_in.ring_of(box, RECOVERY, sheet.private)
    with box.store.write() as db:
        sign_in.seal_keys_to(db, person.id, pair.public, ring, tuple(sorted(ring.services)), supervisor=True)
    return ring


def answer_training_cases(box: Box) -> None:
    """Acknowledge what waits, and answer each deposit that has no answer yet: its file is incomplete.

    Raises `ValueError` for a box that is not a training's.
    """
    if not box.training:
        raise ValueError("answers are made up in a training only")
    read = box.store.read()
    waiting = outbox.select_waiting_events(read)
    submitted = cases.select_submitted_cases(read, wrapped_keys.select_services(read))
    unanswered = [case for case in submitted if not updates.select_updates(read, case.reference)]
    if not waiting and not unanswered:
        return
    now = box.watch.today().now
    with box.store.write() as db:
        for unsent in waiting:
            outbox.insert_acknowledgement(db, unsent.id, now, b"", b"", "")
        for case in unanswered:
            _answer(box, db, case)


def _answer(box: Box, db: Database, case: cases.SubmittedCase) -> None:
    submission = cases.read_submission(db, case.id)
    if submission is None or submission.kind == ProcedureKind.PREPARED:
        return
    words, now = box.words(), box.watch.today().now
    said: dict[str, Any] = {
        "id": box.clock.new_id(),
        "cursor": updates.read_update_cursor(db, EPOCH) + 1,
        "reference": case.reference,
        "kind": event.UpdateKind.STATE,
        "state": CaseState.INCOMPLETE,
        "at": stamp(now),
    }
    spoken = {part: words.code("training", part) for part in ("by", "message")}
    service, body = data_keys.seal_for_service(db, case.service_id, event.encode_canonical_body(said | spoken))
    updates.insert_update(db, updates.NewUpdate(**said, epoch=EPOCH, service_id=service, body=body), now)


@dataclass(eq=False, slots=True)
class Training:
    """One mediator's training. `token` is the id of the session inside it, which no browser is told.

    `printing` prints its papers, each marked as an example; None where the application prints nothing by itself.
    """

    box: Box
    token: str = field(repr=False)
    printing: PrintLoop | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _inside: int = 0
    _over: bool = False

    def enter(self) -> bool:
        """Keep the box open for one request; False where the training is over. `leave` must follow a True."""
        with self._turn:
            self._inside += not self._over
            return not self._over

    def leave(self) -> None:
        """The request is answered; the last one of a training that is over destroys it."""
        with self._turn:
            self._inside -= 1
            last = self._over and not self._inside
        if last:
            self._destroy()

    def end(self) -> None:
        """End the training: nobody enters it any more, and it is destroyed at once or after the last answer."""
        with self._turn:
            now = not self._over and not self._inside
            self._over = True
        if now:
            self._destroy()

    def _destroy(self) -> None:
        if self.printing is not None:
            self.printing.stop()
            self.printing.join(ENDS_S + 1)
        self.box.store.close()
        shutil.rmtree(self.box.settings.data, ignore_errors=True)
        log.info("a training ended, and all of it is destroyed")


class Trainings:
    """The trainings by the hash of the real session that each belongs to; safe between threads."""

    def __init__(self) -> None:
        self._by_session: dict[str, Training] = {}
        self._turn = threading.Lock()
        self._looked_s = 0.0

    def begin(self, box: Box, actor: Actor, station: KeptStation, station_hash: str, prints: bool) -> Training:
        """In the place of an earlier one; with `prints` papers go to the printers. Raises `Refused` (`shift-over`)."""
        own = open_training(box, actor, station, station_hash)
        training = Training(own, box.clock.token(), PrintLoop(own) if prints else None)
        if training.printing is not None:
            training.printing.start()
        with self._turn:
            former = self._by_session.pop(actor.session, None)
            self._by_session[actor.session] = training
        if former is not None:
            former.end()
        return training

    def of(self, session: str) -> Training | None:
        with self._turn:
            return self._by_session.get(session)

    def end(self, session: str) -> None:
        with self._turn:
            training = self._by_session.pop(session, None)
        if training is not None:
            training.end()

    def end_all(self) -> None:
        with self._turn:
            sessions_in_one = list(self._by_session)
        for session in sessions_in_one:
            self.end(session)

    def end_left_alone(self, box: Box) -> None:
        """End trainings whose session is over, locked or left alone, or whose shift is over; looks now and then."""
        now_s = box.clock.monotonic()
        with self._turn:
            if not self._by_session or now_s - self._looked_s < LOOKED_FOR_S:
                return
            self._looked_s = now_s
            sessions_in_one = list(self._by_session)
        alone = timedelta(minutes=box.settings.lock_minutes)
        for session in sessions_in_one:
            row = sessions.read_session(box.store.read(), session)
            over = row is None or row.idle or not box.shifts.ring(row.mediator_id)
            if over or (row is not None and box.clock.now() - row.seen_at > alone):
                self.end(session)
