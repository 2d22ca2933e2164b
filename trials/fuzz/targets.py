"""The fuzz targets: readers of untrusted bytes, each with seeds and the exceptions it may raise."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec

from trials.fuzz import bundle_files


@dataclass(frozen=True, slots=True)
class Target:
    """`prepare` imports what is fuzzed and gives the function; `seeds` makes small valid inputs.

    The function returns, or raises one of `Refused` and a list of faults: anything else is a finding.
    """

    name: str
    seeds: Callable[[], list[bytes]]
    prepare: Callable[[], Callable[[bytes], object]]
    longest: int
    dictionary: tuple[str, ...] = ()
    needs: str = "kiosk"
    """A module without which the target is left out."""

    def is_there(self) -> bool:
        """Whether what it fuzzes exists in this build."""
        return find_spec(self.needs) is not None


def _procedures() -> Callable[[bytes], object]:
    from kiosk.catalogue.define.catalogue import load_procedure
    from kiosk.catalogue.read.source import CatalogueFaults

    def read(data: bytes) -> None:
        try:
            load_procedure(data, "fuzz.yaml")
        except CatalogueFaults as found:
            assert found.faults, "what is refused says why"
            for fault in found.faults:
                assert fault.line >= 1 and fault.code, "a fault has a place and a code"

    return read


def _cleaning() -> Callable[[bytes], object]:
    from kiosk.files.decoder_process import rewrite_file

    return rewrite_file


def _inspecting() -> Callable[[bytes], object]:
    from kiosk.files.pdf import inspect_pdf_bytes

    return inspect_pdf_bytes


def _typed(module: str, name: str) -> Callable[[], Callable[[bytes], object]]:
    def prepare() -> Callable[[bytes], object]:
        from importlib import import_module

        read = getattr(import_module(module), name)
        return lambda data: read(data.decode("utf-8", "surrogateescape"))

    return prepare


def _procedure_seeds() -> list[bytes]:
    """The procedures that ship, and each in pieces, so that mutations meet short files too."""
    shipped = [
        file.read_bytes() for file in files("kiosk").joinpath("procedures").iterdir() if file.name.endswith(".yaml")
    ]
    return [*shipped, *(b"\n".join(text.split(b"\n")[:count]) for text in shipped for count in (12, 40, 90))]


def _pictures() -> list[bytes]:
    from tests.gallery.site.strange_files import pictures

    return pictures()


def _pdfs() -> list[bytes]:
    from tests.gallery.site.strange_files import pdfs

    return pdfs()


def _signed_pdfs() -> list[bytes]:
    from tests.gallery.site.strange_files import pdfs, signed_pdf

    return [signed_pdf(), *pdfs()]


def _wire() -> Callable[[bytes], object]:
    from hub.wire import envelope
    from kiosk.domain.events.sealed import event_to_wire
    from kiosk.domain.events.wire.batch import BatchAnswer
    from kiosk.domain.events.wire.reading import Misfit, decode, encode
    from kiosk.errors import Rejected

    def read(data: bytes) -> None:
        """A batch and its events, an answer: what is read is written again to the same message."""
        try:
            batch = json.loads(data)
        except (ValueError, RecursionError):
            return
        events = batch.get("events") if isinstance(batch, dict) else None
        for event in events if isinstance(events, list) else ():
            try:
                sealed = envelope(event)
                assert envelope(event_to_wire(sealed)) == sealed
            except Rejected as reason:
                assert reason.code == "bad-event"
        try:
            answers = decode(BatchAnswer, data)
        except Misfit:
            return
        assert decode(BatchAnswer, encode(answers)) == answers

    return read


def _wire_seeds() -> list[bytes]:
    """A batch and an answer as they travel."""
    event = {
        "id": "1" * 32, "stream": "1" * 32, "sequence": 1, "type": "submitted", "reference": "SA1042X",
        "replaces": None, "sha256": "0" * 64, "key": "0" * 16, "sealed": "AAAA", "signature": "0" * 128,
    }  # fmt: skip
    said = {"statement": "{}", "signature": "0" * 128}
    told = [
        {"id": "1" * 32, "outcome": "acknowledged", **said},
        {"id": "2" * 32, "outcome": "rejected", "code": "bad-event", "detail": "alias", **said},
        {"id": "3" * 32, "outcome": "later", "code": "busy", "seconds": 30},
    ]
    batch = {"version": 2, "site": "SA", "heartbeat": {"unsent": 0, "last_counter": 7}, "events": [event]}
    answers = {"version": 2, "key": "0" * 64, "epoch": "e" * 32, "standing": said, "answers": told}
    return [json.dumps(message).encode() for message in (batch, answers)]


def _packed() -> Callable[[bytes], object]:
    from kiosk.crypto.packing import decompress_bytes

    def read(data: bytes) -> None:
        assert len(decompress_bytes(data, 100_000)) <= 100_000, "the cap holds"

    return read


def _packed_seeds() -> list[bytes]:
    from kiosk.crypto.packing import compress_bytes

    return [
        compress_bytes(clear, number) for clear in (b"", b"Nom de naissance" * 9, bytes(200_000)) for number in (0, 1)
    ]


TARGETS = (
    Target("procedures", _procedure_seeds, _procedures, 60_000,
           ("fields:", "kind:", "when:", "&a", "*a", "!!python", "<<:", "? ", "|", "choices:", "documents:", "\\x00")),
    Target("images", _pictures, _cleaning, 60_000,
           ("\\xff\\xd8", "\\xff\\xc2", "IHDR", "IDAT", "PLTE", "tRNS", "acTL", "GIF89a", "VP8X", "ftyp", "iprp")),
    Target("pdfs", _pdfs, _cleaning, 60_000,
           ("/Kids", "/Count", "/Parent", "/Annots", "/AP", "/Length", "obj", "endobj", "stream", "xref", "/ObjStm",
            "/Encrypt", "/Prev", "/OCProperties", "/AcroForm", "/Resources", "R", "/S", "/JS")),
    Target("given", _signed_pdfs, _inspecting, 60_000,
           ("/Sig", "/ByteRange", "/Contents", "/AA", "/OpenAction", "/Next", "/EF", "/JS", "/S", "/Launch", "xref")),
    Target("references", lambda: [b"SA1042K", "SA–1O42–K".encode()],
           _typed("kiosk.domain.events.reference", "parse_reference"), 200),
    Target("wire", _wire_seeds, _wire, 20_000, ("events", "alias", "outcome", "later", "null", "\\\\u0000", "1e999")),
    Target("packed", _packed_seeds, _packed, 20_000, ("\\x28\\xb5\\x2f\\xfd", "\\x01\\x80", "\\x02\\x80")),
    Target("bundles", bundle_files.seeds, bundle_files.prepare, 150_000,
           ("PK\\x03\\x04", "PK\\x01\\x02", "PK\\x05\\x06", "events/0", "chunks/", "heartbeat", "events", "1e999")),
    Target("resume", lambda: [b"ABC 23456 789XY", b"abc-defgh-jkmnp"],
           _typed("kiosk.services.drafts.drafts", "parse_resume_code"), 200,
           needs="kiosk.services.drafts.drafts"),
)  # fmt: skip
