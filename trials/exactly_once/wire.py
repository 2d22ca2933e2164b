"""The lines between boxes and the hub within one process: each request meets the harm that a rule has chosen."""

import contextlib
import random
import re
from collections import deque
from collections.abc import Callable
from enum import StrEnum

import httpx

from trials.laboratory.line import garbled

Serve = Callable[[httpx.Request], httpx.Response]
"""The hub's answer to a request. Raises `HubGone` where it has died meanwhile."""
_PORTAL = b"<!DOCTYPE html><title>Wi-Fi</title><p>Bienvenue.</p>"
_OWN_HEADERS = {"content-length", "transfer-encoding", "connection"}


class Harm(StrEnum):
    """What one request meets, or its answer."""

    NONE = "none"
    DROP = "drop"
    """Nothing reaches the hub."""
    LOST_ANSWER = "lost answer"
    """The hub acts; nobody hears its answer."""
    DUPLICATE = "duplicate"
    LATE_TWIN = "late twin"
    """The hub gets a copy of the request after the next one."""
    CUT_ANSWER = "cut answer"
    GARBLED_REQUEST = "garbled request"
    GARBLED_ANSWER = "garbled answer"
    PORTAL = "portal"
    """A page of the network's own, with status 200."""
    BUSY = "busy"
    BROKEN = "broken"
    NO_VERSION_3 = "no version 3"
    """Whatever stands before the hub knows no address of version 3."""
    HUB_DIES = "hub dies"
    """The hub is killed before the commit of its next transaction."""
    HUB_DIES_AFTER = "hub dies after"
    """The hub is killed when it has acted, before it answers."""
    HUB_DIES_TAKING = "hub dies taking"
    """The hub is killed before the commit of the next transaction that stores an event."""
    HUB_FULL = "hub full"
    """The hub's disk does not take the next commit."""
    HUB_FULL_TAKING = "hub full taking"
    """It does not take the next one that stores an event."""


REFUSALS = {
    Harm.PORTAL: (200, "text/html", _PORTAL),
    Harm.BUSY: (503, "text/plain", b""),
    Harm.BROKEN: (502, "text/html", _PORTAL),
}
TAKING = (Harm.HUB_DIES_TAKING, Harm.HUB_FULL_TAKING)
AT_THE_HUB = (Harm.HUB_DIES, Harm.HUB_DIES_AFTER, Harm.HUB_FULL, *TAKING)
_CHUNK = re.compile(r"/api/v3/files/[^/]+/[^/]+")


class Lines:
    """Carries every request of this process to the hub; `harms` meet the next ones, one each, in their order.

    While it `garbles_chunks`, each chunk of a file arrives at its length, and with other bytes.
    """

    def __init__(self, serve: Serve, harm_hub: Callable[[Harm], None]) -> None:
        self.harms: deque[Harm] = deque()
        self.down = self.garbles_chunks = False
        self._serve, self._harm_hub = serve, harm_hub
        self._late: list[httpx.Request] = []
        self._dice = random.Random(1)

    def calm(self) -> None:
        """From now on nothing fails, and nothing that was held back arrives any more."""
        self.down = self.garbles_chunks = False
        self.relent()
        self._late.clear()

    def relent(self) -> None:
        """The next requests meet nothing."""
        self.harms.clear()
        self._harm_hub(Harm.NONE)

    def carry(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request, as httpx's own transport gives it. Raises `httpx.TransportError`."""
        request.read()
        harm = Harm.DROP if self.down else self.harms.popleft() if self.harms else Harm.NONE
        twins, self._late = self._late, []
        try:
            return self._carried(request, harm)
        finally:
            for twin in twins:
                self._in_vain(twin)

    def _carried(self, request: httpx.Request, harm: Harm) -> httpx.Response:
        if harm in REFUSALS:
            status, kind, body = REFUSALS[harm]
            return httpx.Response(status, headers={"Content-Type": kind, "Retry-After": "2"}, content=body)
        if harm in AT_THE_HUB:
            self._harm_hub(harm)
        match harm:
            case Harm.DROP:
                raise httpx.ConnectError("dropped")
            case Harm.LOST_ANSWER:
                self._in_vain(request)
                raise httpx.ReadError("nobody answers")
            case Harm.DUPLICATE:
                self._in_vain(request)
            case Harm.LATE_TWIN:
                self._late.append(again(request))
            case Harm.NO_VERSION_3 if "/v3/" in request.url.path:
                return httpx.Response(404)
            case Harm.GARBLED_REQUEST:
                request = again(request, garbled(request.content, self._dice))
        if self.garbles_chunks and _CHUNK.fullmatch(request.url.path):
            request = again(request, garbled(request.content, self._dice))
        answer = self._serve(again(request))
        if harm is Harm.CUT_ANSWER:
            raise httpx.RemoteProtocolError("cut")
        body = answer.read()
        if harm is Harm.GARBLED_ANSWER:
            body = garbled(body, self._dice)
        kept = [(name, value) for name, value in answer.headers.multi_items() if name not in _OWN_HEADERS]
        return httpx.Response(answer.status_code, headers=kept, content=body)

    def _in_vain(self, request: httpx.Request) -> None:
        with contextlib.suppress(httpx.TransportError):
            self._serve(again(request)).read()


def again(request: httpx.Request, content: bytes | None = None) -> httpx.Request:
    """The same request once more, or with other bytes."""
    headers = [(name, value) for name, value in request.headers.multi_items() if name not in _OWN_HEADERS]
    return httpx.Request(
        request.method, request.url, headers=headers, content=request.content if content is None else content
    )
