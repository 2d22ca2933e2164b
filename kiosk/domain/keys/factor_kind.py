"""The kinds of first factor that a mediator signs in with, beside a PIN."""

from enum import StrEnum


class FactorKind(StrEnum):
    """Six words, a badge that a scanner or a camera reads, or a file."""

    PASSPHRASE = "passphrase"
    BADGE = "badge"
    KEY_FILE = "key-file"
