"""Data keys: made for each subject, opened through a session or a ring, destroyed for good.

With nobody signed in the box can make and seal a key and cannot open one: opening takes the browser's cookie, a
mediator's ring, or the citizen's resume code.
"""

import logging
from datetime import datetime

from kiosk import sealing
from kiosk.domain.ring import DESK, Ring
from kiosk.errors import Refused
from kiosk.services.box import Actor, Box
from kiosk.store import answers, attachments, cases, parked, safekeeping, updates
from kiosk.store.database import Database

log = logging.getLogger(__name__)
_FOLDS = 3


def new_key(box: Box, db: Database, subject: str, service_id: str, actor: Actor) -> bytes:
    """Make a subject's key, sealed to the service and locked for the actor's session, in the caller's transaction.

    Raises `Refused("not-set-up")` where the service has no key yet.
    """
    public = safekeeping.public(db, service_id)
    if public is None:
        raise Refused("not-set-up", service=service_id)
    key = sealing.new_key()
    safekeeping.add(db, subject, safekeeping.SERVICE, service_id, sealing.seal(public, key))
    hand_over(db, subject, key, actor)
    return key


def hand_over(db: Database, subject: str, key: bytes, actor: Actor) -> None:
    """Let the actor's session open the subject from now on; without a session, nothing."""
    if actor.session:
        wrapped = sealing.lock(actor.session_key, key, f"key:{subject}")
        safekeeping.add(db, subject, safekeeping.SESSION, actor.session, wrapped)


def open_key(db: Database, subject: str, actor: Actor) -> bytes:
    """The subject's key, through the actor's session, else their ring. Raises `Refused("no-such-case")`."""
    key = found_key(db, subject, actor)
    if key is None:
        raise Refused("no-such-case")
    return key


def found_key(db: Database, subject: str, actor: Actor) -> bytes | None:
    """The subject's key, None where the actor cannot open it or it is destroyed."""
    if actor.session:
        wrapped = safekeeping.wrapped(db, subject, safekeeping.SESSION, actor.session)
        if wrapped is not None:
            return sealing.unlock(actor.session_key, wrapped, f"key:{subject}")
    return key_in(db, subject, actor.ring)


def key_in(db: Database, subject: str, ring: Ring) -> bytes | None:
    """The subject's key as a ring opens it, None where it does not."""
    if not ring:
        return None
    held = safekeeping.service_of(db, subject)
    if held is None or held[0] not in ring.privates:
        return None
    return sealing.unseal(ring.privates[held[0]], held[1])


def sealed_for(db: Database, service_id: str, clear: bytes) -> tuple[str, bytes]:
    """Words for a service, which anyone may write and its mediators read: `(service id, sealed)`.

    A service without a key (its procedure is gone) leaves them to the desk. Raises `Refused("not-set-up")`.
    """
    for candidate in (service_id, DESK):
        public = safekeeping.public(db, candidate)
        if public is not None:
            return candidate, sealing.seal_packed(public, clear)
    raise Refused("not-set-up", service=service_id)


def destroy(box: Box, db: Database, subject: str, at: datetime) -> None:
    """Destroy a subject's key and wipe what it locked, in the caller's transaction; `fold` afterwards."""
    safekeeping.destroy(db, subject)
    answers.forget_bodies(db, subject)
    attachments.forget(db, subject)
    parked.forget(db, subject)
    cases.empty(db, subject, at)
    submission = cases.submission(db, subject)
    if submission is not None:
        updates.forget(db, submission.reference)
    box.held.drop_subject(subject)


def fold(box: Box) -> None:
    """After a destruction: nothing of it stays in the write-ahead log. A reader in the way is waited for next time."""
    for _ in range(_FOLDS):
        if box.store.fold():
            return
    log.info("the write-ahead log could not be folded; it is tried again")
