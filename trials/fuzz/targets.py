"""The fuzz targets: readers of untrusted bytes, each with seeds and the exceptions it may raise."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

AS_IT_LIES, MESSAGE = b"\x00", b"\x01"
_BUNDLE, _SEED = "0123456789abcdef" * 2, bytes(32)
_LONGEST = 1 << 20
"""Bytes of an input: what is in a file is not packed, so that nothing is ever larger than the file."""


def _file(content: bytes) -> bytes:
    from kiosk.crypto import keys
    from kiosk.domain.events.sealed import seal_message
    from kiosk.files.carried_file import write_carried

    return b"".join(write_carried(_BUNDLE, [("events/0", seal_message(content, _SEED, keys.verify_key(_SEED)))]))


def prepare() -> Callable[[bytes], object]:
    from hub.wire import decode_batch
    from kiosk.crypto import keys
    from kiosk.domain.events.wire.reading import Misfit
    from kiosk.error_codes import Refusal
    from kiosk.errors import Refused
    from kiosk.files.carried_file import open_carried

    signer = keys.verify_key(_SEED)

    def read(data: bytes) -> None:
        file = data[1:] if data[:1] == AS_IT_LIES else _file(data[1:])
        assert len(file) <= _LONGEST
        carried = open_carried(BytesIO(file))
        assert sum(len(carried.read(name)) for name in set(carried.names)) <= len(file), "more came out than went in"
        for name in carried.names_of("events"):
            opened = carried.open_part(name, _SEED)
            assert opened.signer([signer]) == signer or data[:1] == AS_IT_LIES
            try:
                decode_batch(opened.content)
            except Misfit:
                raise Refused(Refusal.NEWER_BUNDLE) from None

    return read


def seeds() -> list[bytes]:
    """A batch in a message, whole and cut, and the file with it, whole and cut."""
    heartbeat = b'"heartbeat": {"unsent": 1, "last_counter": 7, "asked": "77777777777777777777777777777777"}'
    batch = b'{"version": 2, "site": "SA", ' + heartbeat + b', "events": [{"id": "' + b"a" * 32 + b'"}]}'
    file = _file(batch)
    return [MESSAGE + batch, MESSAGE + batch[:-9], AS_IT_LIES + file, AS_IT_LIES + file[:-3]]


@dataclass(frozen=True, slots=True)
class Target:
    """`prepare` imports what is fuzzed and gives the function; `seeds` makes small valid inputs. The function returns,
    or raises one of `Refused` and a list of faults: anything else is a finding."""

    name: str
    seeds: Callable[[], list[bytes]]
    prepare: Callable[[], Callable[[bytes], object]]
    longest: int
    dictionary: tuple[str, ...] = ()
    needs: str = "kiosk"
    """A module without which the target is left out."""

    def is_there(self) -> bool:
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
    shipped = [
        file.read_bytes() for file in files("kiosk").joinpath("procedures").iterdir() if file.name.endswith(".yaml")
    ]
    return [*shipped, *(b"\n".join(text.split(b"\n")[:count]) for text in shipped for count in (12, 40, 90))]


def _strange(name: str) -> Callable[[], list[bytes]]:
    def seeds() -> list[bytes]:
        from tests.gallery.site import strange_files

        made: list[bytes] = getattr(strange_files, name)()
        return made

    return seeds


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
    Target("images", _strange("pictures"), _cleaning, 60_000,
           ("\\xff\\xd8", "\\xff\\xc2", "IHDR", "IDAT", "PLTE", "tRNS", "acTL", "GIF89a", "VP8X", "ftyp", "iprp")),
    Target("pdfs", _strange("pdfs"), _cleaning, 60_000,
           ("/Kids", "/Count", "/Parent", "/Annots", "/AP", "/Length", "obj", "endobj", "stream", "xref", "/ObjStm",
            "/Encrypt", "/Prev", "/OCProperties", "/AcroForm", "/Resources", "R", "/S", "/JS")),
    Target("given", _signed_pdfs, _inspecting, 60_000,
           ("/Sig", "/ByteRange", "/Contents", "/AA", "/OpenAction", "/Next", "/EF", "/JS", "/S", "/Launch", "xref")),
    Target("references", lambda: [b"SA1042K", "SA–1O42–K".encode()],
           _typed("kiosk.domain.events.reference", "parse_reference"), 200),
    Target("wire", _wire_seeds, _wire, 20_000, ("events", "alias", "outcome", "later", "null", "\\\\u0000", "1e999")),
    Target("packed", _packed_seeds, _packed, 20_000, ("\\x28\\xb5\\x2f\\xfd", "\\x01\\x80", "\\x02\\x80")),
    Target("bundles", seeds, prepare, 150_000,
           ("PK\\x03\\x04", "PK\\x01\\x02", "PK\\x05\\x06", "events/0", "chunks/", "heartbeat", "events", "1e999")),
    Target("resume", lambda: [b"ABC 23456 789XY", b"abc-defgh-jkmnp"],
           _typed("kiosk.services.drafts.drafts", "parse_resume_code"), 200,
           needs="kiosk.services.drafts.drafts"),
)  # fmt: skip


HANG_S = 5
MOST_OVER_BASE_MB = 256
_MOST_DEATHS = 20
"""Deaths of the process after which a target has failed without more looking."""


@dataclass(slots=True)
class Verdict:
    """What one target did. `crashes` counts by exception and place; `deaths` are what no exception tells."""

    name: str
    seconds: float = 0.0
    executions: int = 0
    refused: int = 0
    crashes: Counter[str] = field(default_factory=Counter)
    deaths: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    over_base_mb: int = 0
    folder: str = ""

    @property
    def is_good(self) -> bool:
        calm = not self.crashes and not self.deaths and self.slowest_s <= HANG_S
        return calm and self.executions > 0 and self.over_base_mb <= MOST_OVER_BASE_MB

    def lines(self) -> list[str]:
        rate = self.executions / self.seconds if self.seconds else 0.0
        head = (
            f"{self.name}: {'good' if self.is_good else 'BROKEN'}: {self.executions} executions in {self.seconds:.0f} s"
            f" ({rate:.0f}/s), {self.refused} refused, {sum(self.crashes.values())} crashes, {len(self.deaths)} deaths,"
            f" slowest {self.slowest_s:.2f} s, peak {self.over_base_mb} MB over the base"
        )
        result = [f"  {count} × {name}" for name, count in self.crashes.most_common()] + [f"  {d}" for d in self.deaths]
        return [head, *result, *([f"  kept in {self.folder}"] if not self.is_good else [])]


def fuzz(target: Target, seconds: float, folder: Path, seed: int) -> Verdict:
    verdict = Verdict(target.name, folder=str(folder))
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for number, data in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    words = folder / "words.dict"
    words.write_text("".join(f'"{word}"\n' for word in target.dictionary), "utf-8")
    began = time.monotonic()
    while (left := seconds - (time.monotonic() - began)) > 1 and len(verdict.deaths) < _MOST_DEATHS:
        run = folder / f"run-{len(verdict.deaths)}"
        run.mkdir()
        _once(target, run, corpus, words, int(left), seed + len(verdict.deaths), verdict)
    verdict.seconds = time.monotonic() - began
    return verdict


def _once(target: Target, run: Path, corpus: Path, words: Path, left: int, seed: int, verdict: Verdict) -> None:
    command = [
        sys.executable, "-m", "trials.fuzz.harness", target.name, str(run), f"-max_total_time={max(1, left)}",
        f"-timeout={4 * HANG_S}", "-rss_limit_mb=2048", f"-max_len={target.longest}", f"-seed={seed}",
        f"-artifact_prefix={run}/", *([f"-dict={words}"] if target.dictionary else ()), str(corpus),
    ]  # fmt: skip
    with (run / "log.txt").open("wb") as log:
        ended = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
    try:
        noted = json.loads((run / "notes.json").read_text("utf-8"))
    except FileNotFoundError:
        verdict.deaths.append(f"ended with {ended} before it had run a second: {run}/log.txt")
        return
    verdict.executions += noted["executions"]
    verdict.refused += noted["refused"]
    verdict.crashes.update(noted["crashes"])
    verdict.slowest_s = max(verdict.slowest_s, noted["slowest_s"])
    verdict.over_base_mb = max(verdict.over_base_mb, (noted["peak_kb"] - noted["base_kb"]) // 1024)
    if ended != 0:
        verdict.deaths.append(f"ended with {ended}: {run}/log.txt")
