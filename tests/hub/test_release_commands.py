"""The operator announces a version; what is written for a stick is what boxes are told."""

import json
from pathlib import Path

from msgspec import to_builtins

from kiosk.clock import Clock
from kiosk.domain.proofs import release_note, signed_statement
from kiosk.hub.opening import open_hub
from kiosk.hub.settings import HubSettings
from kiosk.hub.sites.release_notes import announced
from tests.hub.test_commands import run


def test_an_announcement_is_signed_and_written_for_a_stick(tmp_path: Path) -> None:
    note = tmp_path / "release.json"
    code, said = run(tmp_path / "hub", "announce", "99.0.0", "--security", "Corrige.", "--file", str(note))
    assert (code, "Parvis 99.0.0" in said) == (0, True)
    hub = open_hub(HubSettings(data=tmp_path / "hub"), Clock())
    on_stick = json.loads(note.read_text("utf-8"))
    assert to_builtins(announced(hub)) == on_stick
    read = release_note.read(signed_statement.from_wire(on_stick), hub.verify_key)
    assert (read.release, read.text) == ("99.0.0", "Corrige.")
    hub.store.engine.dispose()


def test_what_is_no_version_is_refused_in_words(tmp_path: Path) -> None:
    code, said = run(tmp_path / "hub", "announce", "bientôt", "--security", "Corrige.")
    assert (code, "par exemple 0.2.1" in said) == (1, True)
