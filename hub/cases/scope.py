"""Which cases a member of staff may see: those of some services, from some sites."""

from msgspec import Struct


class Scope(Struct, frozen=True):
    """Services and sites, each empty for all; a case is inside where both say so."""

    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


EVERYTHING = Scope()
"""Every case."""
