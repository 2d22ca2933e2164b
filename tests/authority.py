"""An authority of one's own, as a town's network has one, and a certificate that it signed."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class Certified:
    """Paths: the authority to trust, and the certificate and key of a server called `localhost`."""

    authority: Path
    certificate: Path
    key: Path


def certify(folder: Path, says_usage: bool = True) -> Certified:
    """Make all three in a folder. `says_usage`: the authority's certificate says what its key is for."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Autorité de Saint-Aubin")])
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    public = root_key.public_key()
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    root = (
        _begun(root_name, root_name, public)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(identifier, critical=False)
    )
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    root = (root.add_extension(usage, critical=True) if says_usage else root).sign(root_key, hashes.SHA256())
    signed = (
        _begun(name, root_name, key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    made = Certified(folder / "authority.pem", folder / "hub.pem", folder / "hub.key")
    made.authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    made.certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    made.key.write_bytes(key.private_bytes(*form))
    return made


def _begun(name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key)
    return builder.serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)
