"""The verdict of the laboratory: each kind of wrong is told, and the right is not."""

from pathlib import Path

import pytest

from trials.laboratory.evidence import Evidence
from trials.laboratory.verdict import Wrong, asked

EVENTS = (
    ("e1", "case-1", 1, "2026-01-01T10:00:00", "submitted", "SA-1", "ONE", "d1", 1),
    ("e2", "case-1", 2, "2026-01-01T10:00:01", "supplement", "SA-1", None, "", 0),
    ("e3", "case-1", 3, "2026-01-01T10:00:01", "supplement", "SA-1", None, "", 0),
    ("e4", "case-2", 1, "2026-01-01T10:00:02", "submitted", "SA-2", "TWO", "d2", 0),
)
RIGHT = "UPDATE taken SET id = id"


@pytest.mark.parametrize(
    ("change", "kind", "line"),
    [
        (RIGHT, "", ""),
        ("DELETE FROM taken WHERE id = 'e4'", "lost", "SA-2: confirmed, and not at the hub"),
        ("UPDATE taken SET digest = 'other' WHERE id = 'e4'", "lost", "SA-2: not what was confirmed"),
        ("UPDATE taken SET stream = 'case-3' WHERE id = 'e4'", "lost", "SA-2: confirmed, and not at the hub"),
        ("DELETE FROM taken WHERE id = 'e3'", "lost", "SA-1: what was added, e3, is not at the hub"),
        ("INSERT INTO acknowledged VALUES ('SA', 'e9')", "lost", "SA: e9 is acknowledged, and not at the hub"),
        ("UPDATE taken SET listed = 0", "incomplete", "SA-1: its file is not listed"),
        (
            "UPDATE taken SET sequence = 5 - sequence WHERE sequence > 1",
            "disordered",
            "SA-1: e3 stands before an earlier",
        ),
        ("UPDATE taken SET sequence = 4 WHERE id = 'e3'", "disordered", "case case-1: 1,2,4"),
        (
            "UPDATE taken SET received = '2025' WHERE id = 'e2'",
            "disordered",
            "case case-1: e2 was taken before the one",
        ),
        ("UPDATE taken SET name = 'ONE'", "doubled", "ONE: 2 cases"),
        ("DELETE FROM held WHERE reference = 'SA-2'", "doubled", "SA-2: at the hub only"),
        ("INSERT INTO hub_cases VALUES ('SA-3')", "doubled", "SA-3: among the hub's cases"),
        ("DELETE FROM hub_cases WHERE reference = 'SA-1'", "doubled", "SA-1: among the hub's cases"),
        ("INSERT INTO faults VALUES ('stuck', 'SA: 1 events are still to send')", "stuck", "SA: 1 events"),
    ],
)
def test_one_wrong_thing_among_right_ones_is_told(tmp_path: Path, change: str, kind: str, line: str) -> None:
    evidence = Evidence(tmp_path / "evidence.sqlite3")
    db = evidence.db
    db.executemany("INSERT INTO taken VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", EVENTS)
    for event in EVENTS:
        db.execute("INSERT INTO acknowledged VALUES ('SA', ?)", event[:1])
    for reference, stream, digest, file in (("SA-1", "case-1", "d1", 1), ("SA-2", "case-2", "d2", 0)):
        db.execute("INSERT INTO hub_cases VALUES (?)", (reference,))
        db.execute("INSERT INTO held VALUES ('SA', ?)", (reference,))
        db.execute(
            "INSERT INTO confirmed VALUES (NULL, 'SA', 'submitted', ?, ?, NULL, ?, ?)",
            (reference, stream, digest, file),
        )
    for added in ("e2", "e3"):
        db.execute("INSERT INTO confirmed VALUES (NULL, 'SA', 'supplement', 'SA-1', NULL, ?, NULL, 0)", (added,))
    db.execute(change)
    wrong = Wrong()
    asked(evidence, wrong)
    evidence.close()
    assert bool(wrong.all()) == bool(kind)
    assert not kind or any(fault.startswith(line) for fault in getattr(wrong, kind)), wrong
