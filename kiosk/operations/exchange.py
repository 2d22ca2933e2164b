"""What a box exchanges with its hub, from the desk and from the command line."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Box
from kiosk.services.exchange import enrol
from kiosk.services.loops import sync_loop
from kiosk.services.loops.sync_loop import Talk
from kiosk.services.published import follow


@dataclass(frozen=True, slots=True)
class Invitation:
    """The address of a hub, and the one-time code that its operator gave."""

    url: str
    code: str = field(repr=False)


class Enrolled(Struct, frozen=True):
    """The name under which the hub knows this box; `new_key` where a new key has taken the place of a revoked one."""

    name: str
    new_key: bool = False


@operation("enroll")
def enroll(box: Box, details: Invitation, running: Running | None) -> Enrolled:
    """Make the box known to a hub. Raises what `enrolling.enroll` raises."""
    before = box.site_seed
    enrolled = enrol.enroll(box, details.url, details.code)
    return Enrolled(enrolled.name, box.site_seed != before)


class File(Struct, frozen=True):
    """What a root or a bundle holds: JSON."""

    content: str


class TrustedRoot(Struct, frozen=True):
    """The number of the root, the public keys that may sign lists, and how many have to; None where there is none."""

    number: int
    keys: tuple[str, ...]
    threshold: int
    until: date | None


class Taken(Struct, frozen=True):
    """Whether something came into force."""

    changed: bool


@operation("trust-root")
def trust_root(box: Box, details: File, running: Running | None) -> TrustedRoot:
    """Trust whoever a root names. Raises what `follow.trust` raises."""
    follow.trust(box, follow.read_file(details.content.encode()))
    return _told(box)


@operation("trusted-root")
def show_root(box: Box, details: Nothing, running: Running | None) -> TrustedRoot:
    """Whom this box trusts to publish."""
    return _told(box)


@operation("take-publication")
def take_publication(box: Box, details: File, running: Running | None) -> Taken:
    """Take a publication that came by hand. Raises what `follow.take` raises."""
    return Taken(follow.take_by_hand(box, details.content.encode()))


def _told(box: Box) -> TrustedRoot:
    root = follow.root(box.store.read())
    if root is None:
        return TrustedRoot(0, (), 0, None)
    return TrustedRoot(root.number, root.lists.keys, root.lists.threshold, root.until)


@operation("sync")
def talk(box: Box, details: Nothing, running: Running | None) -> Talk:
    """Send what is due and bring back what the hub says. Raises `Unreachable`."""
    if running:
        return running.talk()
    with closing(enrol.hub_of(box)) as hub:
        return sync_loop.talk(box, hub)
