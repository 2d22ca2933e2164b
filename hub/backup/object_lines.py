"""The chunks of joined files as lines of JSON in a hub's copy, where they lie in a folder; and back into a store."""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from hub.files.kept_file import PART
from hub.objects.objects import Objects

KIND = "object"
"""What stands in such a line in the place of a table."""


def lines(objects: Objects, counted: Counter[str]) -> Iterator[bytes]:
    """One line for each object of a folder, none for those of a bucket; counts them into `counted`.

    Beginnings of chunks, which come again, are left out.
    """
    if not objects.copied_with_the_hub:
        return
    for stored in objects.below(""):
        if stored.name.endswith(PART):
            continue
        try:
            content = objects.get(stored.name)
        except FileNotFoundError:  # erased since it was listed
            continue
        counted[KIND] += 1
        yield json.dumps([KIND, {"name": stored.name, "bytes": base64.b64encode(content).decode()}]).encode()


def put_back(objects: Objects, given: Iterable[bytes], counted: Counter[str]) -> Iterator[bytes]:
    """Put the objects of such lines into a store, and pass on all other lines."""
    begins = json.dumps([KIND])[:-1].encode()
    for line in given:
        if not line.startswith(begins):
            yield line
            continue
        values = json.loads(line)[1]
        objects.put(values["name"], base64.b64decode(values["bytes"]))
        counted[KIND] += 1
