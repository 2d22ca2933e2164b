"""Why a station of the local network may come no more."""

from enum import StrEnum


class StationEnd(StrEnum):
    """Somebody took it off at the desk, or its cookie was used in two places. Words: context `station-end`."""

    REVOKED = "revoked"
    COPIED = "copied"
