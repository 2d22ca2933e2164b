"""The interface of a connector, which hands what a hub has taken on to another system."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Protocol

from msgspec import Struct

from kiosk.domain.events.wire.bodies import NoticeChannel
from kiosk.error_codes import LineFault


class DeliveryType(StrEnum):
    """What a delivery tells: an event of the person, as `EventType` names it, or what the hub did with the case.

    The last three tell the person: that their case has arrived, that it has news, and its number.
    """

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


class Parcel(Struct, frozen=True):
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
    """Its name in the settings, unique among connectors, and that of its folder."""
    label: ClassVar[str]
    """What it is, in English; pages have words of their own in `templates/hub/connectors/<kind>.html`."""
    settings: ClassVar[tuple[Setting, ...]]
    """What it is told besides the name, as the manual lists it."""
    most: ClassVar[int]
    """Deliveries in a parcel, at most; 1 where each travels alone."""
    channel: ClassVar[NoticeChannel | None]
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

    def deliver(self, parcel: Parcel) -> LineFault | None:
        """Hand a parcel over; None once the other side has it, for good.

        Gives a code where the other side will never take this parcel as it is: staff are told. Raises `Unreachable`
        where time mends it, with `after_s` where the other side said how many seconds to wait.
        """

    def new_secret(self) -> str | None:
        """Make a new secret for both sides, for the other side to be told; None where this kind has none."""
