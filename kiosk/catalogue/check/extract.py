"""The Babel extractor for procedure files: yields their texts with lines and contexts."""

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from kiosk.catalogue.define.procedures import read_procedure
from kiosk.catalogue.read.source import Notes, read_root_node
from kiosk.catalogue.read.table import ReadingState


def extract(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Yield (line, "pgettext", (procedure id, words), no comments) for every text, plain variants included. The loader
    itself decides what is a text, so that the two cannot differ; a faulty file yields what can be read."""
    reading = ReadingState(Notes(getattr(fileobj, "name", "")))
    root = read_root_node(fileobj.read(), reading.notes)
    if root is not None:
        read_procedure(root, reading)
    for line, words in sorted(reading.texts):
        yield line, "pgettext", (reading.context, words), []
