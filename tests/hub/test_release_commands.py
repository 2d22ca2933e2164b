"""The operator announces a version; what is written for a stick is what boxes are told."""

import json
from pathlib import Path

from msgspec import to_builtins

from hub.opening import open_hub
from hub.published import site_publications
from hub.settings import HubSettings
from hub.sites.release_notes import announced
from hub.trail.audit import lines
from hub.trail.audit_action import AuditAction
from kiosk.clock import Clock
from kiosk.domain.proofs import release_note, signed_statement
from tests.gallery.site.authority import Authority
from tests.hub.test_commands import opened, run


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


def test_a_bundle_is_taken_told_and_noted(tmp_path: Path) -> None:
    data, file, authority = tmp_path / "hub", tmp_path / "publication.json", Authority()
    run(data, "site", "SA", "Mairie de Saint-Aubin")
    file.write_bytes(authority.bundle(3, {("sheet", "a.yaml"): b"one"}))
    code, said = run(data, "publish", str(file))
    assert (code, "Publication 3 signée : tous les lieux" in said) == (0, True)
    assert "Rien de nouveau" in run(data, "publish", str(file))[1]
    hub = opened(data)
    site_publications.note(hub, "SA", 2, "no-root")
    assert [line.detail for line in lines(hub.store) if line.action == AuditAction.PUBLISHED][-1] == "3"
    code, said = run(data, "published")
    assert (code, said.splitlines()[-1]) == (0, "SA  2  no-root")
    hub.store.engine.dispose()


def test_what_boxes_would_refuse_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "publication.json"
    file.write_bytes(b"{}")
    code, said = run(tmp_path / "hub", "publish", str(file))
    assert (code, "abîmée" in said) == (1, True)
