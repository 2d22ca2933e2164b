"""Why a box does not reach its hub, or a hub does not reach a system that it passes cases on to."""

from enum import StrEnum


class LineFault(StrEnum):
    """Codes of `Unreachable`. Words: context `line`."""

    ADDRESS_REFUSED = "address-refused"
    BAD_ANSWER = "bad-answer"
    BAD_SIGNATURE = "bad-signature"
    FOLDER_AWAY = "folder-away"
    FOLDER_FULL = "folder-full"
    HUB_BROKEN = "hub-broken"
    HUB_BUSY = "hub-busy"
    HUB_REFUSES = "hub-refuses"
    NOT_TAKEN = "not-taken"
    NO_HUB = "no-hub"
    NO_HUB_KEY = "no-hub-key"
    NO_HUB_TOKEN = "no-hub-token"
    NO_LINE = "no-line"
    NO_SECRET = "no-secret"
    NO_WEBHOOK_SECRET = "no-webhook-secret"
    PORTAL = "portal"
    RECEIVER_AWAY = "receiver-away"
    RECEIVER_BROKEN = "receiver-broken"
    RECEIVER_BUSY = "receiver-busy"
    RECEIVER_MOVED = "receiver-moved"
    RECEIVER_PRIVATE = "receiver-private"
    RECEIVER_REFUSES = "receiver-refuses"
    RECEIVER_UNTRUSTED = "receiver-untrusted"
    TOO_MANY_TRIES = "too-many-tries"
    UNCERTAIN = "uncertain"
    UNTRUSTED_HUB = "untrusted-hub"
