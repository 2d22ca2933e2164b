"""Tells a database that has no time just now from one that is broken."""

from psycopg import errors
from sqlalchemy.exc import OperationalError

_COLLISIONS = (errors.DeadlockDetected, errors.SerializationFailure)
_LATE = (errors.LockNotAvailable, errors.QueryCanceled, errors.TooManyConnections)
_SQLITE_LATE = ("database is locked", "interrupted")
"""SQLite's words, after `busy_timeout`, and at the end of the time that a page has (`limits`)."""


def is_collision(fault: OperationalError) -> bool:
    """Whether two transactions were in each other's way: the same one again may succeed at once."""
    return isinstance(fault.orig, _COLLISIONS)


def is_busy(fault: OperationalError) -> bool:
    """Whether a turn, a lock or an answer did not come in time, while nothing is wrong: later it may."""
    return isinstance(fault.orig, (*_COLLISIONS, *_LATE)) or str(fault.orig) in _SQLITE_LATE
