"""What the hub's database has of the case after each stage, read as another program would."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

BETWEEN_TALKS_S = 7.0
"""Longer than a box waits between two talks with its hub."""
_QUIET_S = 60
"""How long what is still on its way may take."""


class Stands(NamedTuple):
    """`settled` is what became of each paper that was asked for, `taken` the decisions that have not left, `files` how
    many came, `documents` the states of the decisions, left or not, that have one.
    """

    cases: int = 0
    events: tuple[str, ...] = ()
    files: int = 0
    settled: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


_DEPOSITED = Stands(1, ("submitted",))
_ASKED = _DEPOSITED._replace(settled=("", ""), decisions=("incomplete",))
_PHOTOGRAPHED = _ASKED._replace(events=("submitted", "supplement"), files=1)
_TELEPHONED = _ASKED._replace(events=("submitted", "supplement", "supplement"), files=2)
_COMPLETE = _TELEPHONED._replace(settled=("accepted", "accepted"))
_DECIDED = _COMPLETE._replace(taken=("accepted",), documents=("accepted",))
_LEFT = _COMPLETE._replace(decisions=("incomplete", "accepted"), documents=("accepted",))
AFTER: Mapping[str, Stands] = {
    "deposit": _DEPOSITED,
    "ask": _ASKED,
    "paper at the terminal": _PHOTOGRAPHED,
    "paper from the telephone": _TELEPHONED,
    "complete": _COMPLETE,
    "decide": _DECIDED,
    "take back": _COMPLETE,
    "leave": _LEFT,
    "fetch the document": _LEFT,
}


def differs(folder: Path, stage: str) -> str:
    """How it is otherwise than it should be after a stage, once that has had its time; "" where it is not."""
    wanted = AFTER[stage]
    for _ in range(_QUIET_S):
        found = _found(folder)
        if found == wanted:
            return ""
        time.sleep(1)
    return f"{found}, not {wanted}"


@contextmanager
def hub_database(folder: Path) -> Iterator[sqlite3.Connection]:
    """The hub's database, to read."""
    with closing(sqlite3.connect(f"file:{folder / 'hub' / 'hub.db'}?mode=ro", uri=True, timeout=20)) as connection:
        yield connection


def column(folder: Path, query: str) -> list[str]:
    """The first column of what a query finds at the hub."""
    with hub_database(folder) as hub:
        return [str(row[0]) for row in hub.execute(query)]


def _found(folder: Path) -> Stands:
    with hub_database(folder) as hub:
        hub.execute("BEGIN")

        def many(query: str) -> tuple[str, ...]:
            return tuple(str(row[0]) for row in hub.execute(query))

        return Stands(
            len(many("SELECT id FROM cases")),
            many("SELECT type FROM event ORDER BY type"),
            len(many("SELECT id FROM attachment")),
            many("SELECT settled FROM asked_paper ORDER BY settled"),
            many("SELECT state FROM decision ORDER BY number"),
            many("SELECT state FROM taken_decision"),
            many(
                "SELECT made.state FROM given_document"
                " JOIN (SELECT id, state FROM decision UNION SELECT id, state FROM taken_decision) AS made"
                " ON made.id = given_document.decision_id ORDER BY made.state"
            ),
        )
