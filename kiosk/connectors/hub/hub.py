"""The client of a hub: sends events and files (docs/wire.md), asks for updates and keys, verifies what it signed."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from kiosk.connectors.hub.answers import Answers, Site, Updates
from kiosk.connectors.hub.chunked_file import ChunkedFiles, NoSuchAddress, SealedFile, Sending
from kiosk.connectors.hub.connection import TIMEOUT_S, HubConnection
from kiosk.connectors.hub.judging import judged
from kiosk.connectors.hub.pace import Pace
from kiosk.connectors.hub.packed_batch import SentBatch
from kiosk.domain.answers import attachment, file_chunks
from kiosk.domain.events import sealed
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.events.wire.answers import ToldSite
from kiosk.domain.events.wire.batch import Batch, Heartbeat
from kiosk.domain.events.wire.packed import PACKED_VERSION, TAKES
from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.domain.events.wire.statements import HubStanding, SealingKey
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.events.wire.writing import Message
from kiosk.domain.proofs import acknowledgement, hub_standing, signed_statement, signed_update
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.domain.published.documents import Told
from kiosk.error_codes import LineFault, Rejection
from kiosk.errors import Rejected, Unreachable

log = logging.getLogger(__name__)
KIND = "hub"
NO_REFUSALS: Mapping[int, Rejection] = {}
_PUT_REFUSALS = {404: Rejection.UNKNOWN_ATTACHMENT, 409: Rejection.WRONG_HASH, 413: Rejection.FILE_TOO_LARGE}
"""The reasons of a hub for refusing a file, by HTTP status."""
_NO_SUCH_ADDRESS = (404, 405, 415)
_NOT_VOUCHED = 422  # no key of the site signed the batch as it arrived


def version_of(standing: HubStanding | None) -> int:
    """The newest version of the wire in which this box may send to a hub that says this of itself."""
    takes = (standing.takes if standing else None) or (VERSION,)
    return max({VERSION, *takes} & set(TAKES))


@dataclass(slots=True)
class Hub:
    """The connection of one site to its hub. Keys are in hexadecimal.

    `verify_key` is the hub's pinned key, with which its statements are verified; events are sealed to `seal_key`.
    `epoch` is that of the last answer. `seed` is the site's, with which a batch of version 3 is signed; `wire` is the
    newest version that the hub is known to take. `asked_after` is the cursor after which updates were asked for last.
    """

    url: str
    token: str
    verify_key: str
    seal_key: str
    site_code: str
    epoch: str = ""
    timeout_s: float = TIMEOUT_S
    seed: bytes = field(default=b"", repr=False)
    wire: int = VERSION
    asked_after: int = -1
    pace: Pace = field(default_factory=Pace, repr=False)
    _connection: HubConnection | None = field(default=None, repr=False)
    _files: ChunkedFiles | None = field(default=None, repr=False)

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
        packed = self._send_packed(events, heartbeat) if self.wire >= PACKED_VERSION and heartbeat.asked else None
        sent = packed or self._send_plain(events, heartbeat)
        self.wire = version_of(sent.standing)
        if sent.epoch != self.epoch:
            self.epoch, self.asked_after = sent.epoch, -1
        return sent

    def _send_packed(self, events: Sequence[Sealed], heartbeat: Heartbeat) -> Answers | None:
        """Send in version 3; None where this hub has none (any more).

        Where the hub says that nobody signed the batch, something was changed on the way: each event is sent with its
        own signature, so that one spoils no other.
        """
        for alone in (False, True):
            batch = SentBatch(events, self.site_code, self.seed, heartbeat, alone=alone)
            status, answer = self._connected().ask_packed("/api/v3/events", batch.body, self.token)
            if status in _NO_SUCH_ADDRESS:
                return None
            if status != _NOT_VOUCHED:
                break
        self._answered(status, {"version": VERSION})
        return batch.read(answer, self.verify_key)

    def _send_plain(self, events: Sequence[Sealed], heartbeat: Heartbeat) -> Answers:
        """Send in version 2."""
        batch = Batch(version=VERSION, site=self.site_code, heartbeat=heartbeat, events=tuple(map(sealed.sent, events)))
        answered = self._ask("POST", "/api/v2/events", batch)
        answers = answered.get("answers")
        if not isinstance(answers, list):
            raise Unreachable(LineFault.BAD_ANSWER)
        entries = {str(entry.get("id")): entry for entry in answers if isinstance(entry, dict)}
        told = tuple(judged(event, entries.get(event.id, {}), self.verify_key, self.site_code) for event in events)
        standing, signed = self._standing(answered.get("standing"), heartbeat.asked)
        epoch = standing.epoch if standing else self.epoch  # the one beside it is not signed: a bit may flip
        return Answers(epoch, told, standing, signed)

    def updates(self, after: int, limit: int = 100) -> Updates:
        """The updates of this site's cases after a cursor, in order, at most `limit`.

        Raises `Unreachable`: `bad-signature` if this hub did not sign one of them.
        """
        entries = self._ask("GET", f"/api/v2/updates?after={after}&limit={limit}").get("updates")
        if not isinstance(entries, list):
            raise Unreachable(LineFault.BAD_ANSWER)
        self.asked_after = after
        return Updates(
            self.epoch, tuple(signed_update.read(entry, self.verify_key, self.site_code) for entry in entries)
        )

    def put_file(
        self, file: SealedFile, pieces: Callable[[], Iterator[bytes]], sending: Sending
    ) -> SignedStatement | None:
        """Send a file that an event lists; gives the hub's acknowledgement, verified, and None where the time was over.

        In chunks to a hub that takes them, else whole, for which `pieces` reads the encrypted pieces. Raises `Rejected`
        with the hub's reason (`unknown-attachment`, `wrong-hash`, `file-too-large`) and `Unreachable`: `bad-answer`
        also if the acknowledgement is of another file.
        """
        if self.wire >= PACKED_VERSION:
            if self._files is None:
                self._files = ChunkedFiles(self._connected(), self.token)
            try:
                return self._files.send(file, self.site_code, self.verify_key, sending)
            except NoSuchAddress:
                log.info("this hub takes files whole")
        return self._put_whole(file, pieces())

    def _put_whole(self, file: SealedFile, pieces: Iterator[bytes]) -> SignedStatement:
        """Send in version 2."""
        told = self._connected().put(
            f"/api/v2/attachments/{file.id}",
            attachment.parcel(file.sealed_key, pieces),
            file_chunks.parcel_size(file.size, file.sealed_key),
            {"X-Parvis-Event": file.event_id, "X-Parvis-Key": file.hub_key},
            self.token,
        )
        answer = self._answered(*told, refusals=_PUT_REFUSALS)
        named = {"attachment": file.id, "event": file.event_id, "sha256": file.sha256}
        return acknowledgement.read_of_file(answer, self.verify_key, **named, site=self.site_code)

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

    def publications(self, after: int, fault: str = "") -> Told:
        """What was published to this site after a cursor; nothing of it is verified here.

        `fault` is the code of what this box could not take, which the hub shows its operators. Raises `Unreachable`.
        """
        try:
            told: Told = convert(Told, self._ask("GET", f"/api/v2/published?after={after}&fault={quote(fault)}"))
        except Misfit:
            raise Unreachable(LineFault.BAD_ANSWER) from None
        return told

    def published_content(self, sha256: str) -> bytes:
        """The bytes of a published item, as `fetch`."""
        return self.fetch(f"/api/v2/published/{sha256}")

    def fetch(self, path: str) -> bytes:
        """The bytes at an address, not verified; b"" where the hub has none. Raises `Unreachable`."""
        status, content = self._connected().fetch(path, self.token)
        if status != 404:
            self._answered(status, {"version": VERSION})
        return content

    def ask_signed(self, path: str, question: Message) -> SignedStatement:
        """What the hub says to a question, not verified yet. Raises `Unreachable`."""
        return signed_statement.from_wire(self._ask("POST", path, question))

    def has_news(self, after: int, standing: HubStanding | None) -> bool:
        """Whether to ask for updates after a cursor: not where the hub has none, and knows that this box has all."""
        return standing is None or (self.asked_after, standing.cursor) != (after, after)

    def highest_counter(self) -> int:
        """The highest counter of a reference the hub has seen from this site. Raises `Unreachable`."""
        return self.site().highest_counter

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def _standing(self, entry: object, asked: object) -> tuple[HubStanding | None, SignedStatement | None]:
        """What the hub signed about itself in answer to this question; nothing where that cannot be verified."""
        if entry is None or not isinstance(asked, str):
            return None, None
        try:
            return hub_standing.read_answer(entry, self.verify_key, site=self.site_code, asked=asked)
        except Unreachable as fault:
            log.warning("what the hub says of itself is not believed: %s", fault.code)
            return None, None

    def _ask(self, method: str, path: str, message: Message | None = None) -> dict[str, Any]:
        return self._answered(*self._connected().ask(method, path, message, token=self.token))

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
            # Anything else is a fault of the hub, or of what stands before it: no judgement on this box.
            raise Unreachable(LineFault.HUB_REFUSES if status in (401, 403) else LineFault.HUB_BROKEN, status=status)
        if answer.get("version") != VERSION:
            raise Unreachable(LineFault.BAD_ANSWER)
        if isinstance(epoch := answer.get("epoch"), str) and epoch:
            self.epoch = epoch
        return answer
