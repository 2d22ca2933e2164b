"""A firewall that is on is named, with the commands that let other screens through and those that undo it."""

from pathlib import Path

from kiosk.services.lan import firewall
from kiosk.services.lan.firewall import Firewall


def test_a_machine_without_a_firewall_needs_nothing(tmp_path: Path) -> None:
    assert firewall.present(tmp_path, "posix") is None


def test_ufw_counts_once_it_is_enabled(tmp_path: Path) -> None:
    conf = tmp_path / "etc/ufw/ufw.conf"
    conf.parent.mkdir(parents=True)
    conf.write_text("# comment\nENABLED=no\nLOGLEVEL=low\n")
    assert firewall.present(tmp_path, "posix") is None
    conf.write_text("# comment\nENABLED=yes\nLOGLEVEL=low\n")
    assert firewall.present(tmp_path, "posix") is Firewall.UFW


def test_firewalld_counts_once_it_is_enabled(tmp_path: Path) -> None:
    link = tmp_path / "etc/systemd/system/dbus-org.fedoraproject.FirewallD1.service"
    link.parent.mkdir(parents=True)
    link.symlink_to("/usr/lib/systemd/system/firewalld.service")
    assert firewall.present(tmp_path, "posix") is Firewall.FIREWALLD


def test_windows_has_one_always(tmp_path: Path) -> None:
    assert firewall.present(tmp_path, "nt") is Firewall.WINDOWS


def test_each_is_opened_for_the_port_alone_and_closed_by_its_contrary() -> None:
    for kind in Firewall:
        opened, closed = firewall.commands(kind, 8643), firewall.commands(kind, 8643, opens=False)
        assert any("8643" in line for line in opened) and any("8643" in line for line in closed)
        assert opened != closed and len(opened) == len(closed)
