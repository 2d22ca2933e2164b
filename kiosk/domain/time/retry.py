"""How long to wait after a failed connection: exponential backoff with full jitter, capped, without giving up.

The box's talk with its hub and the hub's deliveries to every other system wait by it.
"""

FIRST_S = 2.0
CAP_S = 300.0
"""Five minutes: OpenCRVS reached nine hours at its fifteenth try, ODK Collect gave up at its thirteenth."""


def compute_retry_delay(failures: int, dice: float, asked: float = 0) -> float:
    """Seconds before the next try, after `failures` failures in a row (1 or more); `dice` is in [0, 1).

    `asked` are the seconds for which a busy hub asked: at least these, and up to half of them more, so that its boxes
    do not all come back at once. The cap holds whatever it asks.
    """
    if asked:
        return min(asked, CAP_S / 1.5) * (1 + dice / 2)
    ceiling = min(CAP_S, FIRST_S * 2.0 ** min(failures - 1, 30))
    return dice * ceiling
