"""Measures a submission, encrypted, sealed and signed, against a bare commit of the same bytes in clear; both
durable, on the same disk.
"""

import os
import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from kiosk.crypto import sealing
from kiosk.domain.events.event import EventType
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.preferences import Preferences
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import answer_step, begin_case, submit_case
from kiosk.store.events import outbox
from trials.bench.figure import Figure, with_ratio
from trials.townhall.person import PROCEDURE, person
from trials.townhall.site import TownHall, signed_in

CASES, BLOCK, WARM = 300, 10, 20
CONFIRMED = Confirmation("citizen", "touch")


def measure(hall: TownHall, folder: Path) -> list[Figure]:
    """Measure, without a running box. Raises `RuntimeError` on a disk that is memory."""
    _on_a_disk(folder)
    box = open_box(hall.site)
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE kept (body BLOB)"):
        bare.execute(statement)
    # As behind a screen: the session's cookie opens the case.
    nadia = replace(signed_in(box, hall), session="0" * 64, session_key=sealing.new_key())
    cases = [complete_case(box, number, nadia) for number in range(CASES + WARM)]
    ours: list[float] = []
    alone: list[float] = []
    for start in range(0, len(cases), BLOCK):
        block = cases[start : start + BLOCK]
        ours += [_timed(partial(submit_case.submit, box, item, nadia, CONFIRMED)) for item in block]
        bodies = [_body(box, item, nadia) for item in block]
        alone += [_timed(partial(_commit, bare, body)) for body in bodies]
    bare.close()
    box.store.close()
    return with_ratio("submit_ms_p50", statistics.median(ours[WARM:]), statistics.median(alone[WARM:]), "submit_ratio")


def complete_case(box: Box, number: int, actor: Actor) -> str:
    """A case whose questions are all answered; its id."""
    preferences = Preferences("fr", False)
    case = begin_case.begin(box, PROCEDURE, preferences, actor)
    for step, typed in person(number, random.Random(number)).steps.items():
        given = {name: [value] for name, value in typed.items()}
        answered = answer_step.answer(box, case.id, step, given, preferences, actor)
        if answered.faults:
            raise RuntimeError(f"{step}: {dict(answered.faults)}")
    return case.id


def _body(box: Box, case_id: str, actor: Actor) -> bytes:
    """The submitted body, in clear."""
    event = outbox.current(box.store.read(), case_id, EventType.SUBMITTED)
    if event is None:
        raise RuntimeError(f"case {case_id} was not submitted")
    return event.body(data_keys.open_key(box.store.read(), case_id, actor))


def _commit(bare: sqlite3.Connection, body: bytes) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO kept VALUES (?)", (body,))
    bare.execute("COMMIT")


def _timed(gesture: Callable[[], object]) -> float:
    began = time.perf_counter()
    gesture()
    return (time.perf_counter() - began) * 1000


def _on_a_disk(folder: Path) -> None:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return
    kinds = {line.split()[1]: line.split()[2] for line in mounts.read_text().splitlines()}
    mount = max((kind for kind in kinds if os.path.commonpath((kind, folder.resolve())) == kind), key=len)
    if kinds[mount] in ("tmpfs", "ramfs"):
        raise RuntimeError(f"{folder} lies in memory: a commit there costs nothing")
