"""Signatures, passphrases and secrets in files."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.crypto import keys
from kiosk.errors import Refused

SEED = bytes(range(32))


def test_a_signature_is_verified_with_the_public_half() -> None:
    signature = keys.sign_bytes(SEED, b"acknowledged")
    assert len(signature) == 64
    assert keys.is_valid_signature(keys.verify_key(SEED), b"acknowledged", signature)


def test_the_first_vector_of_rfc_8032_holds() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert keys.verify_key(seed) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert keys.sign_bytes(seed, b"").hex().startswith("e5564300c360ac729086e2cc806e828a")


@settings(max_examples=50)
@given(some.binary(max_size=200), some.integers(0, 63), some.integers(1, 255))
def test_one_changed_byte_of_a_signature_is_noticed(message: bytes, place: int, change: int) -> None:
    signature = bytearray(keys.sign_bytes(SEED, message))
    signature[place] ^= change
    assert not keys.is_valid_signature(keys.verify_key(SEED), message, bytes(signature))


def test_a_misshapen_key_or_signature_is_not_verified_and_raises_nothing() -> None:
    for key, signature in [("", b""), ("zz", b"x" * 64), ("00" * 31, b"x" * 64), ("00" * 32, b"")]:
        assert not keys.is_valid_signature(key, b"message", signature)


def test_two_new_keys_differ() -> None:
    assert keys.new_signing_key() != keys.new_signing_key()
    assert len(keys.new_signing_key()) == keys.SEED_BYTES


def test_a_passphrase_is_hashed_with_argon2id_64_mib_three_passes() -> None:
    hashed = keys.hash_passphrase("le marché du samedi")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert keys.passphrase_matches(hashed, "le marché du samedi")
    assert not keys.passphrase_matches(hashed, "le marche du samedi")
    assert not keys.needs_rehash(hashed)


def test_a_hash_that_cannot_be_read_matches_nothing() -> None:
    assert not keys.passphrase_matches("", "x")
    assert not keys.passphrase_matches("$argon2id$v=19$torn", "x")


def test_a_weaker_hash_asks_to_be_made_again() -> None:
    assert keys.needs_rehash(
        "$argon2id$v=19$m=8192,t=1,p=1$e8v6dVS1W7ikx5eC7YNNBw$ng0Uoc133a939r4MCRsRucjVZwQT8Liwv/P1SU8VFu8"
    )


def test_a_token_is_kept_as_its_sha256() -> None:
    assert keys.token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_same_compares_any_text() -> None:
    assert keys.are_same_secrets("é\ud800", "é\ud800")
    assert not keys.are_same_secrets("a", "b")


def test_a_secret_is_read_back_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    keys.write_secret_file(path, b"\x00secret")
    assert keys.read_secret_file(path) == b"\x00secret"
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["signing.key"]


def test_a_secret_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    keys.write_secret_file(path, b"first")
    with pytest.raises(Refused, match="secret-exists"):
        keys.write_secret_file(path, b"second")
    assert keys.read_secret_file(path) == b"first"
    assert len(list(tmp_path.iterdir())) == 1


def test_of_eight_writers_at_once_one_wins_and_its_secret_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"

    def write(number: int) -> bool:
        try:
            keys.write_secret_file(path, bytes([number]) * 1000)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(8))) == 1
    assert len(set(keys.read_secret_file(path))) == 1


def test_a_missing_secret_is_refused_by_its_code(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no-secret"):
        keys.read_secret_file(tmp_path / "nothing.key")


def test_importing_keys_imports_neither_library() -> None:
    code = "import sys, kiosk.crypto.keys; sys.exit(any(name in sys.modules for name in ('nacl', 'argon2')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_that_a_disk_has_shortened_is_no_key(tmp_path: Path, size: int) -> None:
    path = tmp_path / "database.key"
    path.write_bytes(bytes(size))
    with pytest.raises(Refused, match="damaged-secret"):
        keys.read_seed(path)


def test_half_of_a_secret_that_was_being_written_is_swept_away_and_no_other_file(tmp_path: Path) -> None:
    keys.write_secret_file(tmp_path / "site.key", b"whole")
    (tmp_path / ".site.key.0123456789abcdef").write_bytes(b"ha")
    (tmp_path / ".another").touch()
    keys.remove_unfinished_secrets(tmp_path / "site.key")
    assert {path.name for path in tmp_path.iterdir()} == {"site.key", ".another"}
