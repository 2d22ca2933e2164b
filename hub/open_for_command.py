"""Opens the hub that a command works on; the libraries of the extra `hub` are imported only then."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.settings import HubSettings


def open_for_command(chosen: "HubSettings") -> "Hub":
    """The hub of these settings, by this machine's clock. Raises what `hub.opening.open_hub` raises."""
    from hub.opening import open_hub
    from kiosk.clock import Clock

    return open_hub(chosen, Clock())
