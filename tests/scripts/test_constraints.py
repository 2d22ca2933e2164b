"""Every installation takes the versions that the tests ran with."""

from importlib.metadata import requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts import constraints
from scripts.source import ROOT


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return dict(line.partition(";")[0].split("==") for line in lines if not line.startswith("#"))


def test_every_library_that_a_town_hall_needs_has_one_version_that_is_wide_enough() -> None:
    versions = pinned()
    for text in requires("parvis") or ():
        wanted = Requirement(text)
        if wanted.name == "parvis" or (wanted.marker and not wanted.marker.evaluate({"extra": "hub"})):
            continue
        assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)]), wanted


def test_what_a_library_leads_to_is_found_with_its_extras() -> None:
    versions = constraints.closure([Requirement("parvis[hub]")])
    assert versions["sqlalchemy"] and versions["psycopg-binary"] and versions["werkzeug"]
    assert "atheris" not in versions


def test_a_library_that_an_older_python_cannot_run_is_pinned_for_the_newer_ones_alone() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    (sphinx,) = (line for line in lines if line.startswith("sphinx=="))
    assert sphinx.endswith('; python_version >= "3.13"') and constraints.marker("flask") == ""
