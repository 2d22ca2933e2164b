"""Certificates for tests: an authority, and keys of services that it vouches for, as files of PKCS #12."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "le pont sur la Vilaine"
SUBJECT = "Mairie de Saint-Aubin, état civil"
_AUTHORITY_KEY = ec.generate_private_key(ec.SECP256R1())
_LASTS = timedelta(days=300)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def authority(now: datetime) -> x509.Certificate:
    """Who vouches for the services."""
    return (
        x509.CertificateBuilder()
        .subject_name(_name("Autorité des tests"))
        .issuer_name(_name("Autorité des tests"))
        .public_key(_AUTHORITY_KEY.public_key())
        .serial_number(1)
        .not_valid_before(now - 2 * _LASTS)
        .not_valid_after(now + 2 * _LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(_AUTHORITY_KEY.public_key()), critical=False)
        .sign(_AUTHORITY_KEY, hashes.SHA256())
    )


def p12(now: datetime, *, until: timedelta = _LASTS, signs: bool = True) -> bytes:
    """The file of a service: valid from a day before `now`, or from a year before where it has ended."""
    key, above = ec.generate_private_key(ec.SECP256R1()), authority(now)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(SUBJECT))
        .issuer_name(above.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LASTS)
        .not_valid_after(now + until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(content_commitment=signs, key_encipherment=not signs), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(_AUTHORITY_KEY.public_key()), critical=False)
        .sign(_AUTHORITY_KEY, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"service", key, certificate, [above], BestAvailableEncryption(PASSPHRASE.encode())
    )


def authority_der(now: datetime) -> bytes:
    """The authority's certificate, for whoever verifies."""
    return authority(now).public_bytes(Encoding.DER)


def _usage(**on: bool) -> x509.KeyUsage:
    of = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign"
        " encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: on.get(name, False) for name in of.split()})
