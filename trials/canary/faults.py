"""Faults that make a box leak data on purpose; a run that does not find them has shown nothing.

Each is applied in the process of the box before it opens its folder (`trials.canary.later`); those of the hub
(`AT_HUB`) in the run's own, which is the service.
"""

import logging
import tempfile
from collections.abc import Callable
from types import ModuleType
from typing import Any

from kiosk.clock import Clock
from kiosk.crypto import sealing
from kiosk.services.box import data_keys
from kiosk.services.drafts import join_files, resume_draft
from kiosk.services.lan.pairs import Pairs
from kiosk.services.upkeep import backup
from kiosk.services.voices import sound_names
from kiosk.services.voices.sound import confined, espeak_ng, wav
from kiosk.services.voices.voices import Answer, Voices, Wanted
from kiosk.store import database
from kiosk.store.keys import wrapped_keys
from kiosk.web.visit import second_face

_CLEAR = b"in clear:"


def secure_delete_off() -> None:
    """Deleted data stays in its page."""
    kept = (pragma for pragma in database._PRAGMAS if "secure_delete" not in pragma)
    database._PRAGMAS = (*kept, "secure_delete = OFF")


def no_fold() -> None:
    """Destroyed data stays in the write-ahead log."""
    data_keys.fold = lambda box: None


def answers_in_clear() -> None:
    """Answers are stored unencrypted."""
    _unlocked("answers:")


def note_in_clear() -> None:
    """A mediator's note about a draft is stored unencrypted."""
    _unlocked("note:")


def fact_in_clear() -> None:
    """What is noted of a person is stored unencrypted."""
    _unlocked("person-facts:")


def wish_in_clear() -> None:
    """How a person is told of news, with their address, is stored unencrypted."""
    _unlocked("notices:")


def hub_note_in_clear() -> None:
    """What colleagues write of a person at the hub is stored unencrypted."""
    _unlocked("note ")


def mandate_in_clear() -> None:
    """A mandate is stored unencrypted."""
    _unlocked("mandate:")


def update_in_clear() -> None:
    """Updates of the hub are stored unencrypted."""
    sealed = data_keys.sealed_for
    data_keys.sealed_for = lambda db, service_id, clear: (sealed(db, service_id, clear)[0], clear)


def keys_kept() -> None:
    """Wrapped keys are kept after what they open was destroyed."""
    wrapped_keys.destroy = lambda db, subject: True


def name_in_the_log() -> None:
    """A file's name is written to the log."""
    add = join_files.add

    def noisy(box: Any, case_id: str, field_id: str, data: bytes, name: str, *more: Any) -> Any:
        _say_as(join_files, f"a file came: {name}")
        return add(box, case_id, field_id, data, name, *more)

    join_files.add = noisy  # type: ignore[assignment]  # a fault put in on purpose


def temporary_file() -> None:
    """An upload goes through a temporary file that stays."""
    add = join_files.add

    def spooled(box: Any, case_id: str, field_id: str, data: bytes, *more: Any) -> Any:
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(data)
        return add(box, case_id, field_id, data, *more)

    join_files.add = spooled  # type: ignore[assignment]  # a fault put in on purpose


def code_in_the_log() -> None:
    """A resume code is written to the log."""
    give = resume_draft.give_code

    def noisy(*given: Any) -> Any:
        code = give(*given)
        _say_as(resume_draft, f"code {code.shown}")
        return code

    resume_draft.give_code = noisy  # type: ignore[assignment]  # a fault put in on purpose


def copies_kept() -> None:
    """Backups are kept longer than the cases in them."""
    backup._expire = lambda box, folder: None


def text_in_the_process_list() -> None:
    """What is read aloud is an argument of the program that speaks."""
    run = confined.run

    def open_to_all(command: list[str], data: bytes, timeout_s: float) -> bytes:
        shown = [word for word in command if word != "--stdin"] + [data.decode()]
        return run(shown, data, timeout_s)

    espeak_ng.run = open_to_all  # type: ignore[attr-defined]  # a fault put in on purpose


def sound_kept() -> None:
    """The sound of what somebody typed is kept like that of the interface."""
    say = Voices.say

    def keeping(voices: Voices, wanted: Wanted, listener: str, clock: Clock) -> Answer | None:
        answer = say(voices, wanted, listener, clock)
        rendering = voices.rendering(answer.name, listener, clock) if answer else None
        if rendering is not None:
            sound = wav.samples(b"".join(rendering.chunks()))
            voices.folder.write(sound_names.stem(wanted.language, rendering.voice, "", wanted.text), wav.sound(sound))
        return answer

    Voices.say = keeping  # type: ignore[method-assign, assignment]  # a fault put in on purpose


def second_screen_kept() -> None:
    """A second screen goes on showing a person after their desk was left."""
    Pairs.end = lambda pairs, session: None  # type: ignore[method-assign, assignment]  # a fault put in on purpose
    second_face._living = lambda pair: pair


FAULTS: dict[str, Callable[[], None]] = {
    "secure-delete-off": secure_delete_off,
    "no-fold": no_fold,
    "answers-in-clear": answers_in_clear,
    "note-in-clear": note_in_clear,
    "fact-in-clear": fact_in_clear,
    "wish-in-clear": wish_in_clear,
    "hub-note-in-clear": hub_note_in_clear,
    "mandate-in-clear": mandate_in_clear,
    "update-in-clear": update_in_clear,
    "keys-kept": keys_kept,
    "name-in-the-log": name_in_the_log,
    "temporary-file": temporary_file,
    "code-in-the-log": code_in_the_log,
    "copies-kept": copies_kept,
    "text-in-the-process-list": text_in_the_process_list,
    "sound-kept": sound_kept,
    "second-screen-kept": second_screen_kept,
}

AT_HUB = frozenset({"hub-note-in-clear"})


def _say_as(module: ModuleType, said: str) -> None:
    """Write a record as that module of the product would: of others' records the log tells the place alone."""
    record = logging.LogRecord(module.__name__, logging.WARNING, str(module.__file__), 1, said, None, None)
    logging.getLogger(module.__name__).handle(record)


def _unlocked(beginning: str) -> None:
    lock, unlock = sealing.lock, sealing.unlock

    def kept(key: bytes, clear: bytes, about: str) -> bytes:
        return _CLEAR + clear if about.startswith(beginning) else lock(key, clear, about)

    def opened(key: bytes, locked: bytes, about: str) -> bytes:
        return locked.removeprefix(_CLEAR) if locked.startswith(_CLEAR) else unlock(key, locked, about)

    sealing.lock, sealing.unlock = kept, opened
