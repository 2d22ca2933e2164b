"""The key ring of a signed-in mediator: private keys of their services, kept in memory and never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DESK = "desk"
"""The service that every mediator of a site holds, for records that belong to no service of a procedure."""


class FactorKind(StrEnum):
    """Six words, a badge that a scanner or a camera reads, or a file."""

    PASSPHRASE = "passphrase"
    BADGE = "badge"
    KEY_FILE = "key-file"


@dataclass(frozen=True, slots=True)
class Ring:
    """Service id to private key (X25519, 32 bytes); empty if nobody is signed in. Its `repr` shows no key."""

    privates: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return bool(self.privates)

    @property
    def services(self) -> frozenset[str]:
        return frozenset(self.privates)


NOBODY = Ring()
