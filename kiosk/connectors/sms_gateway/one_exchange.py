"""One request on a connection of its own, which is never sent a second time by itself."""

import threading
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from urllib.parse import SplitResult

from msgspec import Struct

from kiosk.connectors.addresses import Network
from kiosk.connectors.webhook.post import MOST_ANSWER, Pinned

TIMEOUT_S = 20.0
"""Seconds for a connection and a whole answer; less than half the lease of a destination."""


class Exchange(Struct, frozen=True):
    """An address that is asked without redirect or proxy."""

    address: SplitResult
    allowed: Sequence[Network]
    timeout_s: float = TIMEOUT_S

    def reach(self) -> None:
        """Connect, with the certificate verified, and send nothing. Raises `Unreachable` as `Pinned.connect` does."""
        connection = Pinned(self.address, self.allowed, self.timeout_s)
        try:
            connection.connect()
        finally:
            connection.close()

    def ask(self, method: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str] | None:
        """Status and text of the answer; None where none came, so that nobody knows what became of it.

        Raises `Unreachable` as `Pinned.connect` does: then nothing was sent.
        """
        connection = Pinned(self.address, self.allowed, self.timeout_s)
        late = threading.Timer(self.timeout_s, connection.break_off)
        late.start()
        try:
            connection.connect()
            connection.request(method, self._path, body, dict(headers))
            answer = connection.getresponse()
            said = answer.read(MOST_ANSWER)
        except (OSError, HTTPException):
            return None
        finally:
            late.cancel()
            connection.close()
        if connection.is_late or (answer.length and len(said) < MOST_ANSWER):  # what was cut off may look whole
            return None
        return answer.status, said.decode("utf-8", "replace")

    @property
    def _path(self) -> str:
        return self.address._replace(scheme="", netloc="", fragment="").geturl() or "/"
