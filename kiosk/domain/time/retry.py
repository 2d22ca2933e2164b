"""How long to wait after a failed connection: exponential backoff with full jitter, capped, without giving up."""

FIRST_S = 2.0
CAP_S = 300.0
"""Five minutes: OpenCRVS reached nine hours at its fifteenth try, ODK Collect gave up at its thirteenth."""


def delay(failures: int, dice: float) -> float:
    """Seconds before the next try, after `failures` failures in a row (1 or more); `dice` is in [0, 1)."""
    ceiling = min(CAP_S, FIRST_S * 2.0 ** min(failures - 1, 30))
    return dice * ceiling
