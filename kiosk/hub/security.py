"""What every response says to the browser: nothing inline, nothing from elsewhere, nothing kept."""

from flask import Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_YEAR = "public, max-age=31536000, immutable"


def secured(response: Response) -> Response:
    """The response with its headers; a static file asked for by its version may be kept, a page never."""
    for name, value in _ALWAYS.items():
        response.headers[name] = value
    versioned = request.endpoint == "static" and "v" in request.args and response.status_code in (200, 304)
    response.headers["Cache-Control"] = _YEAR if versioned else "no-store"
    return response
