"""The firewall of this machine, as far as anybody may see it, and the commands that let other screens through.

Nothing here changes anything: the commands are shown, and typed by an administrator.
"""

import os
from enum import StrEnum
from pathlib import Path

_UFW = Path("/etc/ufw/ufw.conf")
_FIREWALLD = Path("/etc/systemd/system/dbus-org.fedoraproject.FirewallD1.service")
"""The link that `systemctl enable firewalld` makes."""


class Firewall(StrEnum):
    """A firewall that closes ports unless it is told otherwise."""

    UFW = "ufw"
    FIREWALLD = "firewalld"
    WINDOWS = "windows"


def present(root: Path = Path("/"), system: str = os.name) -> Firewall | None:
    """The firewall that is on in this machine, from files that everybody may read; None where none is seen."""
    if system == "nt":
        return Firewall.WINDOWS
    if "ENABLED=yes" in _lines(root / _UFW.relative_to("/")):
        return Firewall.UFW
    return Firewall.FIREWALLD if (root / _FIREWALLD.relative_to("/")).is_symlink() else None


def needs(port: int) -> tuple[str, ...]:
    """What an administrator of this machine types about `port`, as `commands`; nothing where there is no firewall."""
    found = present()
    return commands(found, port) if found else ()


def commands(firewall: Firewall, port: int) -> tuple[str, ...]:
    """What an administrator types to let other screens reach `port`.

    ufw lets multicast DNS through by itself (before.rules); firewalld has a service of that name; Windows is told to
    let the local network alone in.
    """
    match firewall:
        case Firewall.UFW:
            return (f"ufw allow {port}/tcp",)
        case Firewall.FIREWALLD:
            rules = (f"--add-port={port}/tcp", "--add-service=mdns")
            return (*(f"firewall-cmd --permanent {rule}" for rule in rules), "firewall-cmd --reload")
        case Firewall.WINDOWS:
            rule = "dir=in action=allow protocol=TCP remoteip=localsubnet"
            return (f'netsh advfirewall firewall add rule name="Parvis" {rule} localport={port}',)


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return []
