"""The client of a hub: sends events and files (docs/wire.md), asks for updates and keys, verifies what it signed."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from msgspec.structs import replace

from kiosk.connectors.hub.answers import Answers, Site, Updates
from kiosk.connectors.hub.chunked_file import ChunkedFiles, SealedFile, Sending
from kiosk.connectors.hub.connection import TIMEOUT_S, Caller, HubConnection, judged
from kiosk.connectors.hub.pace import Pace
from kiosk.domain.events import sealed
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.events.wire.batch import Batch, Heartbeat, ToldSite
from kiosk.domain.events.wire.reading import VERSION, Message, Misfit, convert
from kiosk.domain.events.wire.statements import HubStanding, SealingKey
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.domain.published.documents import Told
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

log = logging.getLogger(__name__)


def make_batch(site: str, events: Sequence[Sealed], heartbeat: Heartbeat) -> Batch:
    """The batch of a site, as it goes over the line and on a stick."""
    return Batch(version=VERSION, site=site, heartbeat=heartbeat, events=tuple(map(sealed.sent, events)))


def read_answers(
    answered: Mapping[str, Any], events: Sequence[Sealed], verify_key: str, site: str, asked: object
) -> Answers:
    """The answers to these events of a site, each judged by itself; `asked` is what its heartbeat asked.

    The epoch is what the hub signed of itself in answer to that, "" where nothing of it can be believed. Raises
    `Unreachable` for what is no answer to a batch.
    """
    answers = answered.get("answers")
    if not isinstance(answers, list):
        raise Unreachable(LineFault.BAD_ANSWER)
    entries = {str(entry.get("id")): entry for entry in answers if isinstance(entry, dict)}
    told = tuple(judged(event, entries.get(event.id, {}), verify_key, site) for event in events)
    entry = answered.get("standing")
    if entry is None or not isinstance(asked, str):
        return Answers("", told)
    try:
        standing, signed = signed_statement.read_answer(entry, verify_key, site=site, asked=asked)
    except Unreachable as fault:
        log.warning("what the hub says of itself is not believed: %s", fault.code)
        return Answers("", told)
    return Answers(standing.epoch, told, standing, signed)


def read_updates(answered: Mapping[str, Any], verify_key: str, site: str) -> tuple[dict[str, Any], ...]:
    """Updates, each verified. Raises `Unreachable`."""
    entries = answered.get("updates")
    if not isinstance(entries, list):
        raise Unreachable(LineFault.BAD_ANSWER)
    return tuple(signed_statement.read(entry, verify_key, site) for entry in entries)


def read_site(answered: Mapping[str, Any], verify_key: str) -> Site:
    """What the hub knows of a site, and its newest sealing key, verified. Raises `Unreachable`."""
    try:
        told = convert(ToldSite, answered)
    except Misfit:
        raise Unreachable(LineFault.BAD_ANSWER) from None
    key = signed_statement.shown(told.keys).verified(SealingKey, verify_key)
    if key.hub != verify_key:
        raise Unreachable(LineFault.BAD_ANSWER)
    note = signed_statement.shown(told.release) if told.release else None
    return Site(told.site, told.name, told.highest_counter, key.epoch, key.seal_key, key.made_at, note)


@dataclass(slots=True)
class Hub:
    """The connection of one site to its hub. Keys are in hexadecimal.

    `verify_key` is the hub's pinned key, with which its statements are verified; events are sealed to `seal_key`.
    `epoch` is the one that the hub signed last of itself. `seed` is the site's, with which it signs what it says.
    `asked_after` is the cursor after which updates were asked for last.
    """

    url: str
    token: str
    verify_key: str
    seal_key: str
    site_code: str
    epoch: str = ""
    timeout_s: float = TIMEOUT_S
    seed: bytes = field(default=b"", repr=False)
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
        answered = self._ask("POST", "/api/v2/events", make_batch(self.site_code, events, heartbeat))
        answers = read_answers(answered, events, self.verify_key, self.site_code, heartbeat.asked)
        if answers.standing and answers.standing.epoch != self.epoch:
            self.epoch, self.asked_after = answers.standing.epoch, -1
        return replace(answers, epoch=self.epoch)

    def updates(self, after: int, limit: int = 100) -> Updates:
        """The updates of this site's cases after a cursor, in order, at most `limit`.

        Raises `Unreachable`: `bad-signature` if this hub did not sign one of them.
        """
        answered = self._ask("GET", f"/api/v2/updates?after={after}&limit={limit}")
        told = read_updates(answered, self.verify_key, self.site_code)
        self.asked_after = after
        return Updates(str(answered.get("epoch")), told)

    def put_file(self, file: SealedFile, sending: Sending) -> SignedStatement | None:
        """Send a file that an event lists; gives the hub's acknowledgement, verified, and None where the time was over.

        Raises `Rejected` with the hub's reason (`unknown-attachment`, `wrong-hash`), and `Unreachable`: `bad-answer`
        also if the acknowledgement is of another file.
        """
        if self._files is None:
            self._files = ChunkedFiles(self._connected())
        return self._files.send(file, self.site_code, self.verify_key, sending)

    def site(self) -> Site:
        """Ask what the hub knows of this site, and for its newest sealing key. Raises `Unreachable`."""
        return read_site(self._ask("GET", "/api/v2/site"), self.verify_key)

    def receipt_keys(self) -> SignedStatement:
        """The hub's signed list of the keys with which receipts are verified. Raises `Unreachable`."""
        signed = signed_statement.from_wire(self._answered(*self._connected().ask_public("/api/v2/keys")))
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
        status, content = self._connected().fetch(path)
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

    def _ask(self, method: str, path: str, message: Message | None = None) -> dict[str, Any]:
        return self._answered(*self._connected().ask(method, path, message))

    def _connected(self) -> HubConnection:
        if self._connection is None:
            caller = Caller(self.token, self.seed, self.verify_key)
            self._connection = HubConnection(self.url, self.timeout_s, caller)
        return self._connection

    def _answered(self, status: int, answer: dict[str, Any]) -> dict[str, Any]:
        if status != 200:
            # Anything else is a fault of the hub, or of what stands before it: no judgement on this box.
            raise Unreachable(LineFault.HUB_REFUSES if status in (401, 403) else LineFault.HUB_BROKEN, status=status)
        if answer.get("version") != VERSION:
            raise Unreachable(LineFault.BAD_ANSWER)
        return answer
