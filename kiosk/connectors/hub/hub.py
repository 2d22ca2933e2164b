"""The client of a hub: sends events and files (docs/wire.md), asks for updates and keys, verifies what it signed."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.connectors.hub.connection import (
    TIMEOUT_S,
    Caller,
    HubConnection,
    JudgedAnswers,
    Pace,
    SiteAtHub,
    judge_event_answer,
)
from kiosk.domain.answers import attachment
from kiosk.domain.events import sealed
from kiosk.domain.events.sealed import SealedEvent
from kiosk.domain.events.wire import batch, statements
from kiosk.domain.events.wire.month_figures import FiguresAnswer, MonthFigures
from kiosk.domain.events.wire.reading import VERSION, Message, Misfit, convert
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement, read_shown_statement
from kiosk.domain.published.documents import PublicationsAnswer
from kiosk.error_codes import LineFault, Refusal, Rejection
from kiosk.errors import Refused, Rejected, Unreachable

ROUNDS = 3
"""How often in one exchange a hub may say that a chunk came garbled before the line counts as broken."""
_CLOCK = Clock()
log = logging.getLogger(__name__)
_NOT_THERE = 404


class SealedFile(Struct, frozen=True):
    """A file to send: `sealed_key` is its key, sealed to the hub's key `hub_key`; `chunk(place)` reads one chunk.
    `sha256` and `size` are those of the clear file, which the event `event_id` lists."""

    id: str
    event_id: str
    sha256: str
    size: int
    hub_key: str
    sealed_key: bytes
    header: bytes
    chunk: Callable[[int], bytes]

    def manifest(self) -> batch.FileManifest:
        """What the file is made of; reads each chunk once."""
        places = range(attachment.chunk_count(self.size))
        return batch.FileManifest(
            version=VERSION,
            event=self.event_id,
            key=self.hub_key,
            sealed_key=self.sealed_key,
            header=self.header.hex(),
            chunks=tuple(attachment.hash_chunk(self.chunk(place)).hex() for place in places),
        )


@dataclass(slots=True)
class ChunkedFiles:
    """Sends files over a connection; what the line carries is remembered from one file to the next."""

    connection: HubConnection
    pace: Pace = field(default_factory=Pace)

    def send(
        self, file: SealedFile, site: str, verify_key: str, is_over: Callable[[], bool], tell: Callable[[int], None]
    ) -> SignedStatement | None:
        """Send what the hub lacks; gives its acknowledgement, verified, and None where the time was over before.

        `tell` is given the bytes of this file that the hub has. Raises `Rejected` with the hub's reason, and
        `Unreachable`.
        """
        manifest = file.manifest()
        for _ in range(ROUNDS):
            status, said = self.connection.ask("PUT", f"/api/v2/files/{file.id}", manifest)
            answer: batch.FileAnswer | None = self._answered(status, said)
            if answer and answer.missing:
                answer = self._send_missing(file, manifest.chunks, answer.missing, is_over, tell)
            if answer is None:
                return None
            if answer.signed is not None:
                return signed_statement.read_of_file(
                    read_shown_statement(answer.signed).to_wire(),
                    verify_key,
                    attachment=file.id,
                    event=file.event_id,
                    sha256=file.sha256,
                    site=site,
                )
        raise Unreachable(LineFault.BAD_ANSWER)

    def _send_missing(
        self,
        file: SealedFile,
        names: tuple[str, ...],
        missing: tuple[batch.MissingChunk, ...],
        is_over: Callable[[], bool],
        tell: Callable[[int], None],
    ) -> batch.FileAnswer | None:
        """Send these chunks in order; gives the last answer, and None where the time was over before."""
        sizes = [attachment.chunk_size(file.size, place) for place in range(len(names))]
        lacks = {chunk.place: max(0, sizes[chunk.place] - chunk.there) for chunk in missing if chunk.place < len(sizes)}
        answer = batch.FileAnswer(version=VERSION)
        for place in sorted(lacks):
            content, again = file.chunk(place), ROUNDS
            while lacks[place]:
                tell(sum(sizes) - sum(lacks.values()))
                if is_over():
                    return None
                start = len(content) - lacks[place]
                body = content[start : start + self.pace.most]
                answer = self._timed(f"/api/v2/files/{file.id}/{names[place]}?from={start}", body)
                left = next((len(content) - chunk.there for chunk in answer.missing if chunk.place == place), 0)
                again -= left >= lacks[place]  # nothing came of it: another place than it was said, or garbled
                if not again:
                    raise Unreachable(LineFault.BAD_ANSWER)
                lacks[place] = max(0, left)
        tell(sum(sizes) - sum(lacks.values()))
        return answer

    def _timed(self, path: str, body: bytes) -> batch.FileAnswer:
        begun = _CLOCK.monotonic()
        try:
            status, said = self.connection.put(path, body)
            answer = self._answered(status, said)
        except Unreachable as fault:
            if fault.code == LineFault.NO_LINE:
                self.pace.cut()
            raise
        self.pace.carried(len(body), _CLOCK.monotonic() - begun)
        self.pace.most = min(self.pace.most, 2 * attachment.CHUNK_BYTES)  # so that each whole chunk is measured
        return answer

    def _answered(self, status: int, told: dict[str, Any]) -> batch.FileAnswer:
        if status != 200:
            raise Unreachable(LineFault.HUB_REFUSES if status in (401, 403) else LineFault.HUB_BROKEN, status=status)
        try:
            answer: batch.FileAnswer = convert(batch.FileAnswer, told)
        except Misfit:
            raise Unreachable(LineFault.BAD_ANSWER) from None
        if answer.code:
            try:
                raise Rejected(Rejection(answer.code))
            except ValueError:  # a hub that is newer than this box
                raise Unreachable(LineFault.BAD_ANSWER) from None
        return answer


def make_batch(site: str, events: Sequence[SealedEvent], heartbeat: batch.Heartbeat) -> batch.Batch:
    return batch.Batch(version=VERSION, site=site, heartbeat=heartbeat, events=tuple(map(sealed.to_sent_event, events)))


def read_batch_answers(
    answered: Mapping[str, Any], events: Sequence[SealedEvent], verify_key: str, site: str, asked: object
) -> JudgedAnswers:
    """The answers to these events of a site, each judged by itself; `asked` is what its heartbeat asked.

    The epoch is what the hub signed of itself in answer to that, "" where nothing of it can be believed. Raises
    `Unreachable` for what is no answer to a batch.
    """
    answers = answered.get("answers")
    if not isinstance(answers, list):
        raise Unreachable(LineFault.BAD_ANSWER)
    entries = {str(entry.get("id")): entry for entry in answers if isinstance(entry, dict)}
    told = tuple(judge_event_answer(event, entries.get(event.id, {}), verify_key, site) for event in events)
    entry = answered.get("standing")
    if entry is None or not isinstance(asked, str):
        return JudgedAnswers("", told)
    try:
        standing, signed = signed_statement.read_answer(entry, verify_key, site=site, asked=asked)
    except Unreachable as fault:
        log.warning("what the hub says of itself is not believed: %s", fault.code)
        return JudgedAnswers("", told)
    return JudgedAnswers(standing.epoch, told, standing, signed)


def read_updates(answered: Mapping[str, Any], verify_key: str, site: str) -> tuple[dict[str, Any], ...]:
    """Updates, each verified. Raises `Unreachable`."""
    entries = answered.get("updates")
    if not isinstance(entries, list):
        raise Unreachable(LineFault.BAD_ANSWER)
    return tuple(signed_statement.read_signed_update(entry, verify_key, site) for entry in entries)


def read_site(answered: Mapping[str, Any], verify_key: str) -> SiteAtHub:
    """What the hub knows of a site, and its newest sealing key, verified. Raises `Unreachable`."""
    try:
        told = convert(batch.ToldSite, answered)
    except Misfit:
        raise Unreachable(LineFault.BAD_ANSWER) from None
    key = signed_statement.read_shown_statement(told.keys).verified(statements.SealingKey, verify_key)
    if key.hub != verify_key:
        raise Unreachable(LineFault.BAD_ANSWER)
    note = signed_statement.read_shown_statement(told.release) if told.release else None
    return SiteAtHub(told.site, told.name, told.highest_counter, key.epoch, key.seal_key, key.made_at, note)


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

    def send(self, events: Sequence[SealedEvent], heartbeat: batch.Heartbeat) -> JudgedAnswers:
        """Send events in order, with the box's `heartbeat`; gives one answer an event.

        An answer that cannot be verified has the outcome `unbelieved`, and does not affect the others. Raises
        `Unreachable` if the whole batch has no readable answer.
        """
        answered = self._ask("POST", "/api/v2/events", make_batch(self.site_code, events, heartbeat))
        answers = read_batch_answers(answered, events, self.verify_key, self.site_code, heartbeat.asked)
        if answers.standing and answers.standing.epoch != self.epoch:
            self.epoch, self.asked_after = answers.standing.epoch, -1
        return replace(answers, epoch=self.epoch)

    def updates(self, after: int) -> tuple[str, tuple[dict[str, Any], ...]]:
        """The epoch of the hub's database, and a hundred updates of this site's cases after a cursor at most, in order.

        A cursor is valid within one epoch: after another epoch, ask again after 0. Raises `Unreachable`:
        `bad-signature` if this hub did not sign one of them.
        """
        answered = self._ask("GET", f"/api/v2/updates?after={after}&limit=100")
        told = read_updates(answered, self.verify_key, self.site_code)
        self.asked_after = after
        return str(answered.get("epoch")), told

    def put_file(
        self, file: SealedFile, is_over: Callable[[], bool], tell: Callable[[int], None]
    ) -> SignedStatement | None:
        """Send a file that an event lists, as `ChunkedFiles.send` does.

        Raises `Rejected` with the hub's reason (`unknown-attachment`, `wrong-hash`), and `Unreachable`: `bad-answer`
        also if the acknowledgement is of another file.
        """
        if self._files is None:
            self._files = ChunkedFiles(self._connected())
        return self._files.send(file, self.site_code, self.verify_key, is_over, tell)

    def site(self) -> SiteAtHub:
        """Ask what the hub knows of this site, and for its newest sealing key. Raises `Unreachable`."""
        return read_site(self._ask("GET", "/api/v2/site"), self.verify_key)

    def receipt_keys(self) -> SignedStatement:
        """The hub's signed list of the keys with which receipts are verified. Raises `Unreachable`."""
        status, said = self._connected().ask_public("/api/v2/keys")
        signed = signed_statement.statement_from_wire(self._answered(status, said))
        signed.verified_fields(self.verify_key)
        return signed

    def publications(self, after: int, fault: str = "") -> PublicationsAnswer:
        """What was published to this site after a cursor; nothing of it is verified here. `fault` is the code of what
        this box could not take, which the hub shows its operators. Raises `Unreachable`."""
        try:
            told: PublicationsAnswer = convert(
                PublicationsAnswer, self._ask("GET", f"/api/v2/published?after={after}&fault={quote(fault)}")
            )
        except Misfit:
            raise Unreachable(LineFault.BAD_ANSWER) from None
        return told

    def published_content(self, sha256: str) -> bytes:
        return self.fetch(f"/api/v2/published/{sha256}")

    def send_figures(self, figures: MonthFigures) -> str:
        """Send the figures of a month; gives "" where the hub has them, else the code for which it will not.

        Raises `Unreachable`.
        """
        try:
            told: FiguresAnswer = convert(FiguresAnswer, self._ask("POST", "/api/v2/figures", figures))
        except Misfit:
            raise Unreachable(LineFault.BAD_ANSWER) from None
        return told.code

    def fetch(self, path: str) -> bytes:
        """The bytes at an address, not verified; b"" where the hub has none. Raises `Unreachable`."""
        status, content = self._connected().fetch(path)
        if status != 404:
            self._answered(status, {"version": VERSION})
        return content

    def ask_signed(self, path: str, question: Message) -> SignedStatement:
        """What the hub says to a question, not verified yet. Raises `Unreachable`."""
        return signed_statement.statement_from_wire(self._ask("POST", path, question))

    def has_news(self, after: int, standing: statements.HubStanding | None) -> bool:
        """Whether to ask for updates after a cursor: not where the hub has none, and knows that this box has all."""
        return standing is None or (self.asked_after, standing.cursor) != (after, after)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _ask(self, method: str, path: str, message: Message | None = None) -> dict[str, Any]:
        status, said = self._connected().ask(method, path, message)
        return self._answered(status, said)

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


def ask_named_cases(hub: Hub, question: statements.AskedNamedCases) -> statements.NamedCases:
    """The cases that the hub knows of the people so named, within what the question says.

    Raises `Unreachable`, also for an answer to another question, and (`hub-busy`, with the `seconds` to wait) where
    this mediator or this site asked too often.
    """
    told = hub.ask_signed("/api/v2/named", question).verified(statements.NamedCases, hub.verify_key)
    if told.asked != question.asked:
        raise Unreachable(LineFault.BAD_ANSWER)
    return told


def ask_whereabouts(hub: Hub, question: statements.AskedWhereabouts) -> statements.Whereabouts | None:
    """Where the case is; None where the hub knows no case of this receipt, number and code.

    Raises `Refused` (`receipt-replaced`) for a lost receipt in whose place another was given; `Unreachable`, also
    for an answer to another question.
    """
    signed = hub.ask_signed("/api/v2/whereabouts", question)
    told: statements.Whereabouts | statements.NoWhereabouts
    if "unknown" in signed.verified_fields(hub.verify_key):
        told = signed.verified(statements.NoWhereabouts, hub.verify_key)
    else:
        told = signed.verified(statements.Whereabouts, hub.verify_key)
    if told.asked != question.asked:
        raise Unreachable(LineFault.BAD_ANSWER)
    if isinstance(told, statements.NoWhereabouts) and told.replaced:
        raise Refused(Refusal.RECEIPT_REPLACED)
    return told if isinstance(told, statements.Whereabouts) else None


def ask_given_documents(hub: Hub, document_id: str, asked: str) -> batch.GivenManifest | None:
    """What a document is made of, as the hub signed it; None where it has it not for this site. `asked` is new each
    time. Raises `Unreachable`."""
    question = batch.AskedGiven(version=VERSION, site=hub.site_code, given=document_id, asked=asked)
    try:
        signed = hub.ask_signed("/api/v2/given", question)
    except Unreachable as fault:
        if fault.details.get("status") == _NOT_THERE:
            return None
        raise
    told = signed.verified(batch.GivenManifest, hub.verify_key)
    if (told.asked, told.given) != (asked, document_id):
        raise Unreachable(LineFault.BAD_ANSWER)
    return told


def fetch_given_chunk(hub: Hub, document_id: str, chunk: bytes) -> bytes | None:
    """One chunk by its name; None where the hub has it no more. Raises `Unreachable`, also for other bytes."""
    content = hub.fetch(f"/api/v2/given/{document_id}/{chunk.hex()}")
    if not content:
        return None
    if attachment.hash_chunk(content) != chunk:
        raise Unreachable(LineFault.BAD_ANSWER)
    return content
