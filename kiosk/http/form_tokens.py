"""Holds other sites off: which hosts are ours, which addresses are inside, and forms with a token of ours (CSRF)."""

import hmac
import ipaddress
from collections.abc import Collection
from typing import TypedDict
from urllib.parse import urlsplit

from flask import request
from markupsafe import Markup

from kiosk.crypto import keys

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""What this machine calls itself; nobody else can have it mean another."""


def keep_own_path(address: str) -> str:
    """The address if it is a path of this application, "" otherwise, so that `next` never leads to another site.

    Browsers take a backslash for a slash and leave control characters out (URL Standard), so none may stand in it.
    """
    path = address.startswith("/") and not address.startswith("//")
    return address if path and "\\" not in address and address.isprintable() else ""


def is_own_host(host: str, names: Collection[str] = (), *, authority: str = "", addresses: bool = False) -> bool:
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


FIELD = "token"
"""The name of the hidden field with the token, and so of no other field of a form."""
_READ_ONLY = ("GET", "HEAD", "OPTIONS")


class CookieFlags(TypedDict):
    """The flags of a cookie, as arguments of `Response.set_cookie` and `delete_cookie`."""

    httponly: bool
    samesite: str
    secure: bool


def make_cookie_flags(secure: bool) -> CookieFlags:
    """Flags under which no script reads a cookie and no other site has it sent; `secure`: over https only."""
    return CookieFlags(httponly=True, samesite="Strict", secure=secure)


def make_form_token(secret: bytes, *bound: str) -> str:
    """The token of the forms that are bound to these random ids, which the browser's cookies name; hexadecimal."""
    return hmac.digest(secret, "\n".join(bound).encode("utf-8", "surrogatepass"), "sha256").hex()


def hidden_field(form_token: str) -> Markup:
    """The field that brings a form's token back, for templates."""
    return Markup('<input type="hidden" name="%s" value="%s">') % (FIELD, form_token)


def are_sent() -> bool:
    """Whether this request may change something; what no page takes is told as such, so it counts as one that reads."""
    return request.method not in _READ_ONLY and request.routing_exception is None


def came_from_us(expected: str, authorities: Collection[str] = ()) -> bool:
    """Whether this request's form stood on one of our own pages: it brings the `expected` token (never ""), and its
    browser names no other site.

    `authorities` are the names with ports that we are reached by, beside that of this request. `Origin: null` counts as
    another site: our pages name their origin (`Referrer-Policy: same-origin`), and a browser sends `null` for a
    sandboxed frame, a `data:` page, or a form that another site redirected here (Fetch Standard).
    """
    origin = request.headers.get("Origin")
    if origin and _authority(origin) not in (request.host, *filter(None, authorities)):
        return False
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return False
    return bool(expected) and keys.are_same_secrets(request.form.get(FIELD, ""), expected)


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # `http://[`
        return ""
