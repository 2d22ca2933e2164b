"""The operator puts into the hub what was signed elsewhere, and sees which sites have it."""

from pathlib import Path

from gallery.site.authority import Authority
from kiosk.hub.published import site_publications
from kiosk.hub.trail.audit import lines
from kiosk.hub.trail.audit_action import AuditAction
from tests.hub.test_commands import opened, run


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
