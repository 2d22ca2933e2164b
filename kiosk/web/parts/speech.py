"""How the person of this session listens, as pages tell their player (`<body data-speech>`)."""

import json
from functools import lru_cache
from typing import TypedDict

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.speech.listening import Listening
from kiosk.store.people import people
from kiosk.web.request import session
from kiosk.web.request.request_state import request_state


class Described(TypedDict):
    """What the player of a page needs to know, in the names that its scripts use."""

    reading: bool
    rate: int
    volume: int
    private: str
    alone: bool
    listenKey: str
    headsetIn: str
    headsetOut: str


class ReadAloud(Struct, frozen=True):
    """What templates know of it: whether this page is `reading`, by which key, and `told`, `Described` as JSON."""

    reading: bool
    key: str
    told: str


def listen(chosen: Listening) -> None:
    """Keep how the person of this session listens."""
    session.store(replace(session.current(), speech=chosen))


def described() -> Described:
    """The settings of this session, the site's where the person chose nothing."""
    settings, speech = session.box().settings, session.current().speech
    return Described(
        reading=speech.reading,
        rate=speech.rate,
        private=speech.private,
        alone=speech.alone and not request_state().for_staff,
        volume=_usual_volume() if speech.volume is None else speech.volume,
        listenKey=settings.listen_key,
        headsetIn=settings.headset_in_key,
        headsetOut=settings.headset_out_key,
    )


def read_aloud() -> ReadAloud:
    """How the person of this page listens."""
    told = described()
    return ReadAloud(told["reading"], told["listenKey"], _as_json(tuple(told.items())))


@lru_cache(maxsize=256)
def _as_json(told: tuple[tuple[str, object], ...]) -> str:
    return json.dumps(dict(told))


def _usual_volume() -> int:
    """How loud a session begins: as measured at this station, else as the settings say."""
    here = session.current().station_id
    measured = people.speaker(session.box().store.read(), here) if here else None
    return session.box().settings.speech_volume if measured is None else measured
