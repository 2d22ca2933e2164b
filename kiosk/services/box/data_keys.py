"""Data keys: made for each subject, opened through a session or a ring, destroyed for good.

While nobody is signed in, the box can make and seal a key but not open one: that takes the browser's cookie, a
mediator's ring, or the citizen's resume code.
"""

import logging
from datetime import datetime

from kiosk.crypto import sealing
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.store import attachments, cases, outbox, person_notices, wrapped_keys
from kiosk.store.database import Database

log = logging.getLogger(__name__)
_FOLDS = 3


def make_data_key(box: Box, db: Database, subject: str, service_id: str, actor: Actor) -> bytes:
    """Make a subject's key, and give it as `give_key` does, in the caller's transaction."""
    key = sealing.new_random_key()
    give_key(db, subject, service_id, key, actor)
    return key


def give_key(db: Database, subject: str, service_id: str, key: bytes, actor: Actor) -> None:
    """Seal a subject's key to the service and lock it for the actor's session. Raises `Refused` (`not-set-up`)."""
    public = wrapped_keys.read_service_public_key(db, service_id)
    if public is None:
        raise Refused(Refusal.NOT_SET_UP, service=service_id)
    sealed = sealing.seal_bytes(public, key)
    wrapped_keys.save_wrapped_key(db, subject, wrapped_keys.KeyKind.SERVICE, service_id, sealed)
    lock_key_for_session(db, subject, key, actor)


def lock_key_for_session(db: Database, subject: str, key: bytes, actor: Actor) -> None:
    """Lock a subject's key for the actor's session, so that it can open the subject; nothing without a session."""
    if actor.session:
        wrapped = sealing.lock_bytes(actor.session_key, key, f"key:{subject}")
        wrapped_keys.save_wrapped_key(db, subject, wrapped_keys.KeyKind.SESSION, actor.session, wrapped)


def open_key(db: Database, subject: str, actor: Actor) -> bytes:
    """Opened with the actor's session, else with their ring. Raises `Refused` (`no-such-case`)."""
    key = find_key(db, subject, actor)
    if key is None:
        raise Refused(Refusal.NO_SUCH_CASE)
    return key


def find_key(db: Database, subject: str, actor: Actor) -> bytes | None:
    """As `open_key`, but None where the actor cannot open the key or it is destroyed."""
    if actor.session:
        wrapped = wrapped_keys.read_wrapped_key(db, subject, wrapped_keys.KeyKind.SESSION, actor.session)
        if wrapped is not None:
            return sealing.unlock_bytes(actor.session_key, wrapped, f"key:{subject}")
    return key_in(db, subject, actor.ring)


def key_in(db: Database, subject: str, ring: Ring) -> bytes | None:
    if not ring:
        return None
    if (sealed := wrapped_keys.read_sealed_key(db, subject)) is None:
        return None
    service_id, wrapped = sealed
    return open_service_key(ring, service_id, wrapped)


def open_service_key(ring: Ring, service_id: str, wrapped: bytes) -> bytes | None:
    private = ring.privates.get(service_id)
    return None if private is None else sealing.unseal_bytes(private, wrapped)


def seal_for_service(db: Database, service_id: str, clear: bytes) -> tuple[str, bytes]:
    """Seal words so that a service's mediators can read them; gives `(service id, sealed)`.

    Where the service has no key (its procedure is gone), they are sealed to the desk. Raises `Refused` (`not-set-up`).
    """
    for candidate in (service_id, DESK):
        public = wrapped_keys.read_service_public_key(db, candidate)
        if public is not None:
            return candidate, sealing.seal_packed(public, clear)
    raise Refused(Refusal.NOT_SET_UP, service=service_id)


def destroy_subject(box: Box, db: Database, subject: str, at: datetime) -> None:
    """Destroy a subject's keys and wipe what they locked, in the caller's transaction. The caller folds afterwards.

    The hub's updates stay until somebody at the desk has read them, and then as long as `retention` keeps them.
    """
    wrapped_keys.delete_subject_keys(db, subject)
    outbox.wipe_event_bodies(db, subject)
    attachments.delete_case_attachments(db, subject)
    cases.delete_draft_note(db, subject)
    person_notices.delete_left_number(db, subject)
    person_notices.delete_notice_wish(db, subject)
    person_notices.delete_person_facts(db, subject)
    cases.wipe_case(db, subject, at)
    box.held.drop_subject(subject)


def fold_write_ahead_log(box: Box) -> None:
    """Empty the write-ahead log after a destruction. Where a reader is in the way, the next fold does it."""
    for _ in range(_FOLDS):
        if box.store.fold():
            return
    log.info("the write-ahead log could not be folded; it is tried again")
