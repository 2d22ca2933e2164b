"""The TLS settings of connections to a hub or a box: TLS 1.2 or later, with certificate and host name verified."""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

_CHOSEN = "SSL_CERT_FILE"
"""OpenSSL's variable for a file of authorities (X509_get_default_cert_file(3)); `capath` follows `SSL_CERT_DIR`."""


@cache
def hub_context() -> "ssl.SSLContext":
    """The TLS context of this process, which trusts the authorities of this machine.

    A town hall's own authority is put where its system looks for them (on Debian `update-ca-certificates`), or into the
    file that the variable `SSL_CERT_FILE` names. Where the system keeps them in a folder, OpenSSL reads the one that it
    needs: all 150 in memory take 2 MB. Where it keeps none in a folder (Windows, macOS, a bare container), the
    public authorities in `certifi` are trusted beside its own.

    TLS 1.2 is the minimum (ANSSI, « Recommandations de sécurité relatives à TLS », R3). It is set here because
    OpenSSL's own minimum depends on how Python was built: Debian's 3.13 takes it from the system's settings.
    """
    # Both are slow to import, so only with the first request to a hub: see `connection`.
    import ssl

    folder = ssl.get_default_verify_paths().capath
    if folder and next(Path(folder).glob("*.0"), None):  # by the hash of a name, as OpenSSL looks them up
        context = ssl.create_default_context(capath=folder)
        if os.environ.get(_CHOSEN):
            context.load_default_certs()
    else:
        import httpx

        context = httpx.create_ssl_context(trust_env=False)
        context.load_default_certs()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def context_of_one(authority: bytes) -> "ssl.SSLContext":
    """A TLS context that trusts one authority (its certificate in DER) and no other, as a tablet trusts its box. Raises
    `ssl.SSLError` where these bytes are no certificate."""
    import ssl

    context = ssl.create_default_context(cadata=authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
