"""The lines between boxes and the hub within one process: each request meets the harm that a fault has chosen."""

import contextlib
import random
import re
from collections import deque
from collections.abc import Callable
from enum import StrEnum

import httpx

Serve = Callable[[httpx.Request], httpx.Response]
"""The hub's answer to a request. Raises `httpx.TransportError` where it has died meanwhile."""
_PORTAL = b"<!DOCTYPE html><title>Wi-Fi</title><p>Bienvenue.</p>"
_OWN_HEADERS = {"content-length", "transfer-encoding", "connection"}


class Harm(StrEnum):
    """What one request meets, or its answer."""

    NONE = "none"
    DROP = "nothing reaches the hub"
    LOST_ANSWER = "the hub acts, and nobody hears its answer"
    DUPLICATE = "the hub gets the request twice"
    LATE_TWIN = "the hub gets a copy of the request after the next one"
    CUT_REQUEST = "half of the request reaches the hub"
    CUT_ANSWER = "half of the answer comes back"
    GARBLED_REQUEST = "garbled request"
    GARBLED_ANSWER = "garbled answer"
    PORTAL = "a page of the network's own, with status 200"
    SENT_ELSEWHERE = "302"
    TOO_LARGE = "413"
    NOT_NOW = "423"
    TOO_MANY = "429"
    BROKEN = "502"
    UNAVAILABLE = "503"
    HUB_DIES = "the hub is killed before its next commit"
    HUB_DIES_AFTER = "the hub is killed when it has acted, before it answers"
    HUB_DIES_TAKING = "the hub is killed before the next commit that stores an event"
    HUB_FULL = "the hub's disk does not take the next commit"
    HUB_FULL_TAKING = "the hub's disk does not take the next commit that stores an event"


REFUSALS = {
    Harm.PORTAL: 200, Harm.SENT_ELSEWHERE: 302, Harm.TOO_LARGE: 413, Harm.NOT_NOW: 423, Harm.TOO_MANY: 429,
    Harm.BROKEN: 502, Harm.UNAVAILABLE: 503,
}  # fmt: skip
"""An answer of somebody else than the hub, with its status."""
TAKING = (Harm.HUB_DIES_TAKING, Harm.HUB_FULL_TAKING)
AT_THE_HUB = (Harm.HUB_DIES, Harm.HUB_DIES_AFTER, Harm.HUB_FULL, *TAKING)
_CHUNK = re.compile(r".*/files/[^/]+/[^/]+")


class Lines:
    """Carries every request of this process to the hub; `harms` meet the next ones, one each, in their order.

    While it `garbles_chunks`, each chunk of a file arrives at its length, and with other bytes.
    """

    def __init__(self, serve: Serve, harm_hub: Callable[[Harm], None], dice: random.Random) -> None:
        self.harms: deque[Harm] = deque()
        self.down = self.garbles_chunks = False
        self._serve, self._harm_hub, self._dice = serve, harm_hub, dice
        self._late: list[httpx.Request] = []

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
            headers = {"Content-Type": "text/html", "Retry-After": "2", "Location": "http://127.0.0.1:1/portal"}
            return httpx.Response(REFUSALS[harm], headers=headers, content=_PORTAL)
        if harm in AT_THE_HUB:
            self._harm_hub(harm)
        match harm:
            case Harm.DROP:
                raise httpx.ConnectError("dropped")
            case Harm.CUT_REQUEST:
                self._in_vain(again(request, request.content[: len(request.content) // 2]))
                raise httpx.ReadError("cut")
            case Harm.LOST_ANSWER:
                self._in_vain(request)
                raise httpx.ReadError("nobody answers")
            case Harm.DUPLICATE:
                self._in_vain(request)
            case Harm.LATE_TWIN:
                self._late.append(again(request))
            case Harm.GARBLED_REQUEST:
                request = again(request, self._garbled(request.content))
        if self.garbles_chunks and _CHUNK.fullmatch(request.url.path):
            request = again(request, self._garbled(request.content))
        answer = self._serve(again(request))
        if harm is Harm.CUT_ANSWER:
            raise httpx.RemoteProtocolError("cut")
        body = answer.read()
        if harm is Harm.GARBLED_ANSWER:
            body = self._garbled(body)
        unpacked = {*_OWN_HEADERS, "content-encoding"}  # as `body` is
        kept = [(name, value) for name, value in answer.headers.multi_items() if name not in unpacked]
        return httpx.Response(answer.status_code, headers=kept, content=body)

    def _in_vain(self, request: httpx.Request) -> None:
        with contextlib.suppress(httpx.TransportError):
            self._serve(again(request)).read()

    def _garbled(self, data: bytes) -> bytes:
        """The same bytes, of which one to three are others."""
        changed = bytearray(data)
        for _ in range(self._dice.randint(1, 3) if changed else 0):
            changed[self._dice.randrange(len(changed))] ^= self._dice.randint(1, 255)
        return bytes(changed)


def again(request: httpx.Request, content: bytes | None = None) -> httpx.Request:
    """The same request once more, or with other bytes."""
    headers = [(name, value) for name, value in request.headers.multi_items() if name not in _OWN_HEADERS]
    return httpx.Request(
        request.method, request.url, headers=headers, content=request.content if content is None else content
    )
