"""An HTTP connection to a hub: what a site asks and is told is sealed both ways, but for chunks of files it sends."""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from kiosk.clock import Clock
from kiosk.connectors.hub.answers import Answer
from kiosk.connectors.tls import hub_context
from kiosk.domain.events.sealed import MEDIA_TYPE, EventOutcome, Sealed, open_message, seal_message, to_wire
from kiosk.domain.events.wire import batch
from kiosk.domain.events.wire.reading import Message, Misfit, convert, encode
from kiosk.domain.events.wire.statements import HelloStatement
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable, Unreadable

PROBE_TIMEOUT_S = 5.0
"""Seconds without a byte after which nobody answers: somebody may wait for it at the desk."""
TIMEOUT_S = 30.0
"""Seconds without a byte after which a request fails."""
KEPT_S = 70.0
"""Seconds for which an idle connection is kept open: longer than the pause between two exchanges (`sync_every_s`), and
shorter than the 75 s after which nginx, which often stands before a hub, closes it."""
MOST_BYTES = 32 << 20
"""The largest answer that is read, unpacked: a hundred updates with their longest words are a tenth of that."""
MOST_PROBED = 4096
"""The bytes of an answer that are read to tell who gave it."""
LONGEST_S = 120.0
"""Seconds within which an answer that has begun has to be whole, however steadily it drips."""
BYTES = "application/octet-stream"
_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
"""OpenSSL's words for a certificate that no known authority signed, that is for another name, or whose time is over."""
_BUSY = (429, 503)
"""Answers that may say when to come again (RFC 9110 §10.2.3)."""


def judged(event: Sealed, entry: Mapping[str, Any], verify_key: str, site: str) -> Answer:
    """The answer to one event of a site; it is acknowledged only if this hub signed for exactly this event.

    Where the hub refused what was changed on the way, the event is sent again.
    """
    try:
        match convert(batch.Answer, entry):
            case batch.Later(code=code, seconds=seconds):
                return Answer(event.id, EventOutcome.LATER, code=code, seconds=seconds or 0)
            case batch.Refused():
                code, detail = signed_statement.read_refusal(entry, verify_key, to_wire(event), site)
                return Answer(event.id, EventOutcome.REJECTED, code=code, detail=detail)
        signed = signed_statement.read_of_event(
            entry, verify_key, event=event.id, sha256=event.sha256, site=site, reference=event.filed
        )
    except Misfit:
        return Answer(event.id, EventOutcome.UNBELIEVED, code=LineFault.BAD_ANSWER)
    except Unreachable as fault:
        return Answer(event.id, EventOutcome.UNBELIEVED, code=fault.code)
    return Answer(event.id, EventOutcome(entry["outcome"]), signed.statement, signed.signature)


class Answering(StrEnum):
    """Who answers at the hub's address."""

    HUB = "hub"
    SOMEBODY_ELSE = "somebody-else"
    NOBODY = "nobody"


def who_answers(url: str, verify_key: str, question: str, timeout_s: float = PROBE_TIMEOUT_S) -> Answering:
    """Ask who answers; `verify_key` is the hub's, `question` 32 hexadecimal digits that were never asked before."""
    door, host = _open_door(url)
    for place in filter(None, (url.rstrip("/"), door)):
        answer = first_bytes(f"{place}/api/v2/hello?asked={question}", timeout_s)
        if answer is None:
            continue
        told, elsewhere = answer
        if _is_signed(told, verify_key, question):
            return Answering.HUB
        # What stands before a hub may send from http to https, and to nowhere else.
        sent_on = place == door and elsewhere.startswith(f"https://{host}/")
        return Answering.NOBODY if sent_on else Answering.SOMEBODY_ELSE
    return Answering.NOBODY


def _open_door(url: str) -> tuple[str, str]:
    """The address of the same machine without TLS, and its name; "" for a hub that has no TLS, or a port of its own."""
    scheme, _, machine = url.rstrip("/").partition("://")
    return (f"http://{machine}", machine) if scheme == "https" and ":" not in machine else ("", machine)


def _is_signed(told: bytes, verify_key: str, question: str) -> bool:
    try:
        said = signed_statement.from_wire(json.loads(told)).verified(HelloStatement, verify_key)
    except (ValueError, RecursionError, Unreachable):
        return False
    return said.hello == question


class Caller(Struct, frozen=True):
    """As whom a box calls which hub: the `token` and the `seed` of its site, the hub's verify key (hexadecimal)."""

    token: str
    seed: bytes
    hub: str


class _Answered(Struct, frozen=True):
    """An HTTP answer, whole."""

    status: int
    body: bytes
    media_type: str


class HubConnection:
    """An HTTP connection kept open between requests; proxy settings of the environment are ignored.

    Without a caller nothing is sealed: so a box enrols.
    """

    def __init__(self, url: str, timeout_s: float = TIMEOUT_S, caller: Caller | None = None) -> None:
        self._url, self._timeout_s, self._caller = url, timeout_s, caller
        self._client: Any = None

    def ask(self, method: str, path: str, body: Message | None = None) -> tuple[int, dict[str, Any]]:
        """Send a request, with `body` as JSON; gives the status and the JSON object of the answer.

        The object is empty for any status but 200, and 409 with JSON. Raises `Unreachable`: `no-line` without an answer
        of a hub, of `MOST_BYTES` at most and whole in time, `untrusted-hub` where the certificate proves nothing,
        `hub-busy` with the `seconds` to wait, `bad-answer` where a 200 does not open or holds no object,
        `bad-signature` where the caller's hub did not sign it.
        """
        if body is None:
            return _json(self._request(method, path))
        content, media = encode(body), "application/json"
        if self._caller:
            content, media = seal_message(content, self._caller.seed, self._caller.hub), MEDIA_TYPE
        return _json(self._request(method, path, content, media))

    def ask_public(self, path: str) -> tuple[int, dict[str, Any]]:
        """Ask for what anybody may have, in clear and without a token; returns and raises as `ask` does."""
        return _json(self._request("GET", path, as_caller=False))

    def put(self, path: str, content: bytes) -> tuple[int, dict[str, Any]]:
        """Upload bytes as they are; returns and raises as `ask` does."""
        return _json(self._request("PUT", path, content, BYTES))

    def fetch(self, path: str) -> tuple[int, bytes]:
        """Ask for bytes; gives the status, and the bytes of an answer with status 200. Raises as `ask` does."""
        answered = self._request("GET", path)
        return answered.status, answered.body if answered.status == 200 else b""

    def _request(
        self, method: str, path: str, content: bytes | None = None, media: str = "", *, as_caller: bool = True
    ) -> _Answered:
        # httpx takes 87 ms and 10 MB to import, which a box without a hub does not need.
        import httpx

        caller = self._caller if as_caller else None
        headers = ({"Content-Type": media} if media else {}) | (
            {"Authorization": f"Bearer {caller.token}"} if caller else {}
        )
        try:
            if self._client is None:
                self._client = httpx.Client(
                    base_url=self._url,
                    timeout=self._timeout_s,
                    trust_env=False,
                    verify=hub_context(),
                    limits=httpx.Limits(keepalive_expiry=KEPT_S),
                )
            with self._client.stream(method, path, content=content, headers=headers) as answer:
                body = _whole(answer.iter_bytes())
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as fault:
            raise Unreachable(
                LineFault.UNTRUSTED_HUB if _UNTRUSTED in str(fault) else LineFault.NO_LINE, reason=type(fault).__name__
            ) from fault
        after = answer.headers.get("Retry-After", "")
        # Without a token it is enrolment, where 429 says that too many codes were wrong.
        if caller and answer.status_code in _BUSY and after.isascii() and after.isdigit():
            raise Unreachable(LineFault.HUB_BUSY, seconds=int(after[:9]))
        media = answer.headers.get("Content-Type", "").partition(";")[0]
        if caller and answer.status_code == 200:
            if media != MEDIA_TYPE:  # such as a page of the network
                raise Unreachable(LineFault.NO_LINE, reason="media-type")
            body = _opened(body, caller)
        return _Answered(answer.status_code, body, media)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._client is not None:
            self._client.close()
            self._client = None


def _json(answered: _Answered) -> tuple[int, dict[str, Any]]:
    """The status and the object of an answer in JSON."""
    if answered.status != 200 and (answered.status != 409 or answered.media_type != "application/json"):
        return answered.status, {}
    try:
        told = json.loads(answered.body)
    except (ValueError, RecursionError) as fault:
        raise Unreachable(LineFault.NO_LINE, reason=type(fault).__name__) from fault
    if not isinstance(told, dict):
        raise Unreachable(LineFault.BAD_ANSWER)
    return answered.status, told


def _whole(pieces: Iterable[bytes]) -> bytes:
    """The body of an answer. Raises `ValueError` where it is too large, or takes too long."""
    body, clock = bytearray(), Clock()
    ends = clock.monotonic() + LONGEST_S
    for piece in pieces:
        body += piece
        if len(body) > MOST_BYTES or clock.monotonic() > ends:
            raise ValueError("the answer has no end")
    return bytes(body)


def _opened(body: bytes, caller: Caller) -> bytes:
    try:
        opened = open_message(body, caller.seed, MOST_BYTES)
    except Unreadable:
        raise Unreachable(LineFault.BAD_ANSWER) from None
    if not opened.signer([caller.hub]):
        raise Unreachable(LineFault.BAD_SIGNATURE)
    return opened.content


def first_bytes(url: str, timeout_s: float) -> tuple[bytes, str] | None:
    """The first bytes of whatever answers at an address, and where it sends on to ("" for nowhere).

    None where nobody answers, or a certificate proves nothing. Nothing is sent but the address, and nobody is followed.
    """
    import httpx

    try:
        with (
            httpx.Client(timeout=timeout_s, trust_env=False, verify=hub_context()) as client,
            client.stream("GET", url) as answer,
        ):
            return next(answer.iter_bytes(MOST_PROBED), b""), answer.headers.get("Location", "")
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
