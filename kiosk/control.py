"""How a command reaches the running application: over loopback, with the token of its data folder."""

from typing import Any

from filelock import FileLock, Timeout

from kiosk.errors import Refused, Unreachable
from kiosk.settings import Settings

TIMEOUT_S = 120.0


def ask(settings: Settings, action: str, details: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """The running application's answer, None where none runs. Raises the `Refused` or `Unreachable` it met."""
    paths = settings.paths
    if not _runs(settings) or not paths.address.exists() or not paths.control_token.exists():
        return None
    # Imported here: only commands that reach a running application need it.
    import httpx

    address, token = paths.address.read_text("utf-8"), paths.control_token.read_text("utf-8")
    try:
        answer = httpx.post(
            f"{address}/control/{action}", json=details or {}, headers={"X-Parvis-Control": token}, timeout=TIMEOUT_S,
            trust_env=False,
        )  # fmt: skip
    except httpx.ConnectError:
        return None
    except httpx.HTTPError as fault:  # another program has taken the port meanwhile, or the box is out of breath
        raise Refused("control-refused", status=type(fault).__name__) from fault
    found = answer.json() if answer.headers.get("Content-Type", "").startswith("application/json") else {}
    if answer.status_code == 409:
        kind = Unreachable if found.get("unreachable") else Refused
        raise kind(found["error"], **found["details"])
    if answer.status_code != 200:
        raise Refused("control-refused", status=answer.status_code)
    return dict(found)


def _runs(settings: Settings) -> bool:
    """Whether the folder is held; after a power cut its address stays, and may be another program's by now."""
    if not settings.data.is_dir():
        return False
    try:
        with FileLock(settings.paths.lock, timeout=0):
            return False
    except Timeout:
        return True
