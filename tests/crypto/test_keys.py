"""Signatures, passphrases and secrets in files.
An authority vouches for its own box, and for nothing else that a device would believe.
What is packed with a dictionary is unpacked for ever, and never without end.
What is locked opens with its key, under its name, whole; anything else is refused.
"""

import hashlib
import os
import ssl
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from ipaddress import ip_network
from pathlib import Path

import pytest
import zstandard
from argon2.low_level import Type, hash_secret_raw
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis import strategies as st

from kiosk.crypto import certificates, keys, packing, sealing
from kiosk.crypto.packing import DICTIONARIES, UnknownDictionary, compress_bytes, decompress_bytes
from kiosk.domain.events.event import encode_canonical_body
from kiosk.errors import Refused, Unreadable
from scripts.wire_dictionary import MOST_BYTES
from trials.line.cases import filed, procedures

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


NAME = "parvis-1a2b.local"
NOW = datetime.now(UTC)
HOME = (ip_network("192.168.1.0/24"),)


@pytest.fixture(scope="module")
def authority() -> certificates.Authority:
    return certificates.new_authority("Parvis, Mairie de Saint-Aubin", (NAME,), HOME, NOW)


def shaken(authority: certificates.Authority, leaf: bytes, name: str, folder: Path) -> bool:
    """Whether a device that trusts the authority takes the leaf for the server of that name."""
    file = folder / "leaf.pem"
    file.write_bytes(leaf)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(file)
    trusting = ssl.create_default_context(cadata=authority.certificate.decode())
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(to_client, to_server, server_hostname=name)
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
    return client.version() is not None


@pytest.mark.parametrize(
    ("name", "addresses", "asked", "taken"),
    [
        (NAME, ("192.168.1.20",), NAME, True),
        (NAME, ("192.168.1.20",), "192.168.1.20", True),
        (NAME, ("10.0.0.1",), "10.0.0.1", False),
        (NAME, ("fd00::1",), "fd00::1", False),
        ("banque.example", (), "banque.example", False),
        (NAME, (), "192.168.1.20", False),
    ],
)
def test_a_leaf_is_taken_for_the_box_alone(
    authority: certificates.Authority, tmp_path: Path, name: str, addresses: tuple[str, ...], asked: str, taken: bool
) -> None:
    leaf = certificates.issue_certificate(authority, (name,), addresses, NOW)
    assert shaken(authority, leaf, asked, tmp_path) is taken


def test_a_box_without_a_network_of_its_own_vouches_for_no_address(tmp_path: Path) -> None:
    alone = certificates.new_authority("Parvis", (NAME,), (), NOW)
    assert not shaken(
        alone, certificates.issue_certificate(alone, (NAME,), ("192.168.1.20",), NOW), "192.168.1.20", tmp_path
    )
    assert shaken(alone, certificates.issue_certificate(alone, (NAME,), (), NOW), NAME, tmp_path)


def test_a_leaf_says_what_it_is_for_and_ends_within_397_days(authority: certificates.Authority) -> None:
    facts = certificates.read_certificate_facts(
        certificates.issue_certificate(authority, (NAME,), ("192.168.1.20",), NOW)
    )
    assert facts is not None
    assert (facts.names, facts.addresses) == ((NAME,), ("192.168.1.20",))
    assert timedelta(days=395) < facts.until - NOW <= timedelta(days=397)
    assert certificates.read_certificate_facts(b"nothing") is None


def test_the_fingerprint_is_read_in_groups_and_is_of_the_file_that_devices_install(
    authority: certificates.Authority,
) -> None:
    groups = certificates.certificate_fingerprint(authority.certificate)
    assert (
        "".join(groups)
        == hashlib.sha256(certificates.encode_certificate_der(authority.certificate)).hexdigest().upper()
    )
    assert {len(group) for group in groups} == {4}


def test_an_authority_that_could_vouch_for_any_name_is_told_from_a_box_s(authority: certificates.Authority) -> None:
    assert certificates.is_confined(certificates.encode_certificate_der(authority.certificate))
    nameless = certificates.new_authority("Parvis", (), HOME, NOW)
    assert not certificates.is_confined(certificates.encode_certificate_der(nameless.certificate))
    leaf = certificates.issue_certificate(authority, (NAME,), (), NOW)
    assert not certificates.is_confined(certificates.encode_certificate_der(leaf))
    assert not certificates.is_confined(b"") and not certificates.is_confined(authority.certificate)


KEPT = {1: "14216c448bff23ad6eb07ed116a92da5764b70ff237e442dec7f0f2044091f1f"}
"""The SHA-256 of each dictionary that shipped. A line is never changed: boxes hold what was packed with it."""


def test_a_dictionary_that_shipped_never_changes() -> None:
    for number in DICTIONARIES:
        kept = (files("kiosk.crypto") / "dictionaries" / f"{number}.zstd").read_bytes()
        assert sha256(kept).hexdigest() == KEPT[number] and len(kept) <= MOST_BYTES


def test_a_case_comes_back_to_the_byte() -> None:
    for number in (0, *DICTIONARIES):
        clear = "Nom de naissance : Benali · « É » · سميرة".encode() * 9
        assert decompress_bytes(compress_bytes(clear, number), len(clear)) == clear


def test_a_frame_says_which_dictionary_opens_it() -> None:
    assert zstandard.get_frame_parameters(compress_bytes(b"a" * 99, 1)).dict_id == packing.PRIVATE + 1


def test_the_questions_of_every_shipped_procedure_cost_a_few_bytes() -> None:
    for procedure in procedures():
        body = encode_canonical_body(filed(procedure, procedure.examples[-1], 7))
        assert len(compress_bytes(body, 1)) * 2 < len(compress_bytes(body)), procedure.id


def test_a_dictionary_of_a_later_version_is_said_to_be_unknown() -> None:
    later = bytearray((files("kiosk.crypto") / "dictionaries" / "1.zstd").read_bytes())
    later[4:8] = (packing.PRIVATE + 99).to_bytes(4, "little")
    packed = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(bytes(later))).compress(b"a" * 999)
    with pytest.raises(UnknownDictionary):
        decompress_bytes(packed, 1000)
    pair = sealing.new_pair()
    with pytest.raises(UnknownDictionary):
        sealing.unseal_packed(pair.private, sealing.seal_bytes(pair.public, packed), 1000)


def test_a_bomb_is_refused_before_it_is_whole() -> None:
    for number in (0, *DICTIONARIES):
        bomb = compress_bytes(bytes(200_000_000), number)
        assert len(bomb) < 20_000
        with pytest.raises(Unreadable):
            decompress_bytes(bomb, 1_000_000)


def test_what_is_no_whole_frame_is_unreadable() -> None:
    for packed in [b"", b"not packed", compress_bytes(b"a" * 999, 1)[:-3]]:
        with pytest.raises(Unreadable):
            decompress_bytes(packed, 1_000)


KEY = bytes(range(32))


@given(st.binary(max_size=300))
def test_a_key_opens_what_it_locked(clear: bytes) -> None:
    assert sealing.unlock_bytes(KEY, sealing.lock_bytes(KEY, clear, "case"), "case") == clear


@given(st.binary(min_size=1, max_size=60), st.data())
def test_one_changed_bit_opens_nothing(clear: bytes, data: st.DataObject) -> None:
    locked = bytearray(sealing.lock_bytes(KEY, clear, "case"))
    locked[data.draw(st.integers(0, len(locked) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        sealing.unlock_bytes(KEY, bytes(locked), "case")


def test_another_key_or_another_name_opens_nothing() -> None:
    for key, about in [(bytes(32), "case"), (KEY, "other")]:
        with pytest.raises(Unreadable):
            sealing.unlock_bytes(key, sealing.lock_bytes(KEY, b"Benali", "case"), about)


def test_what_was_never_locked_is_refused() -> None:
    for locked in [b"", b"short", bytes(24)]:
        with pytest.raises(Unreadable):
            sealing.unlock_bytes(KEY, locked, "case")


def test_only_the_private_half_reads_what_is_sealed() -> None:
    pair, other = sealing.new_pair(), sealing.new_pair()
    sealed = sealing.seal_bytes(pair.public, b"Benali")
    assert b"Benali" not in sealed
    assert sealing.unseal_bytes(pair.private, sealed) == b"Benali"
    assert sealing.pair_of_private(pair.private) == pair
    with pytest.raises(Unreadable):
        sealing.unseal_bytes(other.private, sealed)


def test_what_is_packed_comes_back_and_never_grows_beyond_its_cap() -> None:
    pair = sealing.new_pair()
    assert sealing.unseal_packed(pair.private, sealing.seal_packed(pair.public, b"a" * 1000), 1000) == b"a" * 1000
    bomb = sealing.seal_packed(pair.public, bytes(50_000_000))
    assert len(bomb) < 10_000
    with pytest.raises(Unreadable):
        sealing.unseal_packed(pair.private, bomb, 1_000_000)
    with pytest.raises(Unreadable):
        sealing.unseal_packed(pair.private, sealing.seal_bytes(pair.public, b"not packed"), 1000)


@given(st.lists(st.binary(max_size=50), max_size=6))
def test_a_stream_comes_back_in_order(chunks: list[bytes]) -> None:
    pieces = list(sealing.lock_stream(KEY, chunks, "file"))
    assert b"".join(sealing.unlock_stream(KEY, pieces, "file")) == b"".join(chunks)


def test_a_stream_cut_short_or_stirred_is_refused() -> None:
    pieces = list(sealing.lock_stream(KEY, [b"one", b"two", b"three"], "file"))
    for wrong in (pieces[:-1], [pieces[0], pieces[2], pieces[1], pieces[3]], pieces[1:], [], pieces[:1]):
        with pytest.raises(Unreadable):
            list(sealing.unlock_stream(KEY, wrong, "file"))


def test_a_secret_stretches_the_same_way_with_its_salt_only() -> None:
    salt = sealing.new_salt()
    assert sealing.stretch_secret("marché 123456", salt) == sealing.stretch_secret("marché 123456", salt)
    assert sealing.stretch_secret("marché 123456", salt) != sealing.stretch_secret("marché 123456", sealing.new_salt())


def test_a_secret_is_stretched_with_argon2id_64_mib_three_passes() -> None:
    salt, costs = sealing.new_salt(), {"time_cost": 3, "memory_cost": 65_536, "parallelism": 1}
    whole = hash_secret_raw(b"secret", salt, **costs, hash_len=sealing.KEY_BYTES, type=Type.ID)
    assert sealing.stretch_secret("secret", salt) == whole
    assert whole != hash_secret_raw(b"secret", salt, **costs | {"memory_cost": 1024}, hash_len=32, type=Type.ID)


def test_keys_of_two_purposes_have_nothing_in_common() -> None:
    assert sealing.derive_key(KEY, "one") != sealing.derive_key(KEY, "two")
    assert len(sealing.derive_key(KEY, "one")) == sealing.KEY_BYTES == len(sealing.new_random_key())
