"""The first day of a box, and its worst: keys for every service, the first mediator, the recovery sheet."""

from dataclasses import dataclass, replace

from kiosk import sealing
from kiosk.domain.ring import DESK, Ring
from kiosk.errors import Refused
from kiosk.services import factors, staff
from kiosk.services.box import Actor, Box
from kiosk.store import journal, people, safekeeping, sessions
from kiosk.store.database import Database
from kiosk.store.people import RECOVERY, Mediator


@dataclass(frozen=True, slots=True)
class Issued:
    """What is handed to a mediator once and kept nowhere: first factor and PIN, as they are shown."""

    mediator: Mediator
    factor: str
    pin: str


def is_set_up(box: Box) -> bool:
    """Whether someone has set this box up: before that it takes no case."""
    return people.recovery(box.store.read()) is not None


def first(box: Box, login: str, name: str, kind: str = "passphrase") -> tuple[Issued, str]:
    """Keys for every service, the first mediator as their supervisor, and the words of the recovery sheet.

    A first day that was cut off before the sheet was typed back begins again, while there is nothing to lose by it.

    Raises `Refused`: `already-set-up`, `empty-name`, `no-such-factor`.
    """
    words, pair = factors.new_sheet()
    issued, private = _issue(box, login, name, kind, administrator=True)
    with box.store.write() as db:
        if (sheet := people.recovery(db)) is not None and (sheet["verified_at"] or not people.start_again(db)):
            raise Refused("already-set-up")
        people.add_mediator(db, issued.mediator, box.clock.now())
        people.set_recovery(db, pair.public, box.clock.now())
        _make(box, db, {issued.mediator.id: issued.mediator.public})
        journal.note(db, box.clock.now(), "set-up", mediator_id=issued.mediator.id)
    del private
    return issued, words


def verify_sheet(box: Box, typed: str) -> None:
    """Someone has copied the sheet and types it back. Raises `Refused`: `not-a-sheet`, `another-sheet`."""
    _sheet(box, typed)
    with box.store.write() as db:
        people.verify_recovery(db, box.clock.now())


def cover(box: Box) -> None:
    """Make keys for services that have come with new procedures, for those who supervise the desk, and the sheet."""
    there = set(safekeeping.services(box.store.read()))
    if not is_set_up(box) or _wanted(box) <= there:
        return
    with box.store.write() as db:
        chiefs = {each.holder for each in people.grants(db) if each.service_id == DESK and each.supervisor}
        known = [person for holder in chiefs if (person := people.mediator(db, holder)) is not None]
        _make(box, db, {each.id: each.public for each in known})


def add(box: Box, login: str, name: str, kind: str = "passphrase", *, administrator: bool = False) -> Issued:
    """A new mediator, who holds nothing until a supervisor hands a service over.

    Raises `Refused`: `not-set-up`, `empty-name`, `login-taken`, `no-such-factor`.
    """
    if not is_set_up(box):
        raise Refused("not-set-up")
    issued, _ = _issue(box, login, name, kind, administrator=administrator)
    with box.store.write() as db:
        if people.login_taken(db, issued.mediator.login):
            raise Refused("login-taken", login=login)
        people.add_mediator(db, issued.mediator, box.clock.now())
        journal.note(db, box.clock.now(), "mediator-added", detail=issued.mediator.login)
    return issued


def reissue(box: Box, login: str, actor: Actor, kind: str = "") -> Issued:
    """New first factor and PIN for someone who lost one, by a supervisor of a service they hold.

    What the supervisor holds is handed over at once; the rest waits for its own supervisors. Raises `Refused`:
    `no-such-mediator`, `not-oneself`, `not-supervisor`.
    """
    person = staff.by_login(box, login)
    if person.id == actor.mediator_id:
        raise Refused("not-oneself")
    shared = staff.supervised(box, actor.mediator_id) & actor.ring.services & _services_of(box, person.id)
    if not shared:
        raise Refused("not-supervisor", service="")
    issued = _again(box, person, kind, Ring({each: actor.ring.privates[each] for each in shared}))
    with box.store.write() as db:
        journal.note(
            db, box.clock.now(), "reissued", mediator_id=actor.mediator_id, station_id=actor.station_id, detail=login
        )  # fmt: skip
    return issued


def recover(box: Box, login: str, typed: str, kind: str = "") -> Issued:
    """The same with the recovery sheet, which opens every service. Raises `Refused`: `not-a-sheet`, `another-sheet`."""
    pair = _sheet(box, typed)
    person = staff.by_login(box, login)
    ring = staff.ring_of(box, RECOVERY, pair.private)
    held = _services_of(box, person.id) or ring.services
    issued = _again(box, person, kind, Ring({each: ring.privates[each] for each in held if each in ring.privates}))
    with box.store.write() as db:
        journal.note(db, box.clock.now(), "recovered", mediator_id=person.id)
    return issued


def let_in_by_sheet(box: Box, login: str, typed: str) -> None:
    """Unlock an account with the recovery sheet.

    Raises `Refused`: `not-a-sheet`, `another-sheet`, `no-such-mediator`.
    """
    _sheet(box, typed)
    person = staff.by_login(box, login)
    with box.store.write() as db:
        people.forgive(db, person.id)
        journal.note(db, box.clock.now(), "let-in", mediator_id=person.id, detail=RECOVERY)


def _issue(box: Box, login: str, name: str, kind: str, *, administrator: bool) -> tuple[Issued, bytes]:
    login, name = login.strip(), name.strip()
    if not login or not name:
        raise Refused("empty-name")
    person = Mediator(box.clock.new_id(), login, name, administrator, kind, "", b"", b"", b"")
    return _keyed(box, person, kind)


def _keyed(box: Box, person: Mediator, kind: str) -> tuple[Issued, bytes]:
    """The person with a fresh pair, wrapped under a fresh first factor and PIN."""
    factor, pin, salt, pair = (
        factors.new_factor(kind),
        factors.new_pin(box.clock),
        sealing.new_salt(),
        sealing.new_pair(),
    )
    wrapped = sealing.lock(factors.key_of(factor, pin, salt), pair.private, f"mediator:{person.id}")
    keyed = replace(
        person, factor=kind, factor_hash=factors.hash_of(factor), salt=salt, public=pair.public, wrapped=wrapped
    )
    return Issued(keyed, factor, pin), pair.private


def _again(box: Box, person: Mediator, kind: str, ring: Ring) -> Issued:
    issued, _ = _keyed(box, person, kind or person.factor)
    with box.store.write() as db:
        supervises = {each.service_id: each.supervisor for each in people.grants(db, person.id)}
        people.set_keys(db, issued.mediator)
        people.suspend(db, person.id)
        for service_id in ring.services:
            staff.hand(
                db, person.id, issued.mediator.public, ring, (service_id,),
                supervisor=supervises.get(service_id, not supervises),
            )  # fmt: skip
        people.forgive(db, person.id)
        sessions.end_of(db, person.id)
    box.shifts.end(person.id)
    return issued


def _make(box: Box, db: Database, chiefs: dict[str, bytes]) -> None:
    sheet = people.recovery(db)
    holders = {**chiefs, **({RECOVERY: sheet["public"]} if sheet else {})}
    for service_id in sorted(_wanted(box) - set(safekeeping.services(db))):
        pair = sealing.new_pair()
        safekeeping.add_service(db, service_id, pair.public, box.clock.now())
        for holder, public in holders.items():
            staff.hand(db, holder, public, Ring({service_id: pair.private}), (service_id,), supervisor=True)


def _wanted(box: Box) -> set[str]:
    return {DESK, *(procedure.service.id for procedure in box.catalogue.procedures)}


def _services_of(box: Box, mediator_id: str) -> frozenset[str]:
    return frozenset(each.service_id for each in people.grants(box.store.read(), mediator_id))


def _sheet(box: Box, typed: str) -> sealing.Pair:
    pair = factors.sheet(typed)
    known = people.recovery(box.store.read())
    if known is None:
        raise Refused("not-set-up")
    if known["public"] != pair.public:
        raise Refused("another-sheet")
    return pair
