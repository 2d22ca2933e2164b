"""Which hosts an application answers for, so that no foreign page points a name of its own at it (DNS rebinding)."""

import ipaddress
from collections.abc import Collection

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""What this machine calls itself; nobody else can have it mean another."""


def inside(address: str) -> str:
    """The address if it is a path of this application, "" otherwise, so that `next` never leads to another site.

    Browsers take a backslash for a slash and leave control characters out (URL Standard), so none may stand in it.
    """
    path = address.startswith("/") and not address.startswith("//")
    return address if path and "\\" not in address and address.isprintable() else ""


def is_ours(host: str, names: Collection[str] = (), *, authority: str = "", addresses: bool = False) -> bool:
    """Whether the `Host` of a request is one of ours: this machine's own, one of `names` with any port, or exactly
    `authority`, a name with its port.

    With `addresses` every IP address is, since a name alone can be pointed elsewhere.
    """
    bare = host if host.endswith("]") else host.rsplit(":", 1)[0]
    named = bare in LOOPBACK or (bool(bare) and (host == authority or bare in names))
    return named or (addresses and _is_address(bare))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
