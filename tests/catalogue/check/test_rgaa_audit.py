"""The self-audit says of each of the 106 criteria what is known, and shows what it says is met."""

import json

from kiosk.catalogue.check.extract import extract
from kiosk.catalogue.check.rgaa_audit import read_rgaa_audit
from scripts.source import ROOT

PER_THEME = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
"""RGAA 4.1.2."""


def test_every_criterion_is_there_once_in_its_order() -> None:
    themes = read_rgaa_audit().themes
    assert [len(theme.criteria) for theme in themes] == PER_THEME
    assert sum(PER_THEME) == 106
    numbers = [criterion.number for theme in themes for criterion in theme.criteria]
    assert numbers == [f"{theme}.{place}" for theme, many in enumerate(PER_THEME, 1) for place in range(1, many + 1)]


def test_each_says_what_it_asks_and_how_we_know() -> None:
    for theme in read_rgaa_audit().themes:
        for criterion in theme.criteria:
            assert criterion.status in ("met", "not-met", "unknown", "not-applicable")
            assert criterion.what and criterion.how.endswith("."), criterion.number


def test_what_is_met_is_shown_by_files_that_are_there() -> None:
    for row in read_rgaa_audit().of("met"):
        assert row.shown_by, row.number
        assert all((ROOT / path).is_file() for path in row.shown_by), row.number


def test_the_tools_are_those_that_look() -> None:
    packages = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    text = " ".join(read_rgaa_audit().tools)
    for name in ("axe-core", "accessibility-checker-engine", "html-validate"):
        assert f"{name} {packages[name]}" in text


def test_no_sentence_of_it_is_extracted_as_a_procedure_s() -> None:
    """It answers a French text in French."""
    assert "rgaa.yaml" in (ROOT / "babel.cfg").read_text("utf-8")
    with (ROOT / "kiosk" / "catalogue" / "rgaa.yaml").open("rb") as file:
        assert list(extract(file, {}, (), {})) == []
