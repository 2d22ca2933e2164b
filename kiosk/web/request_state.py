"""What one application and one request of it hold: box, loops and secrets; whose session it is, at which station."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, current_app, g
from markupsafe import Markup
from msgspec import Struct

from kiosk.crypto import keys, sealing
from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen.station import USUAL, Comfort, StationEnd, StationRole
from kiosk.domain.speech.listening import SILENT, Listening
from kiosk.http.try_buckets import Buckets
from kiosk.services.box.box import Actor, Box
from kiosk.services.bundles import Carrying
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import Pairs
from kiosk.services.loops.beside import LanSwitch, PrintLoop
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.services.setup.first_start import FirstStart
from kiosk.services.training.training import Training, Trainings
from kiosk.services.voices.voices import Voices


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
            sealing.derive_key(self.token.encode(), "parvis-session"),
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


@dataclass(slots=True)
class RequestState:
    """The state of a request; nothing of it outlives the answer.

    `lan` is what is known of a screen of the local network, None for a request of this machine.

    `session` is None for an answer that needs none. `station_token` is what the browser is told to be known by as a
    station, "" where it keeps what it has. `form_field` is the hidden field of every form of the page, None until a
    form asks for it; `someone_waits` is None until a page asks whether a citizen waits for the mediator to go.

    `for_staff` is whether those who work here alone read the page, which is in French then; `staff_part` whether they
    alone read the part of a page that is being written.

    `signs` is the folder of clips in sign language, None where there is none, and "" until a page asks for it.

    `served` is the box that the application serves, None until it is first asked for.

    `training` is the training that this request is a part of, None for what is real; `beside` is then the mediator's
    real session.
    """

    lan: LanVisit | None = field(default=None, repr=False)
    session: Session | None = field(default=None, repr=False)
    station_token: str = field(default="", repr=False)
    form_field: Markup | None = field(default=None, repr=False)
    someone_waits: bool | None = None
    for_staff: bool = False
    staff_part: bool = False
    signs: Path | str | None = ""
    training: Training | None = field(default=None, repr=False)
    served: Box | None = field(default=None, repr=False)
    beside: Session | None = field(default=None, repr=False)


def request_state() -> RequestState:
    """The state of this request, empty when it is first asked for. Raises `RuntimeError` outside an application."""
    found: RequestState | None = g.get("parvis")
    if found is None:
        found = g.parvis = RequestState()
    return found


_EXTENSION = "parvis"


def box() -> Box:
    """The box of this request. Nothing but this function knows whether it is a training's."""
    state = request_state()
    if state.training:
        return state.training.box
    if state.served is None:
        state.served = app_state().box
    return state.served


@dataclass(slots=True)
class AppState:
    """The state of an application. The token and the loops are set by whoever serves it, after it is assembled.

    `form_secret` ties form tokens to sessions. Without a `control_token` no command is accepted. `printing` and `sync`
    are None where the application runs without these loops. `carrying` is the bundle on its way to a stick.
    `first_start` is there while the box waits to be set up: its wizard is then the only page; `begin_work` starts the
    loops once it is over. `lan` is there while screens of the local network are served, and `lan_switch`
    opens and closes that. `voices` speak for every session.
    """

    box: Box
    form_secret: bytes = field(repr=False)
    control_token: str = field(default="", repr=False)
    printing: PrintLoop | None = None
    sync: SyncLoop | None = None
    trainings: Trainings = field(default_factory=Trainings, repr=False)
    tries: Buckets = field(default_factory=Buckets, repr=False)
    carrying: Carrying = field(default_factory=Carrying, repr=False)
    first_start: FirstStart | None = None
    lan: Lan | None = None
    lan_switch: LanSwitch | None = field(default=None, repr=False)
    begin_work: Callable[[], None] = field(default=lambda: None, repr=False)
    voices: Voices = field(init=False, repr=False)
    pairs: Pairs = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.voices = Voices(self.box.settings, lambda: self.box.catalogue, self.box.voice_notes)
        self.pairs = Pairs(self.box.clock)


def install_app_state(app: Flask, state: AppState) -> None:
    """Give an application its state; called before every `install` that uses it."""
    app.extensions[_EXTENSION] = state


def state_of(app: Flask) -> AppState:
    """The state of an application. Raises `KeyError` where none was installed."""
    state: AppState = app.extensions[_EXTENSION]
    return state


def app_state() -> AppState:
    """The state of the application that answers this request."""
    return state_of(current_app)
