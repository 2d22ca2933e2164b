"""What every answer of box and hub gets: a number in the log, security headers, compression.

No inline code, no other site, no caching: the values follow the OWASP Secure Headers Project (HTTP Headers Cheat
Sheet).
"""

import gzip
from collections.abc import Mapping
from typing import TypeVar

from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk import logs
from kiosk.clock import Clock

LENGTH = 6
"""Readable characters, 30 bits: enough to find a line by, and short enough to be said on the telephone."""
Answer = TypeVar("Answer", bound=AnyResponse)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
        " media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""The same at box and hub. Sounds are the box's: its pages are read aloud.

Under `same-origin` no other site learns an address, and pages still name their own origin, which `form_tokens` reads;
under `no-referrer` browsers say `Origin: null` of every form (Fetch Standard, "append a request Origin header").
"""
CAMERA = "camera=(self), microphone=(), geolocation=()"
"""`Permissions-Policy` of the pages that use the camera: to join a copy, to sign in, to verify a receipt."""


def install_request_numbers(app: Flask, clock: Clock) -> None:
    """Number every request, before anything else is done with it."""
    app.before_request(lambda: logs.bind_request(clock.readable(LENGTH)))
    app.teardown_request(lambda _: logs.bind_request(""))


def add_security_headers(response: Response) -> Response:
    """The response with these headers, each once, except those its view has set itself."""
    there = {name.lower() for name, _ in response.headers}
    response.headers.extend({name: value for name, value in HEADERS.items() if name.lower() not in there})
    return response


def clear_browser_data(response: Answer) -> Answer:
    """Have the browser delete what it stored of this site: after whoever works here has left, and between two citizens.

    Not its cookies: they name the station, the neighbours on this domain have theirs, and the session's is replaced
    anyway. Browsers obey over https and on this machine itself.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


SMALLEST_BYTES = 1000
LEVEL = 1
"""A page of 5 kB shrinks to 1.7 kB; a higher level saves 80 bytes more and costs time for every page."""


def takes_gzip() -> bool:
    """Whether this request's browser accepts gzip; `gzip;q=0` says that it does not (RFC 9110, 12.5.3)."""
    return request.accept_encodings.quality("gzip") > 0


def compress_text(response: Response) -> Response:
    """The response, its text packed for browsers that take gzip."""
    if (
        response.direct_passthrough
        or response.status_code < 200
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith("text/")
    ):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST_BYTES:
        response.headers.add("Vary", "Accept-Encoding")
        if takes_gzip():
            response.set_data(gzip.compress(body, LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    return response
