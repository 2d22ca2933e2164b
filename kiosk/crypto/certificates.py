"""X.509 certificates of a box's own authority (RFC 5280): the only place that imports cryptography.

It takes about 60 ms to import, which a box of one screen should not pay: it is imported at first use.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from cryptography import x509

AUTHORITY_LASTS = timedelta(days=3650)
LEAF_LASTS = timedelta(days=397)
"""The most that browsers take (CA/Browser Forum, Baseline Requirements 6.3.2, before March 2026, less a day)."""
EARLIER = timedelta(days=1)
"""How long before now a certificate begins: a tablet whose clock is a few hours late takes it too."""
_GROUP = 4
Network = IPv4Network | IPv6Network
Networks = tuple[Network, ...]
_EVERYWHERE: dict[int, Network] = {4: IPv4Network("0.0.0.0/0"), 6: IPv6Network("::/0")}


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority of one box: its certificate (PEM), and its private key (PKCS #8, PEM)."""

    certificate: bytes
    key: bytes = field(repr=False)


class Facts(Struct, frozen=True):
    """What a certificate says: the names and addresses it is for, and until when."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    until: datetime


def new_authority(title: str, names: Iterable[str], networks: Networks, now: datetime) -> Authority:
    """A fresh authority that can vouch for these names and addresses in these networks, and for nothing else.

    Its key signs with P-256. The names that it may vouch for are held by a critical extension (RFC 5280, 4.2.1.10), so
    that a device that trusts it is deceived about no other site, even by who steals the key. `title` is read by people
    in their device's list of authorities.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    permitted += [x509.IPAddress(network) for network in networks]
    # Where it may vouch for no address, all are excluded: a kind that is not named is not constrained.
    versions = {network.version for network in networks}
    excluded = [x509.IPAddress(network) for version, network in _EVERYWHERE.items() if version not in versions]
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, title[:64])])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints(permitted, excluded or None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(_pem(made), _key_pem(key))


def issue_certificate(authority: Authority, names: tuple[str, ...], addresses: tuple[str, ...], now: datetime) -> bytes:
    """A certificate for a server under these names and addresses, and its fresh key, as one PEM text with the chain."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    issuer = x509.load_pem_x509_certificate(authority.certificate)
    signing: Any = serialization.load_pem_private_key(authority.key, None)
    key = ec.generate_private_key(ec.SECP256R1())
    called = [x509.DNSName(name) for name in names] + [x509.IPAddress(ip_address(address)) for address in addresses]
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now - EARLIER + LEAF_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(called), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False)  # type: ignore[arg-type]  # ours is P-256
        .sign(signing, hashes.SHA256())
    )
    return _key_pem(key) + _pem(made) + authority.certificate


def read_certificate_facts(certificate: bytes) -> Facts | None:
    """What the first certificate of a PEM text says, None where there is none to read."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificate(certificate)
        called = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return None
    names = tuple(called.get_values_for_type(x509.DNSName))
    addresses = tuple(str(address) for address in called.get_values_for_type(x509.IPAddress))
    return Facts(names, addresses, found.not_valid_after_utc)


def encode_certificate_der(certificate: bytes) -> bytes:
    """A PEM certificate as devices install it (DER)."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER)


def certificate_fingerprint(certificate: bytes) -> tuple[str, ...]:
    """The SHA-256 of a PEM certificate as every device shows it, in groups of four digits that two people compare."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    digits = x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex().upper()
    return tuple(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def is_confined(certificate: bytes) -> bool:
    """Whether these bytes (DER) are the certificate of an authority that may vouch for few names (RFC 5280, 4.2.1.10).

    The constraint has to be critical and name both names and addresses: a kind that it does not name is free.
    """
    from cryptography import x509

    try:
        extensions = x509.load_der_x509_certificate(certificate).extensions
        found = extensions.get_extension_for_class(x509.NameConstraints)
        authority = extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, x509.ExtensionNotFound):
        return False
    held = {type(name) for name in (*(found.value.permitted_subtrees or ()), *(found.value.excluded_subtrees or ()))}
    permits = {type(name) for name in found.value.permitted_subtrees or ()}
    return authority and found.critical and x509.DNSName in permits and {x509.DNSName, x509.IPAddress} <= held


def _pem(certificate: "x509.Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
