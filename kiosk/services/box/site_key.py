"""The key with which this site signs its events and receipts, read from its file and compared with what it signed."""

import os
from datetime import date

from kiosk.crypto import keys
from kiosk.domain.proofs import receipt_proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths, make_durable
from kiosk.settings import Settings
from kiosk.store import upkeep_notes
from kiosk.store.database import Store


def code_on(settings: Settings, day: date) -> str:
    """The code that a number minted on a day (at the site) begins with."""
    changed = settings.new_site_code and settings.new_site_code_from
    return settings.new_site_code if changed and day.isoformat() >= settings.new_site_code_from else settings.site_code


def list_site_codes(settings: Settings) -> frozenset[str]:
    """Every code of this town hall: whatever day it is, a number that begins with one of them is its own."""
    return frozenset(filter(None, (settings.site_code, settings.new_site_code)))


class SiteSigningKey:
    """Holds the seed of the site's key (32 bytes), whose place another takes once the hub has revoked it."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed


def read_site_seed(paths: Paths, store: Store) -> bytes:
    """The seed of the site's key (32 bytes).

    Where a power cut came between the database and the file, the key that was to take a revoked one's place takes it.
    Raises what `keys.read_seed` does, and `Refused` (`damaged-secret`) for another key than the one that signed the
    last receipt: the hub would refuse each event, and each receipt would be a forgery.
    """
    if paths.next_site_key.exists() and _may_have_signed(keys.read_seed(paths.next_site_key), store):
        take_next(paths)
    seed = keys.read_seed(paths.site_key)
    if not _may_have_signed(seed, store):
        raise Refused(Refusal.DAMAGED_SECRET, path=str(paths.site_key))
    return seed


def make_next(paths: Paths) -> bytes:
    """Make the key that is to take the place of a revoked one, and write it beside; gives its seed."""
    paths.next_site_key.unlink(missing_ok=True)
    keys.write_secret_file(paths.next_site_key, keys.new_signing_key())
    return keys.read_seed(paths.next_site_key)


def take_next(paths: Paths) -> None:
    """Put the key that lies beside in the place of the revoked one, durable on return."""
    os.replace(paths.next_site_key, paths.site_key)
    make_durable(paths.data)


def _may_have_signed(seed: bytes, store: Store) -> bool:
    proof = upkeep_notes.read_latest_proof(store.read())
    return not proof or receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(proof)).signed_by(
        keys.verify_key(seed)
    )
