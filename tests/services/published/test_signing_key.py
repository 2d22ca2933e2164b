"""A signing key is a file that its passphrase opens, and nothing else."""

from pathlib import Path

import pytest

from kiosk.crypto import keys
from kiosk.errors import Refused
from kiosk.services.published import signing_key

WORDS = "le vent sur la lande"


def test_the_file_opens_to_the_half_that_it_names(tmp_path: Path) -> None:
    file = tmp_path / "a.key"
    public = signing_key.make(file, WORDS)
    assert keys.verify_key(signing_key.seed_of(file, WORDS)) == public == signing_key.public_of(file)
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="wrong-key-passphrase"):
        signing_key.seed_of(file, WORDS + "s")


def test_a_short_passphrase_and_another_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="passphrase-too-short"):
        signing_key.make(tmp_path / "a.key", "court")
    for content in (b"", b"[]", b'{"sort": "parvis-signing-key"}', b'{"sort": 1, "key": "zz"}'):
        (tmp_path / "b.key").write_bytes(content)
        with pytest.raises(Refused, match="not-a-signing-key"):
            signing_key.public_of(tmp_path / "b.key")
