"""A server that speaks exactly one version of TLS, with a certificate of its own, for real handshakes."""

import datetime
import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

CERTIFICATE = "certificate.pem"
_A_DAY = datetime.timedelta(days=1)
ANYTHING = "DEFAULT@SECLEVEL=0"
"""Ciphers of OpenSSL's lowest security level, which allows the old versions where nothing else forbids them."""


@contextmanager
def speaking_only(version: ssl.TLSVersion, folder: Path) -> Iterator[int]:
    """Serve handshakes of this version until the block ends; yields the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(ANYTHING)
    context.load_cert_chain(folder / CERTIFICATE if (folder / CERTIFICATE).exists() else certificate(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1 is wanted here because it is old
        context.minimum_version = context.maximum_version = version
    with socket.create_server(("127.0.0.1", 0)) as ear:
        threading.Thread(target=_serve, args=(ear, context), daemon=True).start()
        yield ear.getsockname()[1]
        ear.shutdown(socket.SHUT_RDWR)


def spoken(context: ssl.SSLContext, port: int) -> str | None:
    """The TLS version that a client with this context negotiates at that port, None where they do not agree.

    The certificate is not verified and every cipher allowed, so that only the context's minimum version can refuse.
    """
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(ANYTHING)
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as line, context.wrap_socket(line) as secured:
            return secured.version()
    except ssl.SSLError:
        return None


def _serve(ear: socket.socket, context: ssl.SSLContext) -> None:
    with suppress(OSError):
        while True:
            near, _ = ear.accept()
            with near, suppress(OSError):
                context.wrap_socket(near, server_side=True).recv(1)


def certificate(folder: Path) -> Path:
    """A key and a certificate for `localhost`, of which it is itself the authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + _A_DAY)
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    path = folder / CERTIFICATE
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return path
