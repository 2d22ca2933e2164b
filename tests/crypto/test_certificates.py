"""An authority vouches for its own box, and for nothing else that a device would believe."""

import hashlib
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from kiosk.crypto import certificates

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
