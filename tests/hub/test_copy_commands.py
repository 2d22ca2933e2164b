"""Copying a hub and bringing the copy back, as an operator types it."""

import socket
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.commands import hub as commands
from hub.hub import Hub
from hub.settings import HubSettings
from hub.trail.audit import lines
from tests.hub.samples import Box
from tests.hub.test_commands import opened, run


def test_a_copy_is_asked_for_its_passphrase_and_says_what_it_holds(tmp_path: Path) -> None:
    data, file, passphrase = tmp_path / "hub", tmp_path / "hub.copy", "le moulin sous la neige"
    run(data, "site", "SA", "Mairie de Saint-Aubin")
    code, said = run(data, "backup", str(file), typed=f"{passphrase}\n{passphrase}\n")
    assert code == 0, said
    assert f"Sauvegarde faite et relue en entier : {file}" in said and "lieux : 1, comptes : 0" in said
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])
    code, said = run(tmp_path / "other", "--port", free, "restore", str(file), typed=f"{passphrase}\n")
    assert code == 0, said
    assert "lieux : 1" in said and "systemctl start parvis-hub" in said
    again, first = opened(tmp_path / "other"), opened(data)
    assert again.verify_key == first.verify_key
    for hub in (again, first):
        hub.store.engine.dispose()


def test_a_copy_does_not_come_back_under_a_hub_that_runs(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ear:
        port = str(ear.getsockname()[1])
        code, said = run(tmp_path / "hub", "--port", port, "restore", str(tmp_path / "x"), typed="x\n")
    assert code == 1 and "systemctl stop parvis-hub" in said


def test_a_timer_s_passphrase_is_asked_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_HUB_COPY_PASSPHRASE", "le moulin sous la neige")
    code, said = run(tmp_path / "hub", "backup", str(tmp_path / "hub.copy"))
    assert code == 0 and (tmp_path / "hub.copy").exists(), said


def test_cases_are_written_for_one_account_and_the_trail_says_it(
    hub: Hub, box: Box, settings: HubSettings, tmp_path: Path
) -> None:
    box.send(box.submitted(), box.submitted())
    file = tmp_path / "dossiers.csv"
    asked = ["--data", str(settings.data), "export", str(file), "--state", "received"]
    address = ["--database", settings.database] if settings.database else []
    done = CliRunner().invoke(commands, [*address, *asked])
    assert (done.exit_code, done.output.strip()) == (0, "2"), done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text("utf-8-sig").count("Awa Benali") >= 2
    assert lines(hub.store)[0].action == "cases-exported"
