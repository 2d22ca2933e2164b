"""How long a statement may take while somebody waits for it, so that one that hangs does not hold the others.

Pages and batches are hurried; upkeep, copies, migrations and commands take the time they need.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from math import inf
from typing import Any

from sqlalchemy import Engine, event

from kiosk.clock import Clock

STATEMENT_MS = 15_000
LOCK_MS = 5_000
"""Less than a statement's time, so that a box is told « busy » by the reason."""
_NONE = (0, 0)
_LIMITS: ContextVar[tuple[int, int]] = ContextVar("limits", default=_NONE)
_SET = "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false)"
_CLOCK = Clock()
_STEPS = 50_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""


@contextmanager
def hurried(statement_ms: int = STATEMENT_MS, lock_ms: int = LOCK_MS) -> Iterator[None]:
    """Limit the statements of every connection that is taken in this block; beyond it `faults.is_busy`.

    On SQLite all statements of a transaction together take `statement_ms`; it has one writer, which waits by
    `busy_timeout` (`opening`).
    """
    before = _LIMITS.set((statement_ms, lock_ms))
    try:
        yield
    finally:
        _LIMITS.reset(before)


def in_force() -> tuple[int, int]:
    """The milliseconds that a statement, and a lock, may take now; 0 for as long as they need."""
    return _LIMITS.get()


def keep_to(engine: Engine) -> None:
    """Have the connections of this engine keep to the limits of whoever takes one."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "checkout", _limit)
    else:
        event.listen(engine, "connect", _watch)
        event.listen(engine, "checkout", _begin)


def _limit(connection: Any, record: Any, _: Any) -> None:
    """Told to the server where it differs from what it was told last: mostly never again."""
    wanted = in_force()
    if record.info.get("limits", _NONE) == wanted:
        return
    connection.autocommit = True  # what is set in a transaction is undone with it
    try:
        connection.execute(_SET, tuple(map(str, wanted)))
    finally:
        connection.autocommit = False
    record.info["limits"] = wanted


def _watch(connection: Any, record: Any) -> None:
    until = record.info["until"] = [inf]
    connection.set_progress_handler(lambda: _CLOCK.monotonic() > until[0], _STEPS)


def _begin(_: Any, record: Any, __: Any) -> None:
    statement_ms, _lock_ms = in_force()
    record.info["until"][0] = _CLOCK.monotonic() + statement_ms / 1000 if statement_ms else inf
