"""Warn of pictograms of the town hall's own that a procedure names and that nobody has put in the folder."""

from collections.abc import Callable, Iterable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from kiosk.catalogue.define.loading import each_file
from kiosk.catalogue.read.fault import Fault, Notes
from kiosk.catalogue.read.node import Entries, Items, Node, Scalar
from kiosk.catalogue.read.source import read
from kiosk.domain.procedure import pictograms


def missing(paths: Iterable[Path | Traversable], is_there: Callable[[str], bool]) -> Iterator[Fault]:
    """A warning at each place where a sound procedure of these files and folders names a pictogram that is missing.

    `is_there` says whether there is a pictogram of that file name; a warning, because it may be put there later.
    """
    for path in paths:
        for file, procedure in each_file(path, []):
            for icon in _named(procedure.file):
                name = pictograms.file_name(icon.value)
                if not is_there(name):
                    yield Fault(str(file), icon.line, icon.column, "missing-pictogram", {"name": name}, warning=True)


def _named(file: bytes) -> Iterator[Scalar]:
    """Each place of a sound procedure file that names a pictogram of the town hall's own, in the order of the file."""
    waiting: list[tuple[str, Node | None]] = [("", read(file, Notes("")))]
    while waiting:
        key, node = waiting.pop()
        if isinstance(node, Entries):
            waiting.extend((name.value, value) for name, value in reversed(node.pairs))
        elif isinstance(node, Items):
            waiting.extend(("", item) for item in reversed(node.items))
        elif isinstance(node, Scalar) and key == "icon" and pictograms.is_own(node.value):
            yield node
