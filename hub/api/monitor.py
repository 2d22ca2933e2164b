"""The addresses that machines watch the hub by: `/readyz` for a load balancer, `/metrics` for Prometheus."""

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, make_response, request
from werkzeug.exceptions import Unauthorized

from hub.hub import this_hub
from hub.monitoring import instruments, readiness
from hub.monitoring.instruments import EXTENSION
from kiosk.crypto import keys
from kiosk.http import form_tokens

monitor = Blueprint("monitor", __name__)
_PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP")
"""What a reverse proxy adds: a request that bears one of them comes from elsewhere, whatever its address says."""
_HERE = ("127.0.0.1", "::1")


@monitor.get("/readyz")
def ready() -> tuple[Response, int]:
    """`ready`, or 503 with a code for each thing that keeps this hub from taking cases."""
    wrong = readiness.faults(this_hub())
    return jsonify(status="not-ready" if wrong else "ready", faults=wrong), 503 if wrong else 200


@monitor.get("/metrics")
def metrics() -> Response:
    """The figures, to this machine itself or to whoever has the token of `metrics_token_file`.

    Raises `Unauthorized` for everybody else.
    """
    if not (_from_here() or _has_token()):
        raise Unauthorized
    content, kind = instruments.text(this_hub(), current_app.extensions[EXTENSION])
    answer = make_response(content)
    answer.headers["Content-Type"] = kind
    return answer


def _from_here() -> bool:
    """Whether the request was made on this machine, and not passed on by a proxy that runs here."""
    passed_on = any(name in request.headers for name in _PASSED_ON)
    return not passed_on and request.remote_addr in _HERE and form_tokens.is_ours(request.host)


def _has_token() -> bool:
    file, sent = this_hub().settings.metrics_token_file, request.headers.get("Authorization", "")
    if not file or not sent.startswith("Bearer "):
        return False
    token = Path(file).read_text("utf-8").strip()
    return bool(token) and keys.same(keys.token_hash(token), keys.token_hash(sent.removeprefix("Bearer ").strip()))
