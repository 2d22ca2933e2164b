"""`kiosk hub doctor` says what is well and what mends the rest."""

import json
from pathlib import Path

from hub.opening import open_hub
from hub.settings import HubSettings
from hub.store.schema import audit
from hub.trail.audit import note
from hub.trail.audit_action import AuditAction
from kiosk.clock import Clock
from tests.hub.test_commands import run


def test_what_is_to_do_is_no_failure_and_has_its_remedy(tmp_path: Path) -> None:
    code, said = run(tmp_path / "hub", "doctor")
    assert code == 0
    assert "○ Exploitants :" in said and "→ kiosk hub staff add" in said
    assert "✓ Base de données du système central : tout va bien. sqlite" in said


def test_a_fault_is_a_failure_of_the_command(tmp_path: Path) -> None:
    hub = open_hub(HubSettings(data=tmp_path / "hub"), Clock())
    note(hub, AuditAction.KEYS_COPIED)
    with hub.store.writing() as connection:
        connection.execute(audit.insert().values(number=2, line="{}", hash="0" * 64))
    hub.store.engine.dispose()
    code, said = run(tmp_path / "hub", "doctor", "--json")
    told = json.loads(said)
    assert (code, told["outcome"]) == (1, "to-mend")
    assert {finding["check"]: finding["state"] for finding in told["findings"]}["hub-audit"] == "to-mend"


def test_a_database_that_is_away_is_the_finding(tmp_path: Path) -> None:
    code, said = run(tmp_path / "hub", "--database", "postgresql://parvis@127.0.0.1:9/parvis", "doctor")
    assert code == 1 and "✗ Base de données du système central : elle ne répond pas. 127.0.0.1:9/parvis" in said
    assert "→ Mettez PostgreSQL en marche" in said
