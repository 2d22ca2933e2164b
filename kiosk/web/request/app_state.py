"""The state that one application holds for all its requests: box, secrets, loops, attempt limits."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app

from kiosk.http.try_buckets import Buckets
from kiosk.services.box.box import Box
from kiosk.services.bundles.carrying import Carrying
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import Pairs
from kiosk.services.loops.beside import LanSwitch
from kiosk.services.loops.print_loop import PrintLoop
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.services.setup.first_start import FirstStart
from kiosk.services.training.training import Trainings
from kiosk.services.voices.voices import Voices
from kiosk.web.request.request_state import request_state

_EXTENSION = "parvis"


def box() -> Box:
    """The box of this request. Nothing but this function knows whether it is a training's."""
    state = request_state()
    if state.training:
        return state.training.box
    if state.served is None:
        state.served = box_of(current_app)
    return state.served


def box_of(app: Flask) -> Box:
    """The box an application serves."""
    return state_of(app).box


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


def install(app: Flask, state: AppState) -> None:
    """Give an application its state; called before every other `install` that uses it."""
    app.extensions[_EXTENSION] = state


def state_of(app: Flask) -> AppState:
    """The state of an application. Raises `KeyError` where none was installed."""
    state: AppState = app.extensions[_EXTENSION]
    return state


def app_state() -> AppState:
    """The state of the application that answers this request."""
    return state_of(current_app)
