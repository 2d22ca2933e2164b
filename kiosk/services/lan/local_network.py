"""What a box that serves the local network holds: name, certificate and codes; and what its firewall must let in."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from kiosk.crypto import certificates, keys
from kiosk.paths import Paths
from kiosk.process.lan_server import LanAddresses
from kiosk.services.box.box import Box
from kiosk.services.lan.pairs import Codes
from kiosk.store import sessions
from kiosk.store.sessions import LocalAuthority


@dataclass(slots=True)
class Lan:
    """`addresses` are those the machine has now; they follow it from one network to another."""

    of: LocalAuthority = field(repr=False)
    port: int
    codes: Codes = field(repr=False)
    addresses: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.of.name

    @property
    def url(self) -> str:
        return f"https://{self.name}:{self.port}/"

    @property
    def trust_url(self) -> str:
        return f"{self.url}trust"

    @property
    def urls_by_number(self) -> tuple[str, ...]:
        return tuple(f"https://{address}:{self.port}/" for address in self.addresses)

    @property
    def fingerprint(self) -> tuple[str, ...]:
        return certificates.certificate_fingerprint(self.of.authority.certificate)

    @property
    def certificate(self) -> bytes:
        """The authority's certificate, as devices install it (DER)."""
        return certificates.encode_certificate_der(self.of.authority.certificate)


RENEWED_BEFORE = timedelta(days=30)


def of_box(box: Box, here: LanAddresses) -> LocalAuthority:
    """The authority of this box, made now where it has none: for a name of its own and the networks it is in."""
    if kept := sessions.read_local_authority(box.store.read()):
        return kept
    name = f"parvis-{box.clock.new_id()[:4]}.local"
    at = box.clock.now()
    authority = certificates.new_authority(f"Parvis, {box.site.name}", (name,), here.networks, at)
    made = LocalAuthority(name, authority)
    with box.store.write() as db:
        if kept := sessions.read_local_authority(db):
            return kept
        sessions.insert_local_authority(db, made, at)
    return made


def file_of(paths: Paths) -> Path:
    """The file of the certificate under which the local network is served, with its key."""
    return paths.data / "lan.pem"


def renew_certificate(box: Box, of: LocalAuthority, here: LanAddresses) -> bool:
    """Make a certificate for the box's name and its addresses of now, unless the present one is good; says whether.

    It is good while it has more than 30 days left, and is for every address that the machine has.
    """
    path = file_of(box.settings.paths)
    now = box.clock.now()
    present = certificates.read_certificate_facts(path.read_bytes()) if path.exists() else None
    if (
        present
        and (of.name,) == present.names
        and set(here.addresses) <= set(present.addresses)
        and now < present.until - RENEWED_BEFORE
    ):
        return False
    new = path.with_name(f".{path.name}.{box.clock.new_id()[:8]}")
    keys.write_secret_file(new, certificates.issue_certificate(of.authority, (of.name,), here.addresses, now))
    os.replace(new, path)
    return True


_UFW = Path("/etc/ufw/ufw.conf")
_FIREWALLD = Path("/etc/systemd/system/dbus-org.fedoraproject.FirewallD1.service")
"""The link that `systemctl enable firewalld` makes."""


class Firewall(StrEnum):
    UFW = "ufw"
    FIREWALLD = "firewalld"
    WINDOWS = "windows"


def present(root: Path = Path("/"), system: str = os.name) -> Firewall | None:
    """The firewall that is on in this machine, from files that everybody may read; None where none is seen."""
    if system == "nt":
        return Firewall.WINDOWS
    with suppress(OSError):
        if "ENABLED=yes" in map(str.strip, (root / _UFW.relative_to("/")).read_text("utf-8", "replace").splitlines()):
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
