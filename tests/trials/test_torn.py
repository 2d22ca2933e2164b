"""Kill -9 and torn files in short: one of the stages to which `python -m trials.torn` brings a box."""

from pathlib import Path

import pytest

from tests.long_runs import how_many
from trials.torn.rounds import Torn

STAGE = 2
"""One draft at the desk and one at a terminal, with cookies, a code, and a mediator who can open both."""


def test_a_torn_box_starts_with_everything_or_refuses_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KIOSK_DATA", "TMPDIR", "HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, "")
    torn = Torn(tmp_path, cuts=how_many(1, 10))
    torn.whole(STAGE)
    assert not torn.wrong, torn.table()
    assert len(torn.rows) >= 15
    assert {row.verdict.outcome for row in torn.rows} == {"starts", "refuses"}
