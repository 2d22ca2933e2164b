"""Send an operation to the running application over loopback, with the token of its data folder."""

from typing import Any, ParamSpec, TypeVar

import httpx
from filelock import FileLock, Timeout

from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.operations.operation import HEADER, Operation, from_json, to_json
from kiosk.paths import name_what_is_wrong
from kiosk.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
TIMEOUT_S = 120.0


def ask_running_box(settings: Settings, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
    """The result of the running application, None where none runs.

    Raises the `Refused` or `Unreachable` that the operation met there, `Refused` (`no-access`) where the folder is
    another account's, `Refused` (`control-refused`) where what answers is not the application, and
    `Refused` (`bad-details`) where it is another version of it.
    """
    paths = settings.paths
    with name_what_is_wrong(settings.data):
        if not _runs(settings) or not paths.address.exists() or not paths.control_token.exists():
            return None
        address, token = paths.address.read_text("utf-8"), paths.control_token.read_text("utf-8")
    try:
        answer = httpx.post(
            f"{address}{operation.path}",
            json=to_json(operation.details(*args, **kwargs)),
            headers={HEADER: token},
            timeout=TIMEOUT_S,
            trust_env=False,
        )
    except httpx.ConnectError:
        return None
    except httpx.HTTPError as fault:  # another program has taken the port meanwhile, or the box is out of breath
        raise Refused(Refusal.CONTROL_REFUSED, status=type(fault).__name__) from fault
    is_json = answer.headers.get("Content-Type", "").startswith("application/json")
    if answer.status_code == 409 and is_json:
        raise _met_there(answer.json())
    if answer.status_code != 200 or not is_json:
        raise Refused(Refusal.CONTROL_REFUSED, status=answer.status_code)
    return from_json(operation.result, answer.json())


def _met_there(refusal: dict[str, Any]) -> Refused | Unreachable:
    """The error in an answer of the application; `bad-details` for a code that only another version of it knows."""
    try:
        if refusal.get("unreachable"):
            return Unreachable(LineFault(refusal["error"]), **refusal["details"])
        return Refused(Refusal(refusal["error"]), **refusal["details"])
    except ValueError:
        return Refused(Refusal.BAD_DETAILS, field=f"error={refusal['error']}")


def _runs(settings: Settings) -> bool:
    # The address file alone proves nothing: after a power cut it remains, and its port may be another program's.
    if not settings.data.is_dir():
        return False
    try:
        with FileLock(settings.paths.lock, timeout=0):
            return False
    except Timeout:
        return True
