"""The TLS settings of connections to a hub: TLS 1.2 or later, with certificate and host name verified."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


@cache
def hub_context() -> "ssl.SSLContext":
    """The TLS context of this process, which trusts the public authorities in `certifi` and those of this machine.

    A town hall's own authority is put where its system looks for them (on Debian `update-ca-certificates`), or into the
    file that the variable `SSL_CERT_FILE` names.

    TLS 1.2 is the minimum (ANSSI, « Recommandations de sécurité relatives à TLS », R3). It is set here because
    OpenSSL's own minimum depends on how Python was built: Debian's 3.13 takes it from the system's settings.
    """
    # Both are slow to import, so only with the first request to a hub: see `connection`.
    import ssl

    import httpx

    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
