"""An HTTP connection to a hub: what a site asks and is told is sealed both ways, but for chunks of files it sends."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.connectors.tls import hub_context
from kiosk.domain.events.sealed import MEDIA_TYPE, EventOutcome, SealedEvent, event_to_wire, open_message, seal_message
from kiosk.domain.events.wire import batch
from kiosk.domain.events.wire.reading import VERSION, Message, Misfit, convert, encode
from kiosk.domain.events.wire.statements import HelloStatement, HubStanding
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.enrolment import derive_proof_key, is_answer_to, make_question
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable, Unreadable

FIRST_BYTES = 32_000
"""The first batch: 4 s at 64 kbit/s, a moment on any other line."""
LEAST_BYTES = 4_000
"""Below this the answer costs more than the batch."""
MOST_AT_ONCE = 2_800_000
"""The hub takes 4 MB, with a third more for base64 and what stands around the events."""
AIM_S = 20.0
"""Seconds that a batch is to take: long beside the round trip, and all that a cut can cost."""
GROWTH = 4
"""How many times larger a batch may be than the one before."""
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
_AGAINST_THE_STANDARD = range(79, 95)
"""OpenSSL's codes (`X509_V_ERR_*`) for a certificate that somebody trusted here signed, but that RFC 5280 forbids, such
as an authority without `keyUsage` (92). Python asks for them since 3.13 (`VERIFY_X509_STRICT`)."""
_BUSY = (429, 503)
"""Answers that may say when to come again (RFC 9110 §10.2.3)."""


class JudgedAnswer(Struct, frozen=True):
    """The hub's answer to one event.

    Acknowledged and duplicate have the verified `statement` and `signature`; rejected and later have the hub's `code`
    and `detail`; unbelieved (not verified, or not understood) has the `code` of the reason. `seconds` is how
    long a hub that is busy wants to be left alone, 0 where it is not.
    """

    event_id: str
    outcome: EventOutcome
    statement: bytes = b""
    signature: bytes = b""
    code: str = ""
    detail: str = ""
    seconds: int = 0


class JudgedAnswers(Struct, frozen=True):
    """The hub's answers to a batch, in the batch's order, and the `epoch` of the hub's database at that time.
    `standing` is what the hub signed about itself (`signed_standing`), None where that cannot be believed."""

    epoch: str
    answers: tuple[JudgedAnswer, ...]
    standing: HubStanding | None = None
    signed_standing: SignedStatement | None = None


class SiteAtHub(Struct, frozen=True):
    """What the hub knows of this site, and its sealing key; `seal_key` (hexadecimal), `made_at` and `epoch` are signed.
    A box seals to the key with the newest `made_at` seen (ISO 8601, UTC). `release` is an unverified note, or None."""

    site: str
    name: str
    highest_counter: int
    epoch: str
    seal_key: str
    made_at: str
    release: SignedStatement | None = None


@dataclass(slots=True)
class Pace:
    """The bytes of sealed bodies that the next batch may hold, at least one event whatever its size."""

    most: int = FIRST_BYTES

    def carried(self, size: int, seconds: float) -> None:
        """A batch of so many bytes was answered after so many seconds."""
        if 2 * size >= self.most:  # a small batch says little of the line
            enough = int(size / max(seconds, 0.001) * AIM_S)
            self.most = max(LEAST_BYTES, min(enough, self.most * GROWTH, MOST_AT_ONCE))

    def cut(self) -> None:
        self.most = max(LEAST_BYTES, self.most // 2)


def judge_event_answer(event: SealedEvent, entry: Mapping[str, Any], verify_key: str, site: str) -> JudgedAnswer:
    """The answer to one event of a site; it is acknowledged only if this hub signed for exactly this event. Where the
    hub refused what was changed on the way, the event is sent again."""
    try:
        match convert(batch.Answer, entry):
            case batch.Later(code=code, seconds=seconds):
                return JudgedAnswer(event.id, EventOutcome.LATER, code=code, seconds=seconds or 0)
            case batch.RejectedEvent():
                code, detail = signed_statement.read_refusal(entry, verify_key, event_to_wire(event), site)
                return JudgedAnswer(event.id, EventOutcome.REJECTED, code=code, detail=detail)
        signed = signed_statement.read_of_event(
            entry, verify_key, event=event.id, sha256=event.sha256, site=site, reference=event.filed
        )
    except Misfit:
        return JudgedAnswer(event.id, EventOutcome.UNBELIEVED, code=LineFault.BAD_ANSWER)
    except Unreachable as fault:
        return JudgedAnswer(event.id, EventOutcome.UNBELIEVED, code=fault.code)
    return JudgedAnswer(event.id, EventOutcome(entry["outcome"]), signed.statement, signed.signature)


class Answering(StrEnum):
    HUB = "hub"
    SOMEBODY_ELSE = "somebody-else"
    NOBODY = "nobody"


def who_answers(url: str, verify_key: str, question: str, timeout_s: float = PROBE_TIMEOUT_S) -> Answering:
    """Ask who answers; `verify_key` is the hub's, `question` 32 hexadecimal digits that were never asked before."""
    scheme, _, machine = url.rstrip("/").partition("://")
    # The same machine without TLS; none for a hub that has no TLS, or a port of its own.
    door, host = (f"http://{machine}", machine) if scheme == "https" and ":" not in machine else ("", machine)
    for place in filter(None, (url.rstrip("/"), door)):
        answer = first_bytes(f"{place}/api/v2/hello?asked={question}", timeout_s)
        if answer is None:
            continue
        told, elsewhere = answer
        with suppress(ValueError, RecursionError, Unreachable):
            signed = signed_statement.statement_from_wire(json.loads(told))
            if signed.verified(HelloStatement, verify_key).hello == question:
                return Answering.HUB
        # What stands before a hub may send from http to https, and to nowhere else.
        sent_on = place == door and elsewhere.startswith(f"https://{host}/")
        return Answering.NOBODY if sent_on else Answering.SOMEBODY_ELSE
    return Answering.NOBODY


class Caller(Struct, frozen=True):
    """As whom a box calls which hub: the `token` and the `seed` of its site, the hub's verify key (hexadecimal)."""

    token: str
    seed: bytes
    hub: str


class _Answered(Struct, frozen=True):
    status: int
    body: bytes
    media_type: str


class HubConnection:
    """An HTTP connection kept open between requests; proxy settings of the environment are ignored. Without a caller
    nothing is sealed: so a box enrols."""

    def __init__(self, url: str, timeout_s: float = TIMEOUT_S, caller: Caller | None = None) -> None:
        self._url, self._timeout_s, self._caller = url, timeout_s, caller
        self._client: Any = None

    def ask(self, method: str, path: str, body: Message | None = None) -> tuple[int, dict[str, Any]]:
        """Send a request, with `body` as JSON; gives the status and the JSON object of the answer.

        The object is empty for any status but 200, and 409 with JSON. Raises `Unreachable`: `no-line` without an answer
        of a hub, of `MOST_BYTES` at most and whole in time, `untrusted-hub` where the certificate proves nothing,
        `bad-certificate` where it is badly made, `hub-busy` with the `seconds` to wait, `bad-answer` where a 200 does
        not open or holds no object, `bad-signature` where the caller's hub did not sign it.
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
            raise Unreachable(_find_line_fault(fault), reason=type(fault).__name__) from fault
        after = answer.headers.get("Retry-After", "")
        # Without a token it is enrolment, where 429 says that too many codes were wrong.
        if caller and answer.status_code in _BUSY and after.isascii() and after.isdigit():
            raise Unreachable(LineFault.HUB_BUSY, seconds=int(after[:9]))
        media = answer.headers.get("Content-Type", "").partition(";")[0]
        if caller and answer.status_code == 200:
            if media != MEDIA_TYPE:  # such as a page of the network
                raise Unreachable(LineFault.NO_LINE, reason="media-type")
            try:
                opened = open_message(body, caller.seed, MOST_BYTES)
            except Unreadable:
                raise Unreachable(LineFault.BAD_ANSWER) from None
            if not opened.signer([caller.hub]):
                raise Unreachable(LineFault.BAD_SIGNATURE)
            body = opened.content
        return _Answered(answer.status_code, body, media)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._client is not None:
            self._client.close()
            self._client = None


def _find_line_fault(fault: BaseException) -> LineFault:
    """Why nothing came: what OpenSSL says of the certificate stands where the fault began."""
    if _UNTRUSTED not in str(fault):
        return LineFault.NO_LINE
    cause: BaseException | None = fault
    while cause is not None and not hasattr(cause, "verify_code"):
        cause = cause.__cause__ or cause.__context__
    code = getattr(cause, "verify_code", 0)
    return LineFault.BAD_CERTIFICATE if code in _AGAINST_THE_STANDARD else LineFault.UNTRUSTED_HUB


def _json(answered: _Answered) -> tuple[int, dict[str, Any]]:
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


def first_bytes(url: str, timeout_s: float) -> tuple[bytes, str] | None:
    """The first bytes of whatever answers at an address, and where it sends on to ("" for nowhere). None where nobody
    answers, or a certificate proves nothing. Nothing is sent but the address, and nobody is followed."""
    import httpx

    try:
        with (
            httpx.Client(timeout=timeout_s, trust_env=False, verify=hub_context()) as client,
            client.stream("GET", url) as answer,
        ):
            return next(answer.iter_bytes(MOST_PROBED), b""), answer.headers.get("Location", "")
    except (httpx.HTTPError, httpx.InvalidURL):
        return None


class HubEnrolment(Struct, frozen=True):
    """What a box stores after enrolment; the keys are the hub's, in hexadecimal. `root` is the JSON of the signed root
    to trust (`domain.published`), "" where the hub has none."""

    url: str
    site: str
    name: str
    token: str
    verify_key: str
    seal_key: str
    epoch: str
    root: str = ""


def request_enrolment(
    url: str, code: str, site_verify_key: str, nonce: str, site: str = "", timeout_s: float = TIMEOUT_S
) -> HubEnrolment:
    """Register the site's verify key and learn the hub's keys; `nonce` is 32 hexadecimal digits, new for each call.

    Raises `Refused`: `wrong-code` (also where the answer was not made by whoever made the code), `another-site` with
    the `site` that the code was made for, where that is not this `site`, and `revoked-key` for a key that the hub takes
    no more, with which the code was not used (nothing was changed at the hub); `Unreachable` (`too-many-tries` among
    them).
    """
    request = make_question(code, site_verify_key, nonce, site)
    connection = HubConnection(url, timeout_s)
    try:
        status, answer = connection.ask("POST", "/api/v2/enroll", request)
    finally:
        connection.close()
    if status == 403:
        raise Refused(Refusal.WRONG_CODE)
    if status == 429:
        raise Unreachable(LineFault.TOO_MANY_TRIES, seconds=3600)
    if status not in (200, 409):
        raise Unreachable(LineFault.HUB_REFUSES if status < 500 else LineFault.HUB_BROKEN, status=status)
    if answer.get("version") != VERSION:
        raise Unreachable(LineFault.BAD_ANSWER)
    if not is_answer_to(derive_proof_key(code), answer, nonce):
        raise Refused(Refusal.WRONG_CODE)
    if site and answer.get("site") != site:
        raise Refused(Refusal.ANOTHER_SITE, site=str(answer.get("site")), own=site, path="kiosk.toml")
    if answer.get("error") == Refusal.REVOKED_KEY:
        raise Refused(Refusal.REVOKED_KEY)
    parts = [answer.get(name) for name in ("site", "name", "token", "verify_key", "seal_key", "epoch")]
    if not all(isinstance(part, str) and part for part in parts):
        raise Unreachable(LineFault.BAD_ANSWER)
    root = answer.get("root", "")
    return replace(HubEnrolment(url, *map(str, parts)), root=root if isinstance(root, str) else "")
