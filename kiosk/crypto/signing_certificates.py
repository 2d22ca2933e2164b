"""The key and certificate with which a service signs, as a file of PKCS #12 (RFC 7292) holds them.

`cryptography` takes about 60 ms to import, and is imported at first use, as in `certificates`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.errors import Unreadable

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class SigningCertificate:
    """A key with its certificate: `pkcs12` holds both, and the certificates above, without a passphrase.

    `subject` is whom the certificate names, `issuer` who vouches for it. `may_sign`: its key usage, where it says one,
    has digitalSignature or nonRepudiation (RFC 5280 §4.2.1.3).
    """

    pkcs12: bytes = field(repr=False)
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    may_sign: bool


def read_pkcs12(data: bytes, passphrase: str) -> SigningCertificate:
    """What a file holds. Raises `Unreadable` where it is none, has no key, or another passphrase opens it."""
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, passphrase.encode() or None)
    except (ValueError, TypeError):
        raise Unreadable() from None
    if key is None or certificate is None:
        raise Unreadable()
    # Its other kinds of keys are none that such a file holds.
    plain = pkcs12.serialize_key_and_certificates(None, key, certificate, others or None, NoEncryption())  # type: ignore[arg-type]
    return SigningCertificate(
        plain,
        _name(certificate.subject),
        _name(certificate.issuer),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        _may_sign(certificate),
    )


def _name(name: "x509.Name") -> str:
    """The common name, else the whole name as RFC 4514 writes it."""
    from cryptography.x509.oid import NameOID

    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def _may_sign(certificate: "x509.Certificate") -> bool:
    from cryptography import x509

    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
