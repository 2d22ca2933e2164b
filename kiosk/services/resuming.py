"""A citizen leaves a terminal and comes back: their code opens their draft, and nobody else's."""

from kiosk import sealing
from kiosk.domain.resume import LOCATOR_LENGTH, LOCATOR_LETTERS, SECRET_LENGTH, TRIES, Code, read
from kiosk.errors import Refused
from kiosk.services import safe
from kiosk.services.box import Actor, Box
from kiosk.store import cases, journal, safekeeping, sessions
from kiosk.store.database import Database
from kiosk.store.safekeeping import ResumeCode

_NO_SALT = bytes(sealing.SALT_BYTES)


def give_code(box: Box, case_id: str, actor: Actor) -> Code:
    """A new code for a draft; a former one is dead. It is shown now and kept nowhere.

    Raises `Refused`: `no-such-case`, `already-submitted`.
    """
    secret, salt = box.clock.readable(SECRET_LENGTH), sealing.new_salt()
    under = sealing.stretched(secret, salt)
    with box.store.write() as db:
        key = safe.open_key(db, case_id, actor)
        if cases.submission(db, case_id) is not None:
            raise Refused("already-submitted")
        safekeeping.forget_resume(db, case_id)
        locator = _free(box, db)
        safekeeping.add_resume(db, ResumeCode(locator, case_id, salt, 0))
        safekeeping.add(db, case_id, safekeeping.RESUME, locator, sealing.lock(under, key, f"key:{case_id}"))
    return Code(locator, secret)


def shown_code(box: Box, case_id: str, typed: str, actor: Actor) -> Code:
    """The code of a draft that the actor has open, as its page gives it back to be printed.

    Raises `Refused`: `no-such-case`, `not-a-code`, `wrong-resume-code` for one that leads elsewhere or nowhere.
    """
    safe.open_key(box.store.read(), case_id, actor)
    code = read(typed)
    known = safekeeping.resume(box.store.read(), code.locator)
    if known is None or known.case_id != case_id:
        raise Refused("wrong-resume-code")
    return code


def resume(box: Box, typed: str, actor: Actor) -> str:
    """The id of the draft that a code opens, which the actor's session holds from now on.

    A try is on the disk before it is judged. Raises `Refused`: `not-a-code`, `wrong-resume-code`, `dead-code`.
    """
    code = read(typed)
    with box.store.write() as db:
        known = safekeeping.resume(db, code.locator)
        if known is not None and known.tries >= TRIES:
            raise Refused("dead-code")
        safekeeping.count_try(db, code.locator)
    under = sealing.stretched(code.secret, known.salt if known else _NO_SALT)  # as slow whether or not there is one
    wrapped = safekeeping.wrapped(box.store.read(), known.case_id, safekeeping.RESUME, code.locator) if known else None
    if known is None or wrapped is None:
        raise Refused("wrong-resume-code")
    try:
        key = sealing.unlock(under, wrapped, f"key:{known.case_id}")
    except Refused:
        raise Refused("wrong-resume-code") from None
    with box.store.write() as db:
        safekeeping.count_try(db, code.locator, -known.tries - 1)
        safe.hand_over(db, known.case_id, key, actor)
        sessions.at_case(db, actor.session, known.case_id)
        journal.note(db, box.clock.now(), "resumed", station_id=actor.station_id)
    return known.case_id


def _free(box: Box, db: Database) -> str:
    """A locator that leads nowhere yet."""
    while True:
        found = "".join(LOCATOR_LETTERS[int(box.clock.dice() * len(LOCATOR_LETTERS))] for _ in range(LOCATOR_LENGTH))
        if safekeeping.resume(db, found) is None:
            return found
