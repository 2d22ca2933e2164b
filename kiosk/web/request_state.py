"""What one application and one request of it hold: box, loops and secrets; whose session it is, at which station.

Marks on views are for code that runs before them. They are stored on the view's own function, whatever is wrapped
around it, so that the order of decorators is free. The files of a request stay in memory, and fit what its view takes:
Werkzeug would write files over 500 kB to the disk unencrypted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import unwrap
from io import BytesIO
from typing import IO, TypeVar
from weakref import WeakKeyDictionary

from flask import Flask, current_app, g, request
from flask import Request as FlaskRequest
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.formparser import FormDataParser

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
from kiosk.services.loops.background import LanSwitch, PrintLoop
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


class LanRequest(Struct, frozen=True):
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
    def actor(self) -> Actor:
        return Actor(
            self.station.id,
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
        return self.station.role == StationRole.TERMINAL and not self.mediator_id


@dataclass(slots=True)
class RequestState:
    """The state of a request; nothing of it outlives the answer.

    `lan` is what is known of a screen of the local network, None for a request of this machine.

    `session` is None for an answer that needs none. `station_token` is what the browser is told to be known by as a
    station, "" where it keeps what it has.

    `for_staff` is whether those who work here alone read the page, which is in French then; `staff_part` whether they
    alone read the part of a page that is being written.

    `served` is the box that the application serves, None until it is first asked for.

    `training` is the training that this request is a part of, None for what is real; `beside` is then the mediator's
    real session.
    """

    lan: LanRequest | None = field(default=None, repr=False)
    session: Session | None = field(default=None, repr=False)
    station_token: str = field(default="", repr=False)
    for_staff: bool = False
    staff_part: bool = False
    training: Training | None = field(default=None, repr=False)
    served: Box | None = field(default=None, repr=False)
    beside: Session | None = field(default=None, repr=False)


def request_state() -> RequestState:
    """The state of this request, empty when it is first asked for. Raises `RuntimeError` outside an application."""
    found: RequestState | None = g.get("parvis")
    if found is None:
        found = g.parvis = RequestState()
    return found


def forget_request_state(_: BaseException | None) -> None:
    """After a request: let go of its state, and of the keys in it.

    A page that was rendered leaves cycles of objects that lead to `g`, until Python happens to look for them.
    """
    g.pop("parvis", None)


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
    state: AppState = current_app.extensions[_EXTENSION]
    return state


AROUND_A_FILE = 200_000
"""Bytes for what a browser sends around a file: the other fields of its form."""

View = TypeVar("View", bound=Callable[..., object])


class Marks(Struct, frozen=True):
    """`polled`: pages request the view by themselves. `largest_body`: bytes it takes, None for the usual limit."""

    polled: bool = False
    largest_body: int | None = None


_MARKS: WeakKeyDictionary[Callable[..., object], Marks] = WeakKeyDictionary()
_NO_MARKS = Marks()


def mark_polled(view: View) -> View:
    """Mark a view that a page polls by itself: such a request is no sign that somebody is there."""
    _MARKS[unwrap(view)] = replace(marks(view), polled=True)
    return view


def takes_files(most: int) -> Callable[[View], View]:
    """Mark a view that accepts files of `most` bytes in all; every other view accepts forms only."""

    def mark(view: View) -> View:
        _MARKS[unwrap(view)] = replace(marks(view), largest_body=most + AROUND_A_FILE)
        return view

    return mark


def marks(view: Callable[..., object]) -> Marks:
    return _MARKS.get(unwrap(view), _NO_MARKS)


def marks_of_endpoint(endpoint: str | None) -> Marks:
    """The marks of the view that the current application has at an endpoint; the usual ones where there is none."""
    view = current_app.view_functions.get(endpoint) if endpoint else None
    return _NO_MARKS if view is None else marks(view)


def most_megabytes() -> int | None:
    """How many megabytes of files this request's view accepts, None where it accepts forms only."""
    most = marks_of_endpoint(request.endpoint).largest_body
    return None if most is None else (most - AROUND_A_FILE) // 1_000_000


class Request(FlaskRequest):
    """A request whose files are in memory, and whose size is limited by the view it goes to, before it is read."""

    @property
    def max_content_length(self) -> int | None:
        """Bytes; more is answered 413."""
        own = marks_of_endpoint(self.endpoint).largest_body
        return own if own is not None else super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        FlaskRequest.max_content_length.fset(self, value)  # type: ignore[attr-defined]  # a property, read of its class

    def make_form_data_parser(self) -> FormDataParser:
        parser = super().make_form_data_parser()
        parser.stream_factory = _in_memory
        return parser


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None = None,
    content_length: int | None = None,
) -> IO[bytes]:
    return BytesIO()
