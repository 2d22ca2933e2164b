"""What a signed-in mediator carries: the private halves of the services they hold. It is never written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DESK = "desk"
"""The service that every mediator of a site holds: for what belongs to no service of a procedure."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Service id to private half (X25519, 32 bytes). Nobody's ring is empty. It shows itself in no log."""

    privates: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return bool(self.privates)

    @property
    def services(self) -> frozenset[str]:
        """The ids of the services held."""
        return frozenset(self.privates)


NOBODY = Ring()
