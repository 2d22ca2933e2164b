"""At a box, a person says whom to trust, and takes a publication from a stick."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.crypto import keys
from kiosk.domain.events.wire.writing import encode
from kiosk.services.box.box import open_box, shipped_procedures
from kiosk.settings import Settings
from tests.gallery.site.authority import Authority
from tests.running import running, set_up

Command = Callable[..., Result]
CENSUS = (shipped_procedures() / "census-at-16.yaml").read_bytes()


@pytest.fixture
def kiosk(settings: Settings) -> Command:
    set_up(settings)

    def typed(*words: str | Path) -> Result:
        return CliRunner().invoke(main, ["trust", *map(str, words)], env={"KIOSK_DATA": str(settings.data)})

    return typed


def test_a_root_and_then_a_publication_come_by_hand(kiosk: Command, settings: Settings, tmp_path: Path) -> None:
    authority = Authority()
    root, stick = tmp_path / "root.1.json", tmp_path / "publication.json"
    root.write_bytes(encode(authority.root()))
    changed = CENSUS.replace(b"id: census-at-16", b"id: census-at-17", 1)
    stick.write_bytes(authority.bundle(1, {("procedure", "census.yaml"): changed}))
    assert "ne sait pas encore qui peut publier" in kiosk("show").output
    assert kiosk("take", stick).exit_code == 1
    told = kiosk("root", root)
    assert told.exit_code == 0, told.output
    assert all(keys.verify_key(seed) in told.output for seed in authority.seeds)
    assert "en place" in kiosk("take", stick).output
    assert "Rien de nouveau" in kiosk("take", stick).output
    box = open_box(settings)
    assert box.offered.get("census-at-17") is not None
    box.store.close()


def test_whom_a_box_trusts_is_told_while_it_serves_as_when_it_is_stopped(
    kiosk: Command, settings: Settings, tmp_path: Path
) -> None:
    root = tmp_path / "root.1.json"
    root.write_bytes(encode(Authority().root()))
    with running(settings):
        told, shown = kiosk("root", root), kiosk("show")
    assert (told.exit_code, shown.exit_code) == (0, 0), told.output + shown.output
    assert told.output == shown.output == kiosk("show").output


def test_a_file_that_is_no_root_is_refused_in_words(kiosk: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(b"\xff{}")
    told = kiosk("root", other)
    assert (told.exit_code, "abîmée" in told.output) == (1, True)
