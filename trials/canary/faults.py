"""Faults that make a box leak data on purpose; a run that does not find them has shown nothing.

Each is applied in the process of the box before it opens its folder (`trials.canary.later`); those of the hub
(`AT_HUB`) in the run's own, which is the service.
"""

import logging
from collections.abc import Callable
from types import ModuleType
from typing import Any

from kiosk.crypto import sealing
from kiosk.services.box import data_keys
from kiosk.services.drafts import join_files
from kiosk.services.upkeep import backup
from kiosk.store import database, wrapped_keys

_CLEAR = b"in clear:"


def secure_delete_off() -> None:
    """Deleted data stays in its page."""
    kept = (pragma for pragma in database._PRAGMAS if "secure_delete" not in pragma)
    database._PRAGMAS = (*kept, "secure_delete = OFF")


def no_fold() -> None:
    """Destroyed data stays in the write-ahead log."""
    data_keys.fold_write_ahead_log = lambda box: None


def update_in_clear() -> None:
    """Updates of the hub are stored unencrypted."""
    sealed = data_keys.seal_for_service
    data_keys.seal_for_service = lambda db, service_id, clear: (sealed(db, service_id, clear)[0], clear)


def keys_kept() -> None:
    """Wrapped keys are kept after what they open was destroyed."""
    wrapped_keys.delete_subject_keys = lambda db, subject: True


def name_in_the_log() -> None:
    """A file's name is written to the log."""
    add = join_files.join_file

    def noisy(box: Any, case_id: str, field_id: str, data: bytes, name: str, *more: Any) -> Any:
        _say_as(join_files, f"a file came: {name}")
        return add(box, case_id, field_id, data, name, *more)

    join_files.join_file = noisy  # type: ignore[assignment]  # a fault put in on purpose


def copies_kept() -> None:
    """Backups are kept longer than the cases in them."""
    backup._expire = lambda box, folder: None


def _in_clear(about: str) -> Callable[[], None]:
    """What is locked for this is stored unencrypted."""
    return lambda: _unlocked(about)


FAULTS: dict[str, Callable[[], None]] = {
    "secure-delete-off": secure_delete_off,
    "no-fold": no_fold,
    "answers-in-clear": _in_clear("answers:"),
    "note-in-clear": _in_clear("note:"),
    "fact-in-clear": _in_clear("person-facts:"),
    "wish-in-clear": _in_clear("notices:"),
    "hub-note-in-clear": _in_clear("note "),
    "mandate-in-clear": _in_clear("mandate:"),
    "update-in-clear": update_in_clear,
    "keys-kept": keys_kept,
    "name-in-the-log": name_in_the_log,
    "copies-kept": copies_kept,
}

AT_HUB = frozenset({"hub-note-in-clear"})


def _say_as(module: ModuleType, said: str) -> None:
    """Write a record as that module of the product would: of others' records the log tells the place alone."""
    record = logging.LogRecord(module.__name__, logging.WARNING, str(module.__file__), 1, said, None, None)
    logging.getLogger(module.__name__).handle(record)


def _unlocked(beginning: str) -> None:
    lock, unlock = sealing.lock_bytes, sealing.unlock_bytes

    def kept(key: bytes, clear: bytes, about: str) -> bytes:
        return _CLEAR + clear if about.startswith(beginning) else lock(key, clear, about)

    def opened(key: bytes, locked: bytes, about: str) -> bytes:
        return locked.removeprefix(_CLEAR) if locked.startswith(_CLEAR) else unlock(key, locked, about)

    sealing.lock_bytes, sealing.unlock_bytes = kept, opened
