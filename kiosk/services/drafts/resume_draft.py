"""Resume codes: a citizen who leaves a terminal gets a code, which opens their draft again."""

from kiosk.crypto import sealing
from kiosk.domain.keys.resume_code import LOCATOR_LENGTH, LOCATOR_LETTERS, SECRET_LENGTH, TRIES, Code, read
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind, ResumeCode
from kiosk.store.people import journal, sessions

_NO_SALT = bytes(sealing.SALT_BYTES)


def give_code(box: Box, case_id: str, actor: Actor) -> Code:
    """Make a new resume code for a draft; the one before stops working. The code itself is stored nowhere.

    Raises `Refused`: `no-such-case`, `already-submitted`.
    """
    secret, salt = box.clock.readable(SECRET_LENGTH), sealing.new_salt()
    under = sealing.stretched(secret, salt)
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, actor)
        if cases.submission(db, case_id) is not None:
            raise Refused(Refusal.ALREADY_SUBMITTED)
        wrapped_keys.forget_resume(db, case_id)
        locator = _free(box, db)
        wrapped_keys.add_resume(db, ResumeCode(locator, case_id, salt, 0))
        wrapped_keys.add(db, case_id, KeyKind.RESUME, locator, sealing.lock(under, key, f"key:{case_id}"))
    return Code(locator, secret)


def shown_code(box: Box, case_id: str, typed: str, actor: Actor) -> Code:
    """Read back the code that a draft's page shows, so that it can be printed.

    Raises `Refused`: `no-such-case`, `not-a-code`, `wrong-resume-code` where it is not this draft's.
    """
    data_keys.open_key(box.store.read(), case_id, actor)
    code = read(typed)
    row = wrapped_keys.resume(box.store.read(), code.locator)
    if row is None or row.case_id != case_id:
        raise Refused(Refusal.WRONG_RESUME_CODE)
    return code


def resume(box: Box, typed: str, actor: Actor) -> str:
    """Open a draft with its resume code: give its id, and let the actor's session hold its key.

    Each try is stored before the code is checked, so that a power cut gives no free try. Raises `Refused`:
    `not-a-code`, `wrong-resume-code`, `dead-code`.
    """
    code = read(typed)
    with box.store.write() as db:
        row = wrapped_keys.resume(db, code.locator)
        if row is not None and row.tries >= TRIES:
            raise Refused(Refusal.DEAD_CODE)
        wrapped_keys.count_try(db, code.locator)
    under = sealing.stretched(code.secret, row.salt if row else _NO_SALT)  # equally slow for an unknown code
    wrapped = wrapped_keys.wrapped(box.store.read(), row.case_id, KeyKind.RESUME, code.locator) if row else None
    if row is None or wrapped is None:
        raise Refused(Refusal.WRONG_RESUME_CODE)
    try:
        key = sealing.unlock(under, wrapped, f"key:{row.case_id}")
    except Unreadable:
        raise Refused(Refusal.WRONG_RESUME_CODE) from None
    with box.store.write() as db:
        wrapped_keys.count_try(db, code.locator, -row.tries - 1)
        data_keys.hand_over(db, row.case_id, key, actor)
        sessions.at_case(db, actor.session, row.case_id)
        journal.note(db, box.clock.now(), JournalAction.RESUMED, station_id=actor.station_id)
    return row.case_id


def _free(box: Box, db: Database) -> str:
    """A random locator that no resume code uses."""
    while True:
        locator = "".join(LOCATOR_LETTERS[int(box.clock.dice() * len(LOCATOR_LETTERS))] for _ in range(LOCATOR_LENGTH))
        if wrapped_keys.resume(db, locator) is None:
            return locator
