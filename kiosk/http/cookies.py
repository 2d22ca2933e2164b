"""How every cookie of box and hub is guarded."""

from typing import TypedDict


class CookieFlags(TypedDict):
    """The flags of a cookie, as arguments of `Response.set_cookie` and `delete_cookie`."""

    httponly: bool
    samesite: str
    secure: bool


def guarded(secure: bool) -> CookieFlags:
    """Flags under which no script reads a cookie and no other site has it sent; `secure`: over https only."""
    return CookieFlags(httponly=True, samesite="Strict", secure=secure)
