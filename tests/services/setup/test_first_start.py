"""The wizard's memory: its code, and the sign-in that is to be copied."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.people import first_day
from kiosk.services.setup import first_start, site_answers
from kiosk.services.setup.first_start import FirstStart
from kiosk.settings import Settings
from kiosk.store.people import people
from tests.gallery.site.cast import Watch


@pytest.fixture
def new(tmp_path: Path, watch: Watch) -> Box:
    return open_box(Settings(data=tmp_path / "new", printer="dummy"), watch, unset=True)


def begun(box: Box) -> tuple[FirstStart, list[str]]:
    codes: list[str] = []
    start = FirstStart(box.settings.paths.first_start_code, box.clock, codes.append)
    start.begin()
    return start, codes


def test_the_code_is_the_same_after_a_power_cut_until_it_is_used(new: Box) -> None:
    start, codes = begun(new)
    again, told = begun(new)
    assert told == codes
    again.admit(codes[0])
    assert told[-1] != codes[0]
    with pytest.raises(Refused, match="wrong-set-up-code"):
        again.admit(codes[0])
    start.end()


def test_a_code_that_the_installation_wrote_is_taken(new: Box) -> None:
    new.settings.paths.first_start_code.write_text("1234 5678\n", "ascii")
    start, codes = begun(new)
    assert codes == ["12345678"]
    start.admit("1234-5678")


@pytest.mark.parametrize("written", [b"", b"123", b"\xff\xfe\x00", b"x" * 100_000])
def test_a_torn_file_of_the_code_is_made_anew(new: Box, written: bytes) -> None:
    new.settings.paths.first_start_code.write_bytes(written)
    _, codes = begun(new)
    assert len(codes[0]) == first_start.CODE_DIGITS
    assert new.settings.paths.first_start_code.read_text("ascii") == codes[0]


def test_a_box_awaits_its_wizard_until_somebody_signed_in(new: Box) -> None:
    assert first_start.is_awaited(new)
    site_answers.keep(new, FirstDayStep.CODE, {"site_code": "SA"})
    box = first_start.reread(new)
    assert box.site.code == "SA" and first_start.is_awaited(box)
    start, _ = begun(box)
    first_start.make_mediator(box, start, "nadia", "Nadia", "passphrase")
    assert first_start.is_awaited(box), "its sheet was not typed back"
    assert first_start.first_sign_in(box, start, Actor()) is None, "nor now"
    assert start.to_copy is not None
    assert not first_start.sheet_is_copied(start, start.to_copy.sheet.split())
    assert first_start.first_sign_in(box, start, Actor()) is not None
    assert not first_start.is_awaited(box)


def test_a_box_set_up_from_the_command_line_never_had_a_wizard(box: Box) -> None:
    assert not first_start.is_awaited(box)


def test_a_box_that_somebody_works_at_and_whose_code_is_gone_is_refused(box: Box) -> None:
    first_day.add(box, "omar", "Omar Benali")
    box.store.close()
    with pytest.raises(Refused, match="no-site-code"):
        open_box(replace(box.settings, site_code=""), unset=True)


def test_making_the_first_mediator_again_leaves_one(new: Box) -> None:
    site_answers.keep(new, FirstDayStep.CODE, {"site_code": "SA"})
    box = first_start.reread(new)
    start, _ = begun(box)
    for login in ("a", "b"):
        first_start.make_mediator(box, start, login, "Nadia", "passphrase")
    assert [person.login for person in people.mediators(box.store.read())] == ["b"]


def test_nothing_secret_is_written_out(new: Box) -> None:
    start, codes = begun(new)
    assert codes[0] not in repr(start)


def test_a_box_begun_for_other_screens_serves_them_until_somebody_answers_otherwise(new: Box) -> None:
    """`kiosk run --lan` stands in no file, which says the usual « off »."""
    begun_so = replace(new, settings=replace(new.settings, lan="on"))
    site_answers.keep(begun_so, FirstDayStep.NAME, {"site_name": "Mairie de Rennes"})
    reread = first_start.reread(begun_so)
    assert (reread.settings.site_name, reread.settings.lan) == ("Mairie de Rennes", "on")
    site_answers.keep(reread, FirstDayStep.SCREENS, {"lan": "off"})
    assert first_start.reread(reread).settings.lan == "off"
    site_answers.keep(new, FirstDayStep.SCREENS, {"lan": "on"})
    assert first_start.reread(new).settings.lan == "on"
