"""The key with which this site signs its events and receipts, read from its file and compared with what it signed."""

from kiosk.crypto import keys
from kiosk.domain.proofs import receipt_proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths
from kiosk.store import contents
from kiosk.store.database import Store


def seed_of(paths: Paths, store: Store) -> bytes:
    """The seed of the site's key (32 bytes).

    Raises what `keys.read_seed` does, and `Refused` (`damaged-secret`) for another key than the one that signed the
    last receipt: the hub would refuse each event, and each receipt would be a forgery.
    """
    seed, proof = keys.read_seed(paths.site_key), contents.latest_proof(store.read())
    if proof and not receipt_proof.read(receipt_proof.text(proof)).signed_by(keys.verify_key(seed)):
        raise Refused(Refusal.DAMAGED_SECRET, path=str(paths.site_key))
    return seed
