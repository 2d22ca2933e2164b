"""The judge of torn boxes sees what is lost, what is left behind and what breaks."""

from pathlib import Path

import pytest

from kiosk.services.box.box import Box
from tests.conftest import PASSPHRASE, PIN, a_mediator, at_work
from trials.canary.search import Words
from trials.canary.someone import Someone
from trials.torn.judge import judge
from trials.torn.ledger import Draft, Ledger

WHO = Someone(1)


@pytest.fixture
def days(tmp_path: Path) -> Path:
    (tmp_path / "days").write_text("0")
    return tmp_path / "days"


@pytest.fixture
def left(box: Box) -> Path:
    """The folder of a box where Nadia holds every service, and nobody has answered anything."""
    at_work(box, a_mediator("nadia", "Nadia Roux", "a"))
    box.store.close()
    folder = box.settings.paths.data
    (folder / "kiosk.toml").write_text('site_code = "SA"\n')
    return folder


def test_what_was_confirmed_and_is_not_there_is_lost_by_each_of_its_ways(left: Path, days: Path) -> None:
    draft = Draft("0" * 32, WHO, {"parvis": "x" * 43}, "KTM 4F7QA 9ZB3C")
    ledger = Ledger((draft,), ("SA-0000-0001",), {}, PASSPHRASE, PIN)
    verdict = judge(left, ledger, Words([]), days)
    assert verdict.outcome == "starts"
    ways = ("its cookie", "its code", "a mediator", "not found")
    assert all(any(way in text for text in verdict.lost) for way in ways), verdict.lost


def test_where_nobody_can_sign_in_that_is_said(left: Path, days: Path) -> None:
    verdict = judge(left, Ledger(passphrase="no words of hers", pin=PIN), Words([]), days)
    assert verdict.lost == ("nobody can sign in",)


def test_what_can_be_read_in_the_folder_is_counted(left: Path, days: Path) -> None:
    (left / "note.txt").write_text(WHO.typed["f.birth_name"])
    assert judge(left, Ledger(), Words(WHO.words), days).readable


def test_a_box_that_cannot_be_opened_refuses_in_words(left: Path, days: Path) -> None:
    (left / "site.key").write_bytes(b"half")
    verdict = judge(left, Ledger(), Words([]), days)
    assert verdict.outcome == "refuses"
    assert "site.key" in verdict.words
