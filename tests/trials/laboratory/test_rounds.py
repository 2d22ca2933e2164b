"""The laboratory in short: everything fails, and nobody's case is lost, doubled, shuffled or incomplete."""

from pathlib import Path

import pytest

from trials.laboratory.rounds import Figures, Laboratory
from trials.laboratory.verdict import Wrong, judge

CASES, SITES = 60, 2


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Laboratory, Figures]:
    folder = tmp_path_factory.mktemp("laboratory")
    here = Laboratory(folder, CASES, SITES, seed=1, share=0.4)
    return folder, here, here.run(lambda _: None)


def test_every_confirmed_case_is_at_the_hub_once_whole_and_in_order(
    laboratory: tuple[Path, Laboratory, Figures],
) -> None:
    _, _, figures = laboratory
    assert figures.wrong.all() == []
    assert figures.cases >= CASES and figures.events > figures.cases and figures.files
    assert any(name.startswith("line") for name in figures.harm)


def test_what_the_hub_does_not_have_or_has_otherwise_is_seen(laboratory: tuple[Path, Laboratory, Figures]) -> None:
    folder, here, _ = laboratory
    place = here.places[0]
    kept = place.ledger.path.read_text("utf-8")
    first = next(entry for entry in place.ledger.entries() if entry["what"] == "submitted")
    place.ledger.note(what="submitted", reference="SA-NOT-THERE", case="0" * 32, name="MARTIN", file=False)
    place.ledger.note(**(first | {"name": "SOMEBODY ELSE"}))
    place.ledger.note(what="supplement", reference=first["reference"], event="0" * 32)
    wrong = Wrong()
    judge(here.places, folder / "hub", "", wrong)
    place.ledger.path.write_text(kept, "utf-8")
    assert len(wrong.lost) == 3 and len(wrong.all()) == 3, wrong
