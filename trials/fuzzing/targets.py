"""The fuzz targets: readers of untrusted bytes, each with seeds and the exceptions it may raise."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec


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
    from kiosk.catalogue.define.loading import load
    from kiosk.catalogue.read.fault import CatalogueFaults

    def read(data: bytes) -> None:
        try:
            load(data, "fuzz.yaml")
        except CatalogueFaults as found:
            assert found.faults, "what is refused says why"
            for fault in found.faults:
                assert fault.line >= 1 and fault.code, "a fault has a place and a code"

    return read


def _cleaning() -> Callable[[bytes], object]:
    from kiosk.services.files.rewrite import rewritten

    return rewritten


def _typed(module: str) -> Callable[[], Callable[[bytes], object]]:
    def prepare() -> Callable[[bytes], object]:
        from importlib import import_module

        read = import_module(module).read
        return lambda data: read(data.decode("utf-8", "surrogateescape"))

    return prepare


def _procedure_seeds() -> list[bytes]:
    """The procedures that ship, and each in pieces, so that mutations meet short files too."""
    shipped = [
        file.read_bytes() for file in files("kiosk").joinpath("procedures").iterdir() if file.name.endswith(".yaml")
    ]
    return [*shipped, *(b"\n".join(text.split(b"\n")[:count]) for text in shipped for count in (12, 40, 90))]


def _pictures() -> list[bytes]:
    from gallery.site.strange_files import pictures

    return pictures()


def _pdfs() -> list[bytes]:
    from gallery.site.strange_files import pdfs

    return pdfs()


TARGETS = (
    Target("procedures", _procedure_seeds, _procedures, 60_000,
           ("fields:", "kind:", "when:", "&a", "*a", "!!python", "<<:", "? ", "|", "choices:", "documents:", "\\x00")),
    Target("images", _pictures, _cleaning, 60_000,
           ("\\xff\\xd8", "\\xff\\xc2", "IHDR", "IDAT", "PLTE", "tRNS", "acTL", "GIF89a", "VP8X", "ftyp", "iprp")),
    Target("pdfs", _pdfs, _cleaning, 60_000,
           ("/Kids", "/Count", "/Parent", "/Annots", "/AP", "/Length", "obj", "endobj", "stream", "xref", "/ObjStm",
            "/Encrypt", "/Prev", "/OCProperties", "/AcroForm", "/Resources", "R", "/S", "/JS")),
    Target("references", lambda: [b"SA1042K", "SA–1O42–K".encode()], _typed("kiosk.domain.events.reference"), 200),
    Target("resume", lambda: [b"ABC 23456 789XY", b"abc-defgh-jkmnp"], _typed("kiosk.domain.keys.resume_code"), 200,
           needs="kiosk.domain.keys.resume_code"),
)  # fmt: skip
