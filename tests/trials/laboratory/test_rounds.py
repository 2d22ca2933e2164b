"""The laboratory in short: everything fails, and nobody's case is lost, doubled, shuffled or incomplete."""

from pathlib import Path

import pytest

from tests.long_runs import ARE_LONG
from trials.laboratory.rounds import Figures, Laboratory
from trials.laboratory.verdict import Wrong, judge

CASES, SITES, SEED, SHARE = 60, 2, 1, 0.4
AGAIN = f"python -m trials.laboratory --cases {CASES} --sites {SITES} --seed {SEED} --share {SHARE}"


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Laboratory, Figures]:
    folder = tmp_path_factory.mktemp("laboratory")
    here = Laboratory(folder, CASES, SITES, SEED, SHARE)
    return folder, here, here.run(lambda _: None)


def test_every_confirmed_case_is_at_the_hub_once_whole_and_in_order(
    laboratory: tuple[Path, Laboratory, Figures],
) -> None:
    _, _, figures = laboratory
    assert figures.wrong.all() == [], AGAIN
    assert figures.cases >= CASES and figures.events > figures.cases and figures.files
    assert any(name.startswith("line") for name in figures.harm)


def test_what_the_hub_does_not_have_or_has_otherwise_is_seen(laboratory: tuple[Path, Laboratory, Figures]) -> None:
    folder, here, _ = laboratory
    place = here.places[0]
    kept = place.ledger.path.read_text("utf-8")
    first = next(entry for entry in place.ledger.entries() if entry["what"] == "submitted")
    place.ledger.note(what="submitted", reference="SA-NOT-THERE", case="0" * 32, digest="", file=False)
    place.ledger.note(**(first | {"digest": "of other answers"}))
    place.ledger.note(what="supplement", reference=first["reference"], event="0" * 32)
    place.ledger.note(what="wrong", why="stick: cut on the way there")
    wrong = Wrong()
    judge(here.places, folder / "hub", "", wrong)
    place.ledger.path.write_text(kept, "utf-8")
    assert len(wrong.lost) == 3 and len(wrong.stuck) == 1 and len(wrong.all()) == 4, wrong


@pytest.mark.skipif(not ARE_LONG, reason="ten seconds")
def test_after_its_minutes_nobody_more_is_served_and_the_verdict_is_of_what_was_done(tmp_path: Path) -> None:
    told: list[str] = []
    figures = Laboratory(tmp_path, 100_000, 1, SEED, SHARE, most_s=3.0).run(told.append)
    assert "nobody more is served" in told[0]
    assert figures.wrong.all() == [] and figures.cases < 100_000
