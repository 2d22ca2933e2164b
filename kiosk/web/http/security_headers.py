"""The security headers of every answer of box and hub: nothing inline, nothing from elsewhere, nothing kept.

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
"""What the hub says, and the box but for `BOX`."""
BOX: Mapping[str, str] = {**SHARED, "Referrer-Policy": "same-origin"}
"""The box refuses a form whose browser says `Origin: null`, which under `no-referrer` browsers say of every form (Fetch
Standard, "append a request Origin header"). Under `same-origin` no other site learns an address either.
"""


def mark(response: Response, headers: Mapping[str, str]) -> Response:
    """The response with these headers, each but where its view has said another value; each once."""
    there = {name.lower() for name, _ in response.headers}
    response.headers.extend({name: value for name, value in headers.items() if name.lower() not in there})
    return response
