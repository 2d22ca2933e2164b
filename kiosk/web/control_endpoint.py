"""Answers the commands of this machine: `POST /control/<operation>`, with the token of the data folder.

Not for people: without the token there is no such page.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue
from msgspec.structs import asdict

from kiosk.crypto import keys
from kiosk.errors import Refused, Unreachable, Unreadable
from kiosk.operations import OPERATIONS
from kiosk.operations.operation import HEADER, PREFIX, Operation, Running, from_json, to_json
from kiosk.web import session
from kiosk.web.request_state import app_state, box

endpoint = Blueprint("control", __name__, url_prefix=PREFIX)
_BY_NAME: Mapping[str, Operation[Any, Any]] = {operation.name: operation for operation in OPERATIONS}


@endpoint.before_request
def _check_token() -> None:
    token = app_state().control_token
    if not token or not keys.are_same_secrets(request.headers.get(HEADER, ""), token):
        abort(404)


@endpoint.errorhandler(Refused)
@endpoint.errorhandler(Unreadable)
@endpoint.errorhandler(Unreachable)
def _answer_refused(fault: Refused | Unreadable | Unreachable) -> ResponseReturnValue:
    """The fault as JSON, with status 409: its code, its details as text, and its class."""
    details = {name: str(value) for name, value in fault.details.items()}
    return {"error": fault.code, "details": details, "unreachable": isinstance(fault, Unreachable)}, 409


@endpoint.post("/<name>")
def post_operation(name: str) -> ResponseReturnValue:
    """Run the operation of that name with the details in the body, and answer with its result; both are JSON."""
    operation = _BY_NAME.get(name)
    if operation is None:
        abort(404)
    details = from_json(operation.details, request.get_json(silent=True))
    loop = session.current_loop()
    running = Running(loop.talk, session.wake_loops) if loop is not None else None
    return jsonify(to_json(operation.run(box(), running, **asdict(details))))
