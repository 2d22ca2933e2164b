"""The TLS settings of connections to a hub: TLS 1.2 or later, certificate and host name checked."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


@cache
def hub_context() -> "ssl.SSLContext":
    """The one context of this process, with the public authorities that `certifi` lists.

    TLS 1.2 is the least (ANSSI, « Recommandations de sécurité relatives à TLS », R3). It is set here because the
    least that OpenSSL speaks by itself depends on who built Python: Debian's 3.13 leaves it to the system's settings.
    """
    # Both are slow to import, so only with the first request to a hub: see `connection`.
    import ssl

    import httpx

    context = httpx.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
