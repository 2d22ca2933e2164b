"""The interface of a connector, which hands what a hub has taken on to another system."""

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, ClassVar, Protocol

from msgspec import Struct

from kiosk.domain.events.wire.bodies import NoticeChannel
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

Network = IPv4Network | IPv6Network
_HOLD_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"), IPv6Network("::ffff:0:0:0/96"))
"""Whose last 32 bits are the address that a gateway goes on to: NAT64 (RFC 6052), the IPv4-compatible ones, and the
IPv4-translated ones (RFC 2765)."""
_LOCAL = (IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
"""Of one network alone, which the library takes for public: local NAT64 (RFC 8215), and site-local (RFC 3879)."""


class DeliveryType(StrEnum):
    """What a delivery tells: an event of the person, as `EventType` names it, or what the hub did with the case. The
    last three tell the person: that their case has arrived, that it has news, and its number."""

    SUBMITTED = "submitted"
    SUPPLEMENT = "supplement"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    ERASURE = "erasure"
    ACCESS = "access"
    DECISION = "decision"
    ERASED = "erased"
    NOTICE_RECEIVED = "notice-received"
    NOTICE_NEWS = "notice-news"
    NOTICE_NUMBER = "notice-number"


NOTICES = (DeliveryType.NOTICE_RECEIVED, DeliveryType.NOTICE_NEWS, DeliveryType.NOTICE_NUMBER)
"""What the person is told; every other delivery is for another system."""


class Setting(Struct, frozen=True):
    """One setting of a connector: its name and the sentence of the manual.

    `needed`: nothing is delivered without it. `is_right` judges a value that is not empty. `choices`: the texts that it
    may be; none for any. What it may be is told in the words of `connector-setting`.
    """

    name: str
    sentence: str
    default: str = ""
    needed: bool = False
    is_right: Callable[[str], bool] = bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing that a destination is told.

    `id` is the same at every try, also after a restore: whoever gets one twice drops the second. `number` grows within
    a case. `data` are the contents, as JSON holds them. `tried`: an earlier try may have arrived.
    """

    id: str
    number: int
    type: DeliveryType
    at: datetime
    reference: str
    site: str
    service: str
    title: str
    data: Mapping[str, Any] = field(repr=False)
    tried: bool = False


class DeliveryParcel(Struct, frozen=True):
    """What is handed over in one go, of different cases: `number` counts the parcels of a destination from 1.

    The deliveries of a parcel that failed come in the same parcel again, unless one was erased meanwhile. `source`
    names the hub.
    """

    number: int
    at: datetime
    source: str
    deliveries: tuple[Delivery, ...]


class Connector(Protocol):
    """One way to another system. Its class is called with a destination's name, its settings, and a folder of keys."""

    kind: ClassVar[str]
    """Its name in the settings, unique among connectors, and that of its module."""
    settings: ClassVar[tuple[Setting, ...]]
    """What it is told besides the name, as the manual lists it."""
    most: ClassVar[int] = 1
    """Deliveries in a parcel, at most; 1 where each travels alone."""
    channel: ClassVar[NoticeChannel | None] = None
    """How it reaches the person themselves, with `NOTICES` alone; None for one that tells another system the rest.

    A person cannot drop a message that comes twice: `deliver` gives `uncertain` where nobody knows whether it arrived,
    raises `Unreachable` only where it surely did not, and `most` is 1. `data` has `to`, `subject`, `text`, `language`.
    """

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        """`settings` are judged already; one that was not given has its default."""

    @property
    def where(self) -> str:
        """Where it delivers to, for people: a host, a folder. No secret is in it."""

    def what_is_wrong(self) -> LineFault | None:
        """Why nothing could be delivered now; None where nothing stands against it. Delivers nothing itself."""

    def deliver(self, parcel: DeliveryParcel) -> LineFault | None:
        """Hand a parcel over; None once the other side has it, for good.

        Gives a code where the other side will never take this parcel as it is: staff are told. Raises `Unreachable`
        where time mends it, with `after_s` where the other side said how many seconds to wait.
        """

    def new_secret(self) -> str | None:
        """Make a new secret for both sides, for the other side to be told; None where this kind has none."""
        return None


def read_secret_line(path: str) -> str:
    """Its first line. Raises `Unreachable`: `no-secret` where there is no such file, or nothing in it."""
    try:
        lines = Path(path).read_text("utf-8-sig").splitlines()  # Notepad begins a file with a mark
    except (OSError, UnicodeDecodeError) as fault:
        raise Unreachable(LineFault.NO_SECRET) from fault
    if not lines or not lines[0].strip():
        raise Unreachable(LineFault.NO_SECRET)
    return lines[0].strip()


def parse_networks(written: str) -> tuple[Network, ...]:
    """The networks in a setting: `10.1.0.0/16, 192.168.1.20`. Raises `ValueError`."""
    return tuple(ip_network(part.strip()) for part in written.split(",") if part.strip())


def are_networks(written: str) -> bool:
    try:
        return bool(parse_networks(written))
    except ValueError:
        return False


def connect_to_host(host: str, port: int, allowed: Sequence[Network], timeout_s: float) -> socket.socket:
    """A connection to a host by an address that may be reached.

    Raises `Unreachable`: `receiver-away` where no name or no address answers, `receiver-private` where one of them lies
    in a network that is not `allowed`.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise Unreachable(LineFault.RECEIVER_AWAY) from fault
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(may_be_reached(address, allowed) for address in addresses):
        raise Unreachable(LineFault.RECEIVER_PRIVATE)
    for address in addresses:
        try:
            made = socket.create_connection((address, port), timeout_s)
        except OSError:
            continue
        # Headers and body are written one after the other: without it each waits 40 ms for the other side's word.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
    raise Unreachable(LineFault.RECEIVER_AWAY)


def may_be_reached(address: str, allowed: Sequence[Network]) -> bool:
    """Whether an address, and the IPv4 one within it, is of the public internet, or of one of these networks."""
    found = ip_address(address.partition("%")[0])
    if any(found in network for network in allowed if network.version == found.version):
        return True
    if isinstance(found, IPv6Address):
        within = found.ipv4_mapped or found.sixtofour
        if any(found in network for network in _HOLD_IPV4):
            within = IPv4Address(int(found) & 0xFFFF_FFFF)
        if within is not None:
            return may_be_reached(str(within), allowed)
        if any(found in network for network in _LOCAL):
            return False
    return found.is_global and not found.is_multicast
