"""Counts what the database does for a page: the steps of its virtual machine, whichever connection takes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.store.database import Database, Store

EVERY = 20
"""Steps after which SQLite reports; what is less is not counted."""


@dataclass(slots=True)
class Work:
    """Steps since the last `taken`."""

    steps: int = 0

    def taken(self) -> int:
        """The steps until now; counts from 0 again."""
        steps, self.steps = self.steps, 0
        return steps


@contextmanager
def counted(store: Store) -> Iterator[Work]:
    """Count the work of this thread's reading connection and of the writing one."""
    work = Work()

    def step() -> int:
        work.steps += EVERY
        return 0

    with _both(store) as both:
        for database in both:
            database.conn.set_progress_handler(step, EVERY)
        yield work
        for database in both:
            database.conn.set_progress_handler(None, EVERY)


@contextmanager
def told(store: Store) -> Iterator[set[str]]:
    """The statements that both connections run, as they are written, with their values filled in."""
    statements: set[str] = set()
    with _both(store) as both:
        for database in both:
            database.conn.set_trace_callback(statements.add)
        yield statements
        for database in both:
            database.conn.set_trace_callback(None)


@contextmanager
def _both(store: Store) -> Iterator[tuple[Database, Database]]:
    reading = store.read()
    with store.write() as writing:
        pass
    yield reading, writing
