"""What a question to the store costs: counted in SQLite's own steps, which do not depend on the machine."""

from collections.abc import Callable

from kiosk.store.database import Database

_TOGETHER = 100


def steps(db: Database, ask: Callable[[Database], object]) -> int:
    """How many hundreds of steps of SQLite's machine a question took."""
    done: list[None] = []
    db.conn.set_progress_handler(lambda: done.append(None), _TOGETHER)
    ask(db)
    db.conn.set_progress_handler(None, _TOGETHER)
    return len(done)
