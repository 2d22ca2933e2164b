"""Whoever writes a procedure is told which of the town hall's own pictograms nobody has put in the folder."""

from pathlib import Path

from kiosk.catalogue.check.file_warnings import missing_pictograms
from tests.catalogue.samples import SOUND

WRITTEN = SOUND.replace("icon: truck", "icon: site-camion")


def told(folder: Path, text: str, *there: str) -> list[tuple[int, str]]:
    """Line and name of each warning."""
    (folder / "parking.yaml").write_text(text, "utf-8")
    warnings = list(missing_pictograms([folder], lambda name: name in there))
    assert all(fault.warning and fault.code == "missing-pictogram" for fault in warnings)
    return [(fault.line, fault.details["name"]) for fault in warnings]


def test_a_pictogram_is_asked_for_at_its_line_until_it_is_there(tmp_path: Path) -> None:
    line = WRITTEN.splitlines().index("icon: site-camion") + 1
    assert told(tmp_path, WRITTEN) == [(line, "camion")]
    assert told(tmp_path, WRITTEN, "camion") == []


def test_an_icon_of_parvis_is_asked_of_nobody(tmp_path: Path) -> None:
    assert told(tmp_path, SOUND) == []


def test_steps_and_answers_name_theirs_too(tmp_path: Path) -> None:
    """And a label that reads like the name of one is none."""
    text = WRITTEN.replace("steps:\n  - id: place\n", "steps:\n  - id: place\n    icon: site-rue\n")
    assert text != WRITTEN and [name for _, name in told(tmp_path, text)] == ["camion", "rue"]
    assert told(tmp_path, SOUND.replace("title: Stationner un camion de déménagement", "title: site-camion")) == []
