"""Keep one connection to the hub open between exchanges, so that TLS is not negotiated every minute."""

from collections.abc import Callable

from kiosk.connectors.hub.hub import Hub


class KeptHub:
    """Holds the connection to the hub that `make_hub` names; when that changes, the old connection is closed.

    Not safe between threads: the sync loop asks it during an exchange, of which there is one at a time.
    """

    def __init__(self, make_hub: Callable[[], Hub]) -> None:
        self._make_hub = make_hub
        self._kept: Hub | None = None

    def now(self) -> Hub:
        """The hub of the present enrolment, with the newest sealing key and epoch that the box knows."""
        fresh = self._make_hub()
        if self._kept is not None and _reached_by(self._kept) == _reached_by(fresh):
            self._kept.seal_key, self._kept.epoch = fresh.seal_key, fresh.epoch
        else:
            self.close()
            self._kept = fresh
        return self._kept

    def close(self) -> None:
        """Close the connection; the next exchange opens another."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None


def _reached_by(hub: Hub) -> tuple[str, str, str, str]:
    return hub.url, hub.token, hub.verify_key, hub.site_code
