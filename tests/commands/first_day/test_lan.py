"""`kiosk lan` opens a box to the other screens of the building from its next start on, and closes it again."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk import settings
from kiosk.cli import main
from kiosk.services.lan import firewall
from kiosk.services.lan.firewall import Firewall


def lan(data: Path, state: str) -> str:
    result = CliRunner().invoke(main, ["lan", state], env={"KIOSK_DATA": str(data)})
    assert result.exit_code == 0, result.output
    return result.output


def test_what_is_opened_is_said_with_its_port_and_undone_as_easily(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firewall, "present", lambda: None)
    (tmp_path / "kiosk.toml").write_text('# la mairie\nsite_code = "RE"\n', "utf-8")
    assert "8643" in lan(tmp_path, "on")
    assert settings.read(tmp_path, {}).lan == "on"
    lan(tmp_path, "off")
    kept = settings.read(tmp_path, {})
    assert (kept.lan, kept.site_code) == ("off", "RE")
    assert "# la mairie" in (tmp_path / "kiosk.toml").read_text("utf-8")


def test_what_a_firewall_needs_is_said_and_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firewall, "present", lambda: Firewall.UFW)
    assert "    ufw allow 8643/tcp\n" in lan(tmp_path, "on")
    assert "ufw" not in lan(tmp_path, "off")
