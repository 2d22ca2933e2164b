"""The box's own authority, made when it first serves the local network, and its certificate, renewed by itself."""

import os
from datetime import timedelta
from pathlib import Path

from kiosk.crypto import certificates, keys
from kiosk.paths import Paths
from kiosk.process.lan_addresses import LanAddresses
from kiosk.services.box.box import Box
from kiosk.store.people import local_authority
from kiosk.store.people.local_authority import LocalAuthority

RENEWED_BEFORE = timedelta(days=30)


def of_box(box: Box, here: LanAddresses) -> LocalAuthority:
    """The authority of this box, made now where it has none: for a name of its own and the networks it is in."""
    if kept := local_authority.kept(box.store.read()):
        return kept
    name = f"parvis-{box.clock.new_id()[:4]}.local"
    at = box.clock.now()
    authority = certificates.new_authority(f"Parvis, {box.site.name}", (name,), here.networks, at)
    made = LocalAuthority(name, authority)
    with box.store.write() as db:
        if kept := local_authority.kept(db):
            return kept
        local_authority.keep(db, made, at)
    return made


def file_of(paths: Paths) -> Path:
    """The file of the certificate under which the local network is served, with its key."""
    return paths.data / "lan.pem"


def renew(box: Box, of: LocalAuthority, here: LanAddresses) -> bool:
    """Make a certificate for the box's name and its addresses of now, unless the present one is good; says whether.

    It is good while it has more than 30 days left, and is for every address that the machine has.
    """
    path = file_of(box.settings.paths)
    now = box.clock.now()
    present = certificates.facts(path.read_bytes()) if path.exists() else None
    if (
        present
        and (of.name,) == present.names
        and set(here.addresses) <= set(present.addresses)
        and now < present.until - RENEWED_BEFORE
    ):
        return False
    new = path.with_name(f".{path.name}.{box.clock.new_id()[:8]}")
    keys.write_secret(new, certificates.issue(of.authority, (of.name,), here.addresses, now))
    os.replace(new, path)
    return True
