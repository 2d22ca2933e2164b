"""Why a box does not reach its hub."""

from enum import StrEnum


class LineFault(StrEnum):
    """Codes of `Unreachable`. Words: context `line`."""

    BAD_ANSWER = "bad-answer"
    BAD_SIGNATURE = "bad-signature"
    HUB_BROKEN = "hub-broken"
    HUB_BUSY = "hub-busy"
    HUB_REFUSES = "hub-refuses"
    NO_HUB = "no-hub"
    NO_HUB_KEY = "no-hub-key"
    NO_HUB_TOKEN = "no-hub-token"
    NO_LINE = "no-line"
    PORTAL = "portal"
    TOO_MANY_TRIES = "too-many-tries"
    UNTRUSTED_HUB = "untrusted-hub"
