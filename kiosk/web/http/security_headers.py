"""The security headers of every answer of box and hub: no inline code, no other site, no caching.

The values follow the OWASP Secure Headers Project (HTTP Headers Cheat Sheet).
"""

from collections.abc import Mapping

from flask import Response

SHARED: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""The headers of the hub, and of the box except for those in `BOX`."""
_POLICY = "Content-Security-Policy"
BOX: Mapping[str, str] = {
    **SHARED,
    _POLICY: SHARED[_POLICY] + "; media-src 'self'",
    "Referrer-Policy": "same-origin",
}
"""The box plays sounds of its own: pages are read aloud. It refuses a form whose browser says `Origin: null`, which
under `no-referrer` browsers say of every form (Fetch Standard, "append a request Origin header"). Under `same-origin`
no other site learns an address either.
"""


def mark(response: Response, headers: Mapping[str, str]) -> Response:
    """The response with these headers, each once, except those its view has set itself."""
    there = {name.lower() for name, _ in response.headers}
    response.headers.extend({name: value for name, value in headers.items() if name.lower() not in there})
    return response
