"""Kill -9 in short: twenty of the five hundred that `python -m scripts.kill9` does."""

from pathlib import Path

from scripts.kill9 import table
from scripts.torture.rounds import torture


def test_nothing_confirmed_is_lost_to_kill_9(tmp_path: Path) -> None:
    figures = torture(tmp_path / "town", kills=20, seed=9, mediators=3)
    assert not figures.losses.all(), table(figures)
    assert figures.kills == 20
    assert figures.kills_at_work, "a kill falls while something is asked"
    assert figures.answers > 20
    assert figures.submitted, "people come to an end between two kills"
    assert figures.signed_in >= 3, "and for the next one their mediator signs in"
