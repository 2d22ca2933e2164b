"""Takes the files of a bundle: what each is made of, then its chunks, as they come by wire (`hub.files`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from hub.files import chunked_intake
from hub.hub import Hub
from kiosk.domain.bundles.messages import AnswerFile, BundledChunk, BundledFile
from kiosk.domain.events.wire.files import FileAnswer
from kiosk.domain.events.wire.writing import encode
from kiosk.errors import Rejected


@dataclass(slots=True)
class ArrivingFiles:
    """The files of a bundle of a site, one after the other; a file that is refused takes none of the others along."""

    hub: Hub
    site: str
    _id: str = ""
    _answer: FileAnswer | None = None
    _code: str = ""

    def take(self, message: BundledFile | BundledChunk) -> Iterator[bytes]:
        """Take one message; gives the answer to the file before, where this one begins another."""
        if isinstance(message, BundledFile):
            yield from self.end()
            self._id = message.id
        elif self._code or self._answer is None or self._answer.signed:
            return  # the file is refused, or the hub has it
        try:
            if isinstance(message, BundledFile):
                self._answer = chunked_intake.take_manifest(self.hub, self.site, self._id, message.manifest)
            else:
                read = BytesIO(message.content).read
                self._answer = chunked_intake.take_chunk(
                    self.hub, self.site, self._id, bytes.fromhex(message.name), 0, read
                )
        except Rejected as reason:
            self._code = str(reason.code)

    def end(self) -> Iterator[bytes]:
        """The answer to the last file, where there was one."""
        if self._id:
            signed = self._answer.signed if self._answer else None
            yield encode(AnswerFile(id=self._id, signed=None if self._code else signed, code=self._code))
        self._id, self._answer, self._code = "", None, ""
