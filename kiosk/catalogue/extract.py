"""What Babel calls to find the words of procedure files, with their lines and contexts."""

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from kiosk.catalogue.fault import Notes
from kiosk.catalogue.procedures import read_procedure
from kiosk.catalogue.source import read
from kiosk.catalogue.table import Reading


def extract(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Yield (line, "pgettext", (procedure id, words), no comments) for every text, plain variants included.

    The loader itself says what is a text, so that the two can never differ; a faulty file yields what can be read.
    """
    reading = Reading(Notes(getattr(fileobj, "name", "")))
    root = read(fileobj.read(), reading.notes)
    if root is not None:
        read_procedure(root, reading)
    for line, words in sorted(reading.texts):
        yield line, "pgettext", (reading.context, words), []
