"""The version after this one, whose schema has one more migration: what no released version may break."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from kiosk.store import database


def add_floors(db: Any) -> None:
    """What the next version changes: a column of a table that is full already, and a table."""
    db.execute("ALTER TABLE stations ADD COLUMN floor TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE TABLE floors (name TEXT PRIMARY KEY) STRICT")


@dataclass(frozen=True)
class Step:
    """A migration, as its module would be."""

    migrate: Callable[[Any], None]
    RECORDED: str = "m0002_floors"


@contextmanager
def next_version(migrate: Callable[[Any], None] = add_floors) -> Iterator[None]:
    """Within the block this program is the next version."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "STEPS", (*database.STEPS, Step(migrate)))
        yield
