"""Sends one file to a hub in chunks, each from the byte that the hub lacks; one chunk at a time is in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from kiosk.clock import Clock
from kiosk.connectors.hub.connection import HubConnection
from kiosk.connectors.hub.pace import Pace
from kiosk.domain.answers import attachment
from kiosk.domain.events.wire.batch import FileAnswer, FileManifest, MissingChunk
from kiosk.domain.events.wire.reading import VERSION, Misfit, convert
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement, shown
from kiosk.error_codes import LineFault, Rejection
from kiosk.errors import Rejected, Unreachable

ROUNDS = 3
"""How often in one exchange a hub may say that a chunk came garbled before the line counts as broken."""
_CLOCK = Clock()


class SealedFile(Struct, frozen=True):
    """A file to send: `sealed_key` is its key, sealed to the hub's key `hub_key`; `chunk(place)` reads one chunk.

    `sha256` and `size` are those of the clear file, which the event `event_id` lists.
    """

    id: str
    event_id: str
    sha256: str
    size: int
    hub_key: str
    sealed_key: bytes
    header: bytes
    chunk: Callable[[int], bytes]

    def manifest(self) -> FileManifest:
        """What the file is made of; reads each chunk once."""
        places = range(attachment.chunk_count(self.size))
        return FileManifest(
            version=VERSION,
            event=self.event_id,
            key=self.hub_key,
            sealed_key=self.sealed_key,
            header=self.header.hex(),
            chunks=tuple(attachment.name_of(self.chunk(place)).hex() for place in places),
        )


@dataclass(slots=True)
class Sending:
    """Whether the time for files is over in this exchange, and whom to tell how far it is.

    `tell` is given the bytes of this file that the hub has.
    """

    is_over: Callable[[], bool]
    tell: Callable[[int], None]


@dataclass(slots=True)
class ChunkedFiles:
    """Sends files over a connection; what the line carries is remembered from one file to the next."""

    connection: HubConnection
    pace: Pace = field(default_factory=Pace)

    def send(self, file: SealedFile, site: str, verify_key: str, sending: Sending) -> SignedStatement | None:
        """Send what the hub lacks; gives its acknowledgement, verified, and None where the time was over before.

        Raises `Rejected` with the hub's reason, and `Unreachable`.
        """
        manifest = file.manifest()
        names = manifest.chunks
        for _ in range(ROUNDS):
            told = self._answered(*self.connection.ask("PUT", f"/api/v2/files/{file.id}", manifest))
            answer = self._send_missing(file, names, told.missing, sending) if told.missing else told
            if answer is None:
                return None
            if answer.signed is not None:
                return signed_statement.read_of_file(
                    shown(answer.signed).to_wire(),
                    verify_key,
                    attachment=file.id,
                    event=file.event_id,
                    sha256=file.sha256,
                    site=site,
                )
        raise Unreachable(LineFault.BAD_ANSWER)

    def _send_missing(
        self, file: SealedFile, names: tuple[str, ...], missing: tuple[MissingChunk, ...], sending: Sending
    ) -> FileAnswer | None:
        """Send these chunks in order; gives the last answer, and None where the time was over before."""
        sizes = [attachment.chunk_size(file.size, place) for place in range(len(names))]
        lacks = {chunk.place: max(0, sizes[chunk.place] - chunk.there) for chunk in missing if chunk.place < len(sizes)}
        answer = FileAnswer(version=VERSION)
        for place in sorted(lacks):
            content, again = file.chunk(place), ROUNDS
            while lacks[place]:
                sending.tell(sum(sizes) - sum(lacks.values()))
                if sending.is_over():
                    return None
                start = len(content) - lacks[place]
                body = content[start : start + self.pace.most]
                answer = self._timed(f"/api/v2/files/{file.id}/{names[place]}?from={start}", body)
                left = next((len(content) - chunk.there for chunk in answer.missing if chunk.place == place), 0)
                again -= left >= lacks[place]  # nothing came of it: another place than it was said, or garbled
                if not again:
                    raise Unreachable(LineFault.BAD_ANSWER)
                lacks[place] = max(0, left)
        sending.tell(sum(sizes) - sum(lacks.values()))
        return answer

    def _timed(self, path: str, body: bytes) -> FileAnswer:
        begun = _CLOCK.monotonic()
        try:
            answer = self._answered(*self.connection.put(path, body))
        except Unreachable as fault:
            if fault.code == LineFault.NO_LINE:
                self.pace.cut()
            raise
        self.pace.carried(len(body), _CLOCK.monotonic() - begun)
        self.pace.most = min(self.pace.most, 2 * attachment.CHUNK_BYTES)  # so that each whole chunk is measured
        return answer

    def _answered(self, status: int, told: dict[str, Any]) -> FileAnswer:
        if status != 200:
            raise Unreachable(LineFault.HUB_REFUSES if status in (401, 403) else LineFault.HUB_BROKEN, status=status)
        try:
            answer: FileAnswer = convert(FileAnswer, told)
        except Misfit:
            raise Unreachable(LineFault.BAD_ANSWER) from None
        if answer.code:
            try:
                raise Rejected(Rejection(answer.code))
            except ValueError:  # a hub that is newer than this box
                raise Unreachable(LineFault.BAD_ANSWER) from None
        return answer
