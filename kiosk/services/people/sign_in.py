"""Sign mediators in and out, change their PIN, and let supervisors grant services. Does not depend on the clock."""

from msgspec.structs import replace

from kiosk.crypto import sealing
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import sign_in_factors
from kiosk.store.database import Database
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from kiosk.store.people import journal, people, sessions
from kiosk.store.people.people import Grant, Mediator
from kiosk.store.printing import spool

TRIES = 5
"""Wrong tries in a row after which an account is locked, until a colleague or the recovery sheet unlocks it."""
_NOBODY_SALT = bytes(16)


def renew(box: Box, old: Actor, new: Actor) -> None:
    """Give a citizen's session the id of `new`, in one transaction.

    Its keys are locked again for the new id, and its print jobs and its call for help move along. The old id is gone
    afterwards.
    """
    with box.store.write() as db:
        for subject, wrapped in wrapped_keys.held_by(db, KeyKind.SESSION, old.session):
            data_keys.hand_over(db, subject, sealing.unlock(old.session_key, wrapped, f"key:{subject}"), new)
        wrapped_keys.forget(db, KeyKind.SESSION, old.session)
        sessions.rename(db, old.session, new.session)
        spool.follow_session(db, old.session, new.session)
    box.calls.follow(old.session, new.session)


def sign_in(box: Box, login: str, factor: str, pin: str, actor: Actor) -> Mediator:
    """Sign a mediator in with first factor and PIN, which starts their shift; gives the mediator.

    A badge or key file names its holder, words need the `login`. A wrong try is stored before it is answered, so that
    no restart forgets it; a right one is never counted, however many are made at one instant, and one that a power cut
    ends before it is judged costs nothing. Raises `Refused`: `wrong-sign-in`, `locked-out`.
    """
    db = box.store.read()
    by_factor = sign_in_factors.hash_of(factor)
    mediator = people.mediator_by_factor(db, by_factor) if by_factor else people.mediator_by_login(db, login.strip())
    if mediator is None:
        # As slow as a real one: a login cannot be guessed by the time.
        sign_in_factors.key_of(factor, pin, _NOBODY_SALT)
        raise Refused(Refusal.WRONG_SIGN_IN)
    _refuse_locked(db, mediator.id, mediator.name)
    private = _private(mediator, factor, pin)
    with box.store.write() as writer:
        right = private is not None and _is_still(writer, mediator)
        refused = _judge(box, writer, mediator.id, mediator.name, right, Refusal.WRONG_SIGN_IN, actor)
        if refused is None:
            _note(box, writer, mediator.id, JournalAction.SIGNED_IN, actor)
    if refused or private is None:
        raise refused or Refused(Refusal.WRONG_SIGN_IN)
    box.shifts.begin(mediator.id, mediator.name, ring_of(box, mediator.id, private), pin.strip())
    return mediator


def unlock(box: Box, mediator_id: str, pin: str, actor: Actor) -> None:
    """Unlock a screen with the PIN alone, within the shift. Raises `Refused`: `shift-over`, `wrong-pin`, `locked-out`.

    Five wrong PINs end the shift: the keys are removed from memory.
    """
    if not box.shifts.ring(mediator_id):
        raise Refused(Refusal.SHIFT_OVER)
    mediator = people.mediator(box.store.read(), mediator_id)
    name = mediator.name if mediator else ""
    right = box.shifts.pin_matches(mediator_id, pin.strip())
    with box.store.write() as db:
        refused = _judge(box, db, mediator_id, name, right, Refusal.WRONG_PIN, actor)
        if refused is None:
            _note(box, db, mediator_id, JournalAction.UNLOCKED, actor)
    if refused:
        if refused.code == Refusal.LOCKED_OUT:
            box.shifts.end(mediator_id)
        raise refused


def lock(box: Box, mediator_id: str, actor: Actor) -> None:
    """End a mediator's shift at once: every screen asks for first factor and PIN again."""
    box.shifts.end(mediator_id)
    with box.store.write() as db:
        sessions.end_of(db, mediator_id)
        _note(box, db, mediator_id, JournalAction.LOCKED, actor)


def change_pin(box: Box, mediator_id: str, factor: str, pin: str, new_pin: str, actor: Actor) -> None:
    """Change a mediator's PIN: wrap their private key again, and end their sessions on other screens.

    Raises `Refused`: `weak-pin`, `wrong-sign-in`, `locked-out`.
    """
    mediator = people.mediator(box.store.read(), mediator_id)
    if mediator is None:
        raise Refused(Refusal.NO_SUCH_MEDIATOR, login="")
    new_pin = sign_in_factors.checked_pin(new_pin)
    _refuse_locked(box.store.read(), mediator.id, mediator.name)
    private = _private(mediator, factor, pin)
    changed = _wrapped_anew(mediator, private, factor, new_pin) if private is not None else mediator
    with box.store.write() as db:
        right = private is not None and _is_still(db, mediator)
        refused = _judge(box, db, mediator.id, mediator.name, right, Refusal.WRONG_SIGN_IN, actor)
        if refused is None:
            people.set_keys(db, changed)
            sessions.end_of(db, mediator.id, but=actor.session)
            _note(box, db, mediator.id, JournalAction.PIN_CHANGED, actor)
    if refused or private is None:
        raise refused or Refused(Refusal.WRONG_SIGN_IN)
    box.shifts.begin(mediator.id, mediator.name, ring_of(box, mediator.id, private), new_pin)


def let_in(box: Box, login: str, actor: Actor) -> None:
    """Unlock an account. Raises `Refused` (`no-such-mediator`), `Refused` (`not-oneself`)."""
    mediator = by_login(box, login)
    if mediator.id == actor.mediator_id:
        raise Refused(Refusal.NOT_ONESELF)
    with box.store.write() as db:
        people.forgive(db, mediator.id)
        _note(box, db, actor.mediator_id, JournalAction.LET_IN, actor, mediator.login)


def grant(box: Box, login: str, service_id: str, actor: Actor, *, supervisor: bool = False) -> None:
    """Hand a service's key to a mediator; the actor supervises it.

    Raises `Refused`: `no-such-mediator`, `not-supervisor`.
    """
    mediator = by_login(box, login)
    with box.store.write() as db:
        hand_over(box, db, mediator, service_id, actor, supervisor=supervisor)
    # Opening it takes their private key, which is not kept during a shift: a mediator on shift signs in again.
    box.shifts.end(mediator.id)


def hand_over(
    box: Box, db: Database, mediator: Mediator, service_id: str, actor: Actor, *, supervisor: bool = False
) -> None:
    """Store a grant in the caller's transaction; the first one brings the desk's own service along.

    Raises `Refused` (`not-supervisor`).
    """
    _supervises(db, actor, service_id)
    seal_keys_to(db, mediator.id, mediator.public, actor.ring, (service_id,), supervisor=supervisor)
    if not _holds(db, mediator.id, DESK) and DESK in actor.ring.privates:
        seal_keys_to(db, mediator.id, mediator.public, actor.ring, (DESK,))
    _note(box, db, actor.mediator_id, JournalAction.GRANTED, actor, f"{service_id} {mediator.login}")


def withdraw(box: Box, login: str, service_id: str, actor: Actor) -> None:
    """Take a service from a mediator, at once: their sessions end on every screen.

    Raises `Refused`: `no-such-mediator`, `not-supervisor`, `not-oneself`.
    """
    mediator = by_login(box, login)
    with box.store.write() as db:
        _supervises(db, actor, service_id)
        if mediator.id == actor.mediator_id:
            raise Refused(Refusal.NOT_ONESELF)
        people.withdraw(db, mediator.id, service_id)
        sessions.end_of(db, mediator.id)
        _note(box, db, actor.mediator_id, JournalAction.WITHDRAWN, actor, f"{service_id} {mediator.login}")
    box.shifts.end(mediator.id)


def seal_keys_to(
    db: Database, holder: str, public: bytes, ring: Ring, services: tuple[str, ...], *, supervisor: bool = False
) -> None:
    """Seal the ring's private keys of these services to a holder's public key, in the caller's transaction."""
    for service_id in services:
        people.grant(db, Grant(holder, service_id, supervisor, sealing.seal(public, ring.privates[service_id])))


def ring_of(box: Box, holder: str, private: bytes) -> Ring:
    """The services that a holder's private key opens, as a ring."""
    grants = people.grants(box.store.read(), holder)
    return Ring({grant.service_id: sealing.unseal(private, grant.sealed) for grant in grants if grant.sealed})


def by_login(box: Box, login: str) -> Mediator:
    """The mediator of a login. Raises `Refused` (`no-such-mediator`)."""
    mediator = people.mediator_by_login(box.store.read(), login.strip())
    if mediator is None:
        raise Refused(Refusal.NO_SUCH_MEDIATOR, login=login)
    return mediator


def supervised(box: Box, mediator_id: str) -> frozenset[str]:
    """The services someone supervises."""
    return _supervised(box.store.read(), mediator_id)


def _supervised(db: Database, mediator_id: str) -> frozenset[str]:
    return frozenset(grant.service_id for grant in people.grants(db, mediator_id) if grant.supervisor)


def _supervises(db: Database, actor: Actor, service_id: str) -> None:
    if service_id not in _supervised(db, actor.mediator_id) or service_id not in actor.ring.privates:
        raise Refused(Refusal.NOT_SUPERVISOR, service=service_id)


def _holds(db: Database, mediator_id: str, service_id: str) -> bool:
    return any(grant.service_id == service_id and grant.sealed for grant in people.grants(db, mediator_id))


def _private(mediator: Mediator, factor: str, pin: str) -> bytes | None:
    """The mediator's private key, None where factor or PIN is wrong. Takes the time of a key derivation."""
    try:
        return sealing.unlock(
            sign_in_factors.key_of(factor, pin, mediator.salt), mediator.wrapped, f"mediator:{mediator.id}"
        )
    except Unreadable:
        return None


def _is_still(db: Database, mediator: Mediator) -> bool:
    """Whether nobody gave this mediator another badge or PIN, or removed them, while theirs was tried."""
    now = people.mediator(db, mediator.id)
    return now is not None and (now.salt, now.wrapped) == (mediator.salt, mediator.wrapped)


def _wrapped_anew(mediator: Mediator, private: bytes, factor: str, pin: str) -> Mediator:
    salt = sealing.new_salt()
    wrapped = sealing.lock(sign_in_factors.key_of(factor, pin, salt), private, f"mediator:{mediator.id}")
    return replace(mediator, salt=salt, wrapped=wrapped)


def _refuse_locked(db: Database, mediator_id: str, name: str) -> None:
    """Refuse a locked account before the time of a key derivation is spent on it. Raises `Refused` (`locked-out`)."""
    if people.wrong_tries(db, mediator_id) >= TRIES:
        raise Refused(Refusal.LOCKED_OUT, name=name)


def _judge(
    box: Box, db: Database, mediator_id: str, name: str, right: bool, code: Refusal, actor: Actor
) -> Refused | None:
    """Judge one try in the caller's transaction: None where it is right, and the wrong ones before it are forgiven.

    Otherwise the refusal to raise once the transaction is stored: `code`, or `locked-out` from the fifth wrong try on.
    Tries are judged one after the other, so that many at one instant learn no more than five answers.
    """
    if people.wrong_tries(db, mediator_id) >= TRIES:
        return Refused(Refusal.LOCKED_OUT, name=name)
    if right:
        people.forgive(db, mediator_id)
        return None
    people.add_wrong_try(db, mediator_id, box.clock.now())
    _note(box, db, mediator_id, JournalAction(code), actor)
    if people.wrong_tries(db, mediator_id) >= TRIES:
        return Refused(Refusal.LOCKED_OUT, name=name)
    return Refused(code)


def _note(box: Box, db: Database, mediator_id: str, action: JournalAction, actor: Actor, detail: str = "") -> None:
    journal.note(db, box.clock.now(), action, mediator_id=mediator_id, station_id=actor.station_id, detail=detail)
