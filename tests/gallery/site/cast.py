"""The people of the tests (Nadia and her sign-in), the recovery sheet, and a clock that tests set."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from mnemonic import Mnemonic

from kiosk.clock import Clock
from kiosk.crypto import sealing
from kiosk.domain.keys.ring import FactorKind, Ring
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import first_day, sign_in
from kiosk.store import people
from kiosk.store.people import RECOVERY, Grant, Mediator

PASSPHRASE = "abeille marché samedi tulipe rivage lueur"
PIN = "482915"
SHEET = "abaisser abaisser abaisser abaisser abaisser abaisser abaisser abaisser abaisser abaisser abaisser abeille"
SHEET_PAIR = sign_in.sheet_pair(bytes(Mnemonic("french").to_entropy(SHEET)))


@dataclass(eq=False)
class Watch(Clock):
    """A clock that tests set: `ahead` moves the date, `passed` the seconds of the monotonic clock."""

    ahead: list[timedelta] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return Clock.now(self) + sum(self.ahead, timedelta())

    def monotonic(self) -> float:
        return Clock.monotonic(self) + sum(self.passed)

    def wait(self, time: timedelta) -> None:
        """Let time pass, on both clocks."""
        self.ahead.append(time)
        self.passed.append(time.total_seconds())

    def jump(self, time: timedelta) -> None:
        """Change the date alone, as somebody who sets the clock."""
        self.ahead.append(time)


def set_up(box: Box) -> None:
    """Set up a box as `first_day.first` does, without the first mediator."""
    with box.store.write() as db:
        people.save_recovery_sheet(db, SHEET_PAIR.public, box.clock.now())
    first_day.cover(box)


def sheet_private(public: bytes) -> bytes:
    """The private key of the recovery sheet, as whoever has its words gives it to open a backup."""
    return SHEET_PAIR.private


@cache
def nadia_roux() -> Mediator:
    """Nadia; her keys are derived once for a run, because Argon2id is slow on purpose."""
    return a_mediator("nadia", "Nadia Roux", "a")


def a_mediator(login: str, name: str, letter: str, passphrase: str = PASSPHRASE, pin: str = PIN) -> Mediator:
    """A mediator with these words and this PIN; the same pair of keys for the same letter."""
    pair, salt = sealing.pair_of_private(letter.encode() * 32), sealing.new_salt()
    wrapped = sealing.lock_bytes(sign_in.key_of(passphrase, pin, salt), pair.private, f"mediator:{letter * 32}")
    return Mediator(letter * 32, login, name, False, FactorKind.PASSPHRASE, "", salt, pair.public, wrapped)


def every_service(box: Box) -> Ring:
    """The keys of every service, as the recovery sheet opens them."""
    return sign_in.ring_of(box, RECOVERY, SHEET_PAIR.private)


def at_work(box: Box, mediator: Mediator, *services: str, supervisor: bool = True) -> Actor:
    """The mediator on shift, holding these services, or all of them."""
    sheet = every_service(box)
    result = Ring({service: sheet.privates[service] for service in (services or sheet.services)})
    with box.store.write() as db:
        people.insert_mediator(db, mediator, box.clock.now())
        for service in result.services:
            sealed = sealing.seal_bytes(mediator.public, result.privates[service])
            people.save_grant(db, Grant(mediator.id, service, supervisor, sealed))
    box.shifts.begin(mediator.id, mediator.name, result, PIN)
    return Actor("", mediator.id, mediator.name, ring=result)
