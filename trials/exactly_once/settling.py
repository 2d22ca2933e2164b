"""Lets sites talk until nothing is left to send and nothing new is told."""

from collections.abc import Sequence

from kiosk.domain.time.retry import CAP_S
from trials.exactly_once.site import Site

SETTLES = 40
"""Exchanges after which what has not arrived, with everything mended, counts as stuck."""
QUIET = 2
"""Exchanges in a row with nothing to send: what the last batch has caused is told with the next."""


def talk(site: Site) -> float:
    """One turn of the loop; what it wants to wait is never longer than five minutes (OpenCRVS, ODK Collect)."""
    pause = site.loop.once()
    assert 0 <= pause <= CAP_S, f"given up: the loop of {site.code} waits {pause} s"
    return pause


def settle(sites: Sequence[Site]) -> None:
    """Let the loops talk until they are quiet, or for so long that something is stuck."""
    quiet = 0
    for _ in range(SETTLES):
        busy = 0.0 in [talk(site) for site in sites] or any(map(_waits, sites))
        quiet = 0 if busy else quiet + 1
        if quiet == QUIET:
            return


def _waits(site: Site) -> bool:
    """Whether a box still sends; what stands behind a refused event waits for the desk."""
    return bool(site.ids("SELECT id FROM outbox WHERE reference NOT IN (SELECT reference FROM attention)"))
