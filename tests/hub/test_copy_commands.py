"""Copying a hub and bringing the copy back, as an operator types it."""

import socket
from pathlib import Path

import pytest

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
