"""The person in front of a screen as a request knows them: their session, their station, what they may open."""

from msgspec import Struct

from kiosk.crypto import keys, sealing
from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen.station import USUAL, Comfort, StationEnd, StationRole
from kiosk.domain.speech.listening import SILENT, Listening
from kiosk.services.box.box import Actor


class Station(Struct, frozen=True):
    """`role` is None for a browser that nobody has signed in on; `mm_per_px` and `distance_mm` 0 where not measured."""

    id: str = ""
    role: StationRole | None = None
    mm_per_px: float = 0.0
    distance_mm: int = 0


class LanVisit(Struct, frozen=True):
    """A request from the local network, from this `station`; one without an id for a screen that nobody enrolled.

    `ended_why` is why its station may come no more; `next_cookie` is what it is known by from now on, "" where that
    stays.
    """

    station: Station = Station()
    ended_why: StationEnd | None = None
    next_cookie: str = ""


class Session(Struct, frozen=True):
    """One browser's session. `kept` says that it is in the database; before anything is chosen it need not be."""

    token: str
    station: Station
    preferences: Preferences
    comfort: Comfort = USUAL
    speech: Listening = SILENT
    mediator_id: str = ""
    mediator_name: str = ""
    kept: bool = False
    case_id: str = ""
    confirming: str = ""
    ring: Ring = NOBODY
    idle: bool = False

    @property
    def station_id(self) -> str:
        return self.station.id

    @property
    def role(self) -> StationRole | None:
        """What this screen is for, None where nobody has signed in yet."""
        return self.station.role

    @property
    def actor(self) -> Actor:
        return Actor(
            self.station_id,
            self.mediator_id,
            self.mediator_name,
            keys.token_hash(self.token) if self.kept else "",
            sealing.derived(self.token.encode(), "parvis-session"),
            self.ring,
            self.terminal,
            self.comfort.size != USUAL.size,
        )

    @property
    def signed_in(self) -> bool:
        """Whether a mediator is at this screen and their keys are at hand; not on a screen turned to a citizen."""
        return bool(self.mediator_id and self.ring) and not self.idle and not self.confirming

    @property
    def terminal(self) -> bool:
        """Whether this screen is a citizen's alone."""
        return self.role == StationRole.TERMINAL and not self.mediator_id
