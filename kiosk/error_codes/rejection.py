"""Why a hub does not take an event in; the codes stand on the wire (docs/wire.md)."""

from enum import StrEnum


class Rejection(StrEnum):
    """Codes of `Rejected`, as a hub answers them. Words: context `rejection`."""

    BAD_EVENT = "bad-event"
    BAD_SIGNATURE = "bad-signature"
    CHANGED_EVENT = "changed-event"
    CLOSED_CASE = "closed-case"
    NOT_THEIRS = "not-theirs"
    REFERENCE_TAKEN = "reference-taken"
    REVOKED_SITE = "revoked-site"
    SEQUENCE_TAKEN = "sequence-taken"
    TWO_CASES = "two-cases"
    UNKNOWN_ATTACHMENT = "unknown-attachment"
    UNKNOWN_DICTIONARY = "unknown-dictionary"
    UNKNOWN_KEY = "unknown-key"
    UNKNOWN_REFERENCE = "unknown-reference"
    UNKNOWN_VERSION = "unknown-version"
    UNREADABLE = "unreadable"
    WRONG_HASH = "wrong-hash"
    WRONG_SITE = "wrong-site"
