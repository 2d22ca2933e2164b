"""Kill -9 in short: some of the five hundred that `python -m trials.kill9` does."""

from pathlib import Path

from tests.long_runs import how_many
from trials.kill9 import table
from trials.torture.rounds import torture

KILLS = how_many(8, 100)


def test_nothing_confirmed_is_lost_to_kill_9(tmp_path: Path) -> None:
    figures = torture(tmp_path / "town", kills=KILLS, seed=9, mediators=3)
    assert not figures.losses.all(), table(figures)
    assert figures.kills == KILLS
    assert figures.kills_at_work, "a kill falls while something is asked"
    assert figures.answers > 20
    assert figures.submitted, "people come to an end between two kills"
    assert figures.signed_in >= 3, "and for the next one their mediator signs in"
