"""A key that signs publications: an Ed25519 seed in a file that only a passphrase opens, kept away from any hub."""

import json
from pathlib import Path

from kiosk.crypto import keys, sealing
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Unreadable

_SORT = "parvis-signing-key"
LEAST = 12
"""Characters of a passphrase, at least: whoever finds the file may try as long as they like."""


def make(path: Path, passphrase: str) -> str:
    """Make a key in a new file (0600); gives its public half, in hexadecimal.

    Raises `Refused`: `passphrase-too-short`, `secret-exists` (a key is never overwritten).
    """
    if len(passphrase.strip()) < LEAST:
        raise Refused(HubRefusal.PASSPHRASE_TOO_SHORT, least=LEAST)
    seed, salt = keys.new_signing_key(), sealing.new_salt()
    public = keys.verify_key(seed)
    locked = sealing.lock(sealing.stretched(passphrase, salt), seed, f"{_SORT} {public}")
    written = {"sort": _SORT, "key": public, "salt": salt.hex(), "locked": locked.hex()}
    keys.write_secret(path, json.dumps(written, indent=1).encode() + b"\n")
    return public


def public_of(path: Path) -> str:
    """The public half, which needs no passphrase. Raises `Refused` (`not-a-signing-key`, `no-secret`)."""
    return str(_read(path)["key"])


def seed_of(path: Path, passphrase: str) -> bytes:
    """The private half. Raises `Refused`: `not-a-signing-key`, `no-secret`, `wrong-key-passphrase`."""
    written = _read(path)
    key = sealing.stretched(passphrase, bytes.fromhex(written["salt"]))
    try:
        return sealing.unlock(key, bytes.fromhex(written["locked"]), f"{_SORT} {written['key']}")
    except Unreadable:
        raise Refused(Refusal.WRONG_KEY_PASSPHRASE, path=str(path)) from None


def _read(path: Path) -> dict[str, str]:
    try:
        written = json.loads(keys.read_secret(path))
        if written["sort"] == _SORT and all(bytes.fromhex(written[name]) for name in ("key", "salt", "locked")):
            return {name: str(value) for name, value in written.items()}
    except (ValueError, TypeError, KeyError):
        pass  # another file, told below as any other is
    raise Refused(Refusal.NOT_A_SIGNING_KEY, path=str(path))
