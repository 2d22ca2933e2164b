"""The hub: the one destination every box speaks to. Wire format: `docs/wire.md`, version 2."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.connectors.hub.connection import TIMEOUT_S, Line
from kiosk.domain.events.sealed import VERSION, Sealed
from kiosk.domain.proofs import acknowledgement, signed_statement, signed_update
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Rejected, Unreachable

KIND = "hub"
NO_REFUSALS: Mapping[int, str] = {}
_PUT_REFUSALS = {404: "unknown-attachment", 409: "wrong-hash", 413: "file-too-large"}
"""What a hub answers to a file it will not have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hub said of one event. `outcome`: acknowledged, duplicate, rejected, later, or unbelieved.

    An acknowledgement carries its `statement` and `signature`, verified; a refusal its `code` and `detail`; what
    cannot be believed the `code` why.
    """

    event_id: str
    outcome: str
    statement: bytes = b""
    signature: bytes = b""
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the hub said of a batch, in its order, and the `epoch` of its database when it said it."""

    epoch: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Updates:
    """What the hub said of this site's cases, verified, in order, and the `epoch` of its database when it said it.

    Another epoch than the one a cursor was given in: ask again after 0.
    """

    epoch: str
    updates: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Site:
    """What the hub says of this site and of itself; `seal_key` (hexadecimal), `made_at` and `epoch` are signed.

    A box seals to the key with the newest `made_at` it has seen (ISO 8601, UTC: they compare as text).
    """

    site: str
    name: str
    highest_counter: int
    epoch: str
    seal_key: str
    made_at: str


@dataclass(slots=True)
class Hub:
    """A hub as this site reaches it; `verify_key` is pinned, and nothing it did not sign is believed.

    `seal_key` is what events are sealed to (hexadecimal); `epoch` is the last one heard, and follows every answer.
    """

    url: str
    token: str
    verify_key: str
    seal_key: str
    site_code: str
    epoch: str = ""
    timeout_s: float = TIMEOUT_S
    _line: Line | None = field(default=None, repr=False)

    def is_usable(self) -> bool:
        """Whether there is enough to try."""
        return not self.what_is_wrong()

    def what_is_wrong(self) -> str:
        """`no-hub`, `no-hub-key`, `no-hub-token`, or ""."""
        needed = ((self.url, "no-hub"), (self.verify_key and self.seal_key, "no-hub-key"), (self.token, "no-hub-token"))
        return next((code for value, code in needed if not value), "")

    def send(self, events: Sequence[Sealed], heartbeat: Mapping[str, Any]) -> Answers:
        """Hand over events in order; an answer that cannot be believed is `unbelieved`, and spoils no other.

        Raises `Unreachable` where there is no answer to read.
        """
        batch = {
            "version": VERSION,
            "site": self.site_code,
            "heartbeat": dict(heartbeat),
            "events": [_item(event) for event in events],
        }
        said = self._ask("POST", "/api/v2/events", batch)
        answers = said.get("answers")
        if not isinstance(answers, list):
            raise Unreachable("bad-answer")
        entries = {str(entry.get("id")): entry for entry in answers if isinstance(entry, dict)}
        return Answers(self.epoch, tuple(self._judged(event, entries.get(event.id, {})) for event in events))

    def updates(self, after: int, limit: int = 100) -> Updates:
        """What the hub says of this site's cases since a cursor, in order.

        Raises `Unreachable`: `bad-signature` where one of them was not signed by this hub for this site.
        """
        entries = self._ask("GET", f"/api/v2/updates?after={after}&limit={limit}").get("updates")
        if not isinstance(entries, list):
            raise Unreachable("bad-answer")
        read = tuple(signed_update.read(entry, self.verify_key, self.site_code) for entry in entries)
        return Updates(self.epoch, read)

    def put_attachment(
        self, attachment_id: str, event_id: str, sha256: str, hub_key: str, parcel: Iterable[bytes]
    ) -> SignedStatement:
        """Hand over a file that an event lists; gives the hub's acknowledgement, verified.

        Raises `Rejected` with the hub's reason (`unknown-attachment`, `wrong-hash`, `file-too-large`) and
        `Unreachable`: `bad-answer` also where the statement names another file.
        """
        said = self._answered(
            *self._open_line().put(
                f"/api/v2/attachments/{attachment_id}", b"".join(parcel),
                {"X-Parvis-Event": event_id, "X-Parvis-Key": hub_key}, self.token,
            ), refusals=_PUT_REFUSALS,
        )  # fmt: skip
        return acknowledgement.read_of_file(
            said, self.verify_key, attachment=attachment_id, event=event_id, sha256=sha256, site=self.site_code
        )

    def site(self) -> Site:
        """What the hub knows of this site, and its newest sealing key. Raises `Unreachable`."""
        said = self._ask("GET", "/api/v2/site")
        signed = signed_statement.from_wire(said.get("keys")).verified_fields(self.verify_key)
        parts = (said.get("site"), said.get("name"), said.get("highest_counter"))
        keyed = tuple(signed.get(name) for name in ("epoch", "seal_key", "made_at"))
        match (*parts, *keyed):
            case (str(), str(), int(), str(), str(), str()) if signed.get("hub") == self.verify_key:
                return Site(*parts, *keyed)  # type: ignore[arg-type]
        raise Unreachable("bad-answer")

    def receipt_keys(self) -> SignedStatement:
        """The list that receipts are verified with, signed by this hub. Raises `Unreachable`."""
        signed = signed_statement.from_wire(self._ask("GET", "/api/v2/keys"))
        signed.verified_fields(self.verify_key)
        return signed

    def highest_counter(self) -> int:
        """The highest counter the hub has ever seen of this site. Raises `Unreachable`."""
        return self.site().highest_counter

    def close(self) -> None:
        """Let go of the line."""
        if self._line is not None:
            self._line.close()

    def _judged(self, event: Sealed, entry: Mapping[str, Any]) -> Answer:
        """The answer to one event, an acknowledgement only where it names this event and this hub signed it."""
        outcome = str(entry.get("outcome"))
        if outcome in ("rejected", "later"):
            return Answer(event.id, outcome, code=str(entry.get("code", "")), detail=str(entry.get("detail", "")))
        if outcome not in ("acknowledged", "duplicate"):
            return Answer(event.id, "unbelieved", code="bad-answer")
        try:
            signed = acknowledgement.read_of_event(
                entry, self.verify_key, event=event.id, sha256=event.sha256, site=self.site_code
            )
        except Unreachable as fault:
            return Answer(event.id, "unbelieved", code=fault.code)
        return Answer(event.id, outcome, signed.statement, signed.signature)

    def _ask(self, method: str, path: str, batch: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self._answered(*self._open_line().ask(method, path, batch, token=self.token))

    def _open_line(self) -> Line:
        if self._line is None:
            self._line = Line(self.url, self.timeout_s)
        return self._line

    def _answered(self, status: int, said: dict[str, Any], refusals: Mapping[int, str] = NO_REFUSALS) -> dict[str, Any]:
        if status in refusals:
            raise Rejected(refusals[status])
        if status != 200:
            raise Unreachable("hub-refuses" if status < 500 else "hub-broken", status=status)
        if said.get("version") != VERSION:
            raise Unreachable("bad-answer")
        if isinstance(epoch := said.get("epoch"), str) and epoch:
            self.epoch = epoch
        return said


def _item(event: Sealed) -> dict[str, Any]:
    return {
        "id": event.id,
        "stream": event.stream,
        "sequence": event.sequence,
        "type": event.type,
        "reference": event.reference,
        "replaces": event.replaces or None,
        "sha256": event.sha256,
        "key": event.key,
        "sealed": base64.b64encode(event.sealed).decode(),
        "signature": event.signature.hex(),
    }
