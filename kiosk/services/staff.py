"""Mediators sign in, lock, change and leave; supervisors hand services over. No clock is asked."""

from dataclasses import replace

from kiosk import sealing
from kiosk.domain.ring import DESK, Ring
from kiosk.errors import Refused
from kiosk.services import factors
from kiosk.services.box import Actor, Box
from kiosk.store import journal, people, sessions
from kiosk.store.database import Database
from kiosk.store.people import Grant, Mediator

TRIES = 5
"""Wrong tries in a row that lock an account until another mediator or the recovery sheet lets it in."""
_NOBODY_SALT = bytes(16)


def sign_in(box: Box, login: str, factor: str, pin: str, actor: Actor) -> Mediator:
    """The mediator whose first factor and PIN open their private half; they are on shift from now on.

    A badge or key file names its holder; words need the `login`. Raises `Refused`: `wrong-sign-in`, `locked-out`. A
    wrong try is on the disk before it is answered, so that no restart forgets it.
    """
    db = box.store.read()
    by_factor = factors.hash_of(factor)
    mediator = people.mediator_by_factor(db, by_factor) if by_factor else people.mediator_by_login(db, login.strip())
    if mediator is None:
        factors.key_of(factor, pin, _NOBODY_SALT)  # as slow as a real one: a login cannot be guessed by the time
        raise Refused("wrong-sign-in")
    _count_try(box, mediator.id, mediator.name)
    try:
        private = _private(mediator, factor, pin)
    except Refused:
        raise _wrong(box, mediator.id, mediator.name, actor, "wrong-sign-in") from None
    with box.store.write() as writer:
        people.forgive(writer, mediator.id)
    box.shifts.begin(mediator.id, mediator.name, ring_of(box, mediator.id, private), pin.strip())
    _journal(box, mediator.id, "signed-in", actor)
    return mediator


def unlock(box: Box, mediator_id: str, pin: str, actor: Actor) -> None:
    """The PIN alone, within the shift. Raises `Refused`: `shift-over`, `wrong-pin`, `locked-out`.

    After five wrong ones the shift is over too: the keys leave the memory.
    """
    if not box.shifts.ring(mediator_id):
        raise Refused("shift-over")
    mediator = people.mediator(box.store.read(), mediator_id)
    name = mediator.name if mediator else ""
    try:
        _count_try(box, mediator_id, name)
    except Refused:
        box.shifts.end(mediator_id)
        raise
    if not box.shifts.pin_matches(mediator_id, pin.strip()):
        fault = _wrong(box, mediator_id, name, actor, "wrong-pin")
        if fault.code == "locked-out":
            box.shifts.end(mediator_id)
        raise fault
    with box.store.write() as db:
        people.forgive(db, mediator_id)
    _journal(box, mediator_id, "unlocked", actor)


def lock(box: Box, mediator_id: str, actor: Actor) -> None:
    """Forget the mediator's keys at once: first factor and PIN are asked again, on every screen."""
    end_everywhere(box, mediator_id)
    _journal(box, mediator_id, "locked", actor)


def change_pin(box: Box, mediator_id: str, factor: str, pin: str, new_pin: str, actor: Actor) -> None:
    """Wrap the private half anew; their sessions on other screens end.

    Raises `Refused`: `weak-pin`, `wrong-sign-in`, `locked-out`.
    """
    mediator = people.mediator(box.store.read(), mediator_id)
    if mediator is None:
        raise Refused("no-such-mediator", login="")
    new_pin = factors.checked_pin(new_pin)
    _count_try(box, mediator.id, mediator.name)
    try:
        private = _private(mediator, factor, pin)
    except Refused:
        raise _wrong(box, mediator.id, mediator.name, actor, "wrong-sign-in") from None
    salt = sealing.new_salt()
    wrapped = sealing.lock(factors.key_of(factor, new_pin, salt), private, f"mediator:{mediator.id}")
    with box.store.write() as db:
        people.forgive(db, mediator.id)
        people.set_keys(db, replace(mediator, salt=salt, wrapped=wrapped))
        sessions.end_of(db, mediator.id, but=actor.session)
    box.shifts.begin(mediator.id, mediator.name, ring_of(box, mediator.id, private), new_pin)
    _journal(box, mediator.id, "pin-changed", actor)


def let_in(box: Box, login: str, actor: Actor) -> None:
    """Unlock an account. Raises `Refused("no-such-mediator")`, `Refused("not-oneself")`."""
    mediator = by_login(box, login)
    if mediator.id == actor.mediator_id:
        raise Refused("not-oneself")
    with box.store.write() as db:
        people.forgive(db, mediator.id)
    _journal(box, actor.mediator_id, "let-in", actor, mediator.login)


def grant(box: Box, login: str, service_id: str, actor: Actor, *, supervisor: bool = False) -> None:
    """A supervisor hands a service over, by its key. Raises `Refused`: `no-such-mediator`, `not-supervisor`."""
    mediator = by_login(box, login)
    _supervises(box, actor, service_id)
    with box.store.write() as db:
        hand(db, mediator.id, mediator.public, actor.ring, (service_id,), supervisor=supervisor)
        if not _holds(db, mediator.id, DESK) and DESK in actor.ring.privates:
            hand(db, mediator.id, mediator.public, actor.ring, (DESK,))
    # Someone already on shift would have to open it with their private half, which is not kept: they sign in again.
    box.shifts.end(mediator.id)
    _journal(box, actor.mediator_id, "granted", actor, f"{service_id} {mediator.login}")


def withdraw(box: Box, login: str, service_id: str, actor: Actor) -> None:
    """Take a service from a mediator, at once: their sessions end on every screen.

    Raises `Refused`: `no-such-mediator`, `not-supervisor`, `not-oneself`.
    """
    mediator = by_login(box, login)
    _supervises(box, actor, service_id)
    if mediator.id == actor.mediator_id:
        raise Refused("not-oneself")
    with box.store.write() as db:
        people.withdraw(db, mediator.id, service_id)
        sessions.end_of(db, mediator.id)
    box.shifts.end(mediator.id)
    _journal(box, actor.mediator_id, "withdrawn", actor, f"{service_id} {mediator.login}")


def end_everywhere(box: Box, mediator_id: str) -> None:
    """Keys out of the memory first, then every session of theirs, with what it held open."""
    box.shifts.end(mediator_id)
    with box.store.write() as db:
        sessions.end_of(db, mediator_id)


def hand(
    db: Database, holder: str, public: bytes, ring: Ring, services: tuple[str, ...], *, supervisor: bool = False
) -> None:
    """Seal private halves that are at hand to a holder's own key, in the caller's transaction."""
    for service_id in services:
        people.grant(db, Grant(holder, service_id, supervisor, sealing.seal(public, ring.privates[service_id])))


def ring_of(box: Box, holder: str, private: bytes) -> Ring:
    """Every service a holder's private half opens."""
    there = people.grants(box.store.read(), holder)
    return Ring({each.service_id: sealing.unseal(private, each.sealed) for each in there if each.sealed})


def by_login(box: Box, login: str) -> Mediator:
    """Raises `Refused("no-such-mediator")`."""
    mediator = people.mediator_by_login(box.store.read(), login.strip())
    if mediator is None:
        raise Refused("no-such-mediator", login=login)
    return mediator


def supervised(box: Box, mediator_id: str) -> frozenset[str]:
    """The services someone supervises."""
    return frozenset(each.service_id for each in people.grants(box.store.read(), mediator_id) if each.supervisor)


def _supervises(box: Box, actor: Actor, service_id: str) -> None:
    if service_id not in supervised(box, actor.mediator_id) or service_id not in actor.ring.privates:
        raise Refused("not-supervisor", service=service_id)


def _holds(db: Database, mediator_id: str, service_id: str) -> bool:
    return any(each.service_id == service_id and each.sealed for each in people.grants(db, mediator_id))


def _private(mediator: Mediator, factor: str, pin: str) -> bytes:
    return sealing.unlock(factors.key_of(factor, pin, mediator.salt), mediator.wrapped, f"mediator:{mediator.id}")


def _count_try(box: Box, mediator_id: str, name: str) -> None:
    with box.store.write() as db:
        if people.wrong_tries(db, mediator_id) >= TRIES:
            raise Refused("locked-out", name=name)
        people.add_wrong_try(db, mediator_id, box.clock.now())


def _wrong(box: Box, mediator_id: str, name: str, actor: Actor, code: str) -> Refused:
    _journal(box, mediator_id, code, actor)
    if people.wrong_tries(box.store.read(), mediator_id) >= TRIES:
        return Refused("locked-out", name=name)
    return Refused(code)


def _journal(box: Box, mediator_id: str, action: str, actor: Actor, detail: str = "") -> None:
    with box.store.write() as db:
        journal.note(
            db, box.clock.now(), action, mediator_id=mediator_id, station_id=actor.station_id, detail=detail
        )  # fmt: skip
