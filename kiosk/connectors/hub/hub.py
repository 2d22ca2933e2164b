"""The client of a hub: sends events and files, asks for updates and keys, verifies what the hub signed.

The wire format is in `docs/wire.md`, version 2; what the hub signs is read in `kiosk/domain/proofs`.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET

from kiosk.connectors.hub.connection import TIMEOUT_S, HubConnection
from kiosk.domain.events import sealed
from kiosk.domain.events.sealed import EventOutcome, Sealed, to_wire
from kiosk.domain.events.wire import answers as wire
from kiosk.domain.events.wire.answers import ToldSite
from kiosk.domain.events.wire.batch import Batch, Heartbeat
from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.domain.events.wire.statements import HubStanding, SealingKey
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.proofs import acknowledgement, hub_standing, signed_refusal, signed_statement, signed_update
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import LineFault, Rejection
from kiosk.errors import Rejected, Unreachable
from kiosk.frozen import Frozen

log = logging.getLogger(__name__)
KIND = "hub"
NO_REFUSALS: Mapping[int, Rejection] = {}
_PUT_REFUSALS = {404: Rejection.UNKNOWN_ATTACHMENT, 409: Rejection.WRONG_HASH, 413: Rejection.FILE_TOO_LARGE}
"""The reasons of a hub for refusing a file, by HTTP status."""


class Answer(Frozen):
    """The hub's answer to one event.

    Acknowledged and duplicate have the verified `statement` and `signature`; rejected and later have the hub's `code`
    and `detail`; unbelieved (not verified, or not understood) has the `code` of the reason. `signed` is whether this
    hub signed what is answered, which a hub of an earlier version does not for refusals.
    """

    event_id: str
    outcome: EventOutcome
    statement: bytes = b""
    signature: bytes = b""
    code: str = ""
    detail: str = ""
    signed: bool = True


class Answers(Frozen):
    """The hub's answers to a batch, in the batch's order, and the `epoch` of the hub's database at that time.

    `standing` is what the hub signed about itself (`signed_standing`), None of a hub of an earlier version.
    """

    epoch: str
    answers: tuple[Answer, ...]
    standing: HubStanding | None = None
    signed_standing: SignedStatement | None = None


class Updates(Frozen):
    """Verified updates of this site's cases, in order, and the `epoch` of the hub's database at that time.

    A cursor is valid within one epoch: after another epoch, ask again after 0.
    """

    epoch: str
    updates: tuple[dict[str, Any], ...]


class Site(Frozen):
    """What the hub knows of this site, and its sealing key; `seal_key` (hexadecimal), `made_at` and `epoch` are signed.

    A box seals to the key with the newest `made_at` seen (ISO 8601, UTC). `release` is an unverified note, or None.
    """

    site: str
    name: str
    highest_counter: int
    epoch: str
    seal_key: str
    made_at: str
    release: SignedStatement | None = None


@dataclass(slots=True)
class Hub:
    """The connection of one site to its hub. Keys are in hexadecimal.

    `verify_key` is the hub's pinned key, with which its statements are verified; events are sealed to `seal_key`.
    `epoch` is that of the last answer.
    """

    url: str
    token: str
    verify_key: str
    seal_key: str
    site_code: str
    epoch: str = ""
    timeout_s: float = TIMEOUT_S
    _connection: HubConnection | None = field(default=None, repr=False)

    def what_is_wrong(self) -> LineFault | None:
        """What is missing: `no-hub`, `no-hub-key`, `no-hub-token`, or None."""
        if not self.url:
            return LineFault.NO_HUB
        if not (self.verify_key and self.seal_key):
            return LineFault.NO_HUB_KEY
        return None if self.token else LineFault.NO_HUB_TOKEN

    def send(self, events: Sequence[Sealed], heartbeat: Heartbeat) -> Answers:
        """Send events in order, with the box's `heartbeat`; gives one answer an event.

        An answer that cannot be verified has the outcome `unbelieved`, and does not affect the others. Raises
        `Unreachable` if the whole batch has no readable answer.
        """
        batch = Batch(version=VERSION, site=self.site_code, heartbeat=heartbeat, events=tuple(map(sealed.sent, events)))
        answered = self._ask("POST", "/api/v2/events", batch)
        answers = answered.get("answers")
        if not isinstance(answers, list):
            raise Unreachable(LineFault.BAD_ANSWER)
        entries = {str(entry.get("id")): entry for entry in answers if isinstance(entry, dict)}
        judged = tuple(self._judged(event, entries.get(event.id, {})) for event in events)
        standing, signed = self._standing(answered.get("standing"), heartbeat.asked)
        self.epoch = standing.epoch if standing else self.epoch  # the one beside it is not signed: a bit may flip
        return Answers(self.epoch, judged, standing, signed)

    def updates(self, after: int, limit: int = 100) -> Updates:
        """The updates of this site's cases after a cursor, in order, at most `limit`.

        Raises `Unreachable`: `bad-signature` if this hub did not sign one of them.
        """
        entries = self._ask("GET", f"/api/v2/updates?after={after}&limit={limit}").get("updates")
        if not isinstance(entries, list):
            raise Unreachable(LineFault.BAD_ANSWER)
        read = tuple(signed_update.read(entry, self.verify_key, self.site_code) for entry in entries)
        return Updates(self.epoch, read)

    def put_attachment(
        self, attachment_id: str, event_id: str, sha256: str, hub_key: str, parcel: Iterable[bytes]
    ) -> SignedStatement:
        """Send a file that an event lists; gives the hub's acknowledgement, verified.

        Raises `Rejected` with the hub's reason (`unknown-attachment`, `wrong-hash`, `file-too-large`) and
        `Unreachable`: `bad-answer` also if the acknowledgement is of another file.
        """
        answer = self._answered(
            *self._connected().put(
                f"/api/v2/attachments/{attachment_id}",
                b"".join(parcel),
                {"X-Parvis-Event": event_id, "X-Parvis-Key": hub_key},
                self.token,
            ),
            refusals=_PUT_REFUSALS,
        )
        return acknowledgement.read_of_file(
            answer, self.verify_key, attachment=attachment_id, event=event_id, sha256=sha256, site=self.site_code
        )

    def site(self) -> Site:
        """Ask what the hub knows of this site, and for its newest sealing key. Raises `Unreachable`."""
        try:
            told = convert(ToldSite, self._ask("GET", "/api/v2/site"))
        except Misfit:
            raise Unreachable(LineFault.BAD_ANSWER) from None
        key = signed_statement.shown(told.keys).verified(SealingKey, self.verify_key)
        if key.hub != self.verify_key:
            raise Unreachable(LineFault.BAD_ANSWER)
        note = signed_statement.shown(told.release) if told.release else None
        return Site(told.site, told.name, told.highest_counter, key.epoch, key.seal_key, key.made_at, note)

    def receipt_keys(self) -> SignedStatement:
        """The hub's signed list of the keys with which receipts are verified. Raises `Unreachable`."""
        signed = signed_statement.from_wire(self._ask("GET", "/api/v2/keys"))
        signed.verified_fields(self.verify_key)
        return signed

    def highest_counter(self) -> int:
        """The highest counter of a reference that the hub has seen from this site. Raises `Unreachable`."""
        return self.site().highest_counter

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def _judged(self, event: Sealed, entry: Mapping[str, Any]) -> Answer:
        """Read the answer to one event; it is acknowledged only if this hub signed for exactly this event.

        Where the hub refused what was changed on the way, the event is sent again.
        """
        try:
            match convert(wire.Answer, entry):
                case wire.Later(code=code):
                    return Answer(event.id, EventOutcome.LATER, code=code, signed=False)
                case wire.Refused(statement=statement, code=code, detail=detail) if statement is UNSET:
                    return Answer(event.id, EventOutcome.REJECTED, code=code, detail=detail, signed=False)
                case wire.Refused():
                    code, detail = signed_refusal.read(entry, self.verify_key, to_wire(event), self.site_code)
                    return Answer(event.id, EventOutcome.REJECTED, code=code, detail=detail)
            signed = acknowledgement.read_of_event(
                entry, self.verify_key, event=event.id, sha256=event.sha256, site=self.site_code, reference=event.filed
            )
        except Misfit:
            return Answer(event.id, EventOutcome.UNBELIEVED, code=LineFault.BAD_ANSWER)
        except Unreachable as fault:
            return Answer(event.id, EventOutcome.UNBELIEVED, code=fault.code)
        return Answer(event.id, EventOutcome(entry["outcome"]), signed.statement, signed.signature)

    def _standing(self, entry: object, asked: object) -> tuple[HubStanding | None, SignedStatement | None]:
        """What the hub signed about itself in answer to this question; nothing where that cannot be verified."""
        if entry is None or not isinstance(asked, str):
            return None, None
        try:
            return hub_standing.read_answer(entry, self.verify_key, site=self.site_code, asked=asked)
        except Unreachable as fault:
            log.warning("what the hub says of itself is not believed: %s", fault.code)
            return None, None

    def _ask(self, method: str, path: str, batch: Batch | None = None) -> dict[str, Any]:
        return self._answered(*self._connected().ask(method, path, batch, token=self.token))

    def _connected(self) -> HubConnection:
        if self._connection is None:
            self._connection = HubConnection(self.url, self.timeout_s)
        return self._connection

    def _answered(
        self, status: int, answer: dict[str, Any], refusals: Mapping[int, Rejection] = NO_REFUSALS
    ) -> dict[str, Any]:
        if status in refusals:
            raise Rejected(refusals[status])
        if status != 200:
            # Anything else is a fault of the hub, or of what stands before it: it is no judgement on this box.
            raise Unreachable(LineFault.HUB_REFUSES if status in (401, 403) else LineFault.HUB_BROKEN, status=status)
        if answer.get("version") != VERSION:
            raise Unreachable(LineFault.BAD_ANSWER)
        if isinstance(epoch := answer.get("epoch"), str) and epoch:
            self.epoch = epoch
        return answer
