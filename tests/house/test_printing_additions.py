"""A new paper, a new form of paper and a new way to a printer: one file and one word in a tuple each.

Each is added to a copy of the product, and comes out of a printer in a process that runs that copy.
"""

from pathlib import Path

from tests.house.copied import BOX, SIGNED_IN, name_it, run, write

VOUCHER = '''"""A voucher for the swimming pool."""

from kiosk.domain.printing.tray import Tray
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Paper
from kiosk.words.words import Words
from printers.slip import Heading, Line, Slip


def slip(box: Box, subject: str, words: Words, reader: Reader) -> Slip:
    """A voucher in the name of whoever is its subject."""
    blocks = (Heading(box.site.name, 1), Heading("Bon pour la piscine", 2), Line(subject))
    return Slip("Bon", words.language, words.direction, blocks, job_title="voucher")


PAPER = Paper("voucher", slip, Tray.LISTS)
'''
VOUCHED = """
from kiosk.services.box.box import Actor
from kiosk.services.printers import printer_setup
from kiosk.services.spool import print_queue
from kiosk.store.printing.printers import Choice


def queue():
    with box.store.write() as db:
        return print_queue.queue(box, db, "voucher", "", "Jeanne", None, Actor(), bytes(32))


assert queue() and queue()
assert print_queue.print_due(box) == 2
first, second = (data.decode() for _, data in box.carrier.jobs)
assert "Bon pour la piscine" in first and "Jeanne" in first and "DUPLICATA" not in first, first
assert "DUPLICATA 2" in second, second
printer_setup.choose(box, Choice("", "lists", None), Actor())
assert queue() == "", "it goes where lists go, and they go nowhere now"
"""
SEEN = """
page = desk.get("/papers/voucher/Jeanne.pdf")
assert (page.status, page.headers["Content-Type"]) == (200, "text/plain; charset=utf-8"), page.headers
assert "Bon pour la piscine" in page.bytes.decode()
assert desk.get("/desk/printing").status == 200
"""
NARROW = '''"""Plain text for a till with a narrow roll."""

from printers.renderers.text import Text

TEXT_24 = Text("text-24", "text", 24)
'''
PIGEON = '''"""A carrier pigeon: what it takes lies in a loft."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from printers.carrier import UNKNOWN, FoundPrinter, Setting


@dataclass(frozen=True, slots=True)
class Pigeon:
    """A pigeon that flies to one loft."""

    kind: ClassVar[str] = "pigeon"
    label: ClassVar[str] = "pigeon"
    settings: ClassVar[tuple[Setting, ...]] = (Setting("loft", "", "The folder of the loft.", needed=True),)
    instant: ClassVar[bool] = True
    gives_paper: ClassVar[bool] = True
    only_for_tests: ClassVar[bool] = False

    loft: str
    media_type: str = "text/plain; charset=utf-8"

    def is_usable(self) -> bool:
        return Path(self.loft).is_dir()

    def what_is_wrong(self) -> str | None:
        return None if self.is_usable() else "folder-missing"

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        (Path(self.loft) / job_id).write_bytes(data)

    def state_of(self, job_id: str) -> str:
        return UNKNOWN

    def call_off(self, job_id: str) -> str:
        return UNKNOWN

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        return ()
'''
FLOWN = """
from kiosk.commands.printers import KINDS, SHEETS
from kiosk.operations import printers
from kiosk.services.spool import print_queue

assert "pigeon" in KINDS and "text-24" in SHEETS, "kiosk printers add takes them"
loft = Path.cwd() / "loft"
printers.add.run(box, printers.NewPrinter("Colombier", "pigeon", {"loft": str(loft)}, "text-24"), None)
known = printers.show.run(box, printers.Search(search=False), None).known[1]
assert (known.kind, known.paper, known.wrong) == ("pigeon", "text-24", "folder-missing"), known
loft.mkdir()
printers.try_out.run(box, printers.Name("Colombier"), None)
(flown,) = loft.iterdir()
lines = flown.read_text("utf-8").splitlines()
assert "Mairie de Saint-Aubin" in lines[0] and max(map(len, lines)) <= 24, lines
page = desk.get("/desk/printers/new")
assert page.status == 200, page.text
"""


def test_a_new_paper_is_printed_counted_and_shown(copied: Path, tmp_path: Path) -> None:
    write(copied / "services/papers/kinds/voucher.py", VOUCHER)
    name_it(
        copied / "services/papers/kinds/__init__.py",
        "kiosk.services.papers.kinds",
        "voucher",
        "PAPERS",
        "voucher.PAPER",
    )
    run(tmp_path, "LANGUAGES, PAPER = ('fr',), 'text-42'", BOX, VOUCHED, SIGNED_IN, SEEN)


def test_a_new_printer_and_a_new_form_of_paper_are_added_tried_and_heard_of(copied: Path, tmp_path: Path) -> None:
    printers = copied.parent / "printers"
    write(printers / "carriers/pigeon.py", PIGEON)
    name_it(printers / "carriers/__init__.py", "printers.carriers", "pigeon", "CARRIERS", "pigeon.Pigeon")
    write(printers / "renderers/narrow.py", NARROW)
    name_it(printers / "renderers/__init__.py", "printers.renderers", "narrow", "RENDERERS", "narrow.TEXT_24")
    run(tmp_path, "LANGUAGES, PAPER = ('fr',), 'pdf-a4'", BOX, SIGNED_IN, FLOWN)
