"""Reads a machine's database and backups as a thief would, with the key that lies beside them."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.crypto import keys
from kiosk.paths import Paths
from kiosk.store.database import Store
from trials.canary.search import Trace, Words, traces

FIRST_BYTES = 32
"""Of a wrapped key, enough to know it by."""


def wrapped_keys(paths: Paths) -> dict[str, set[bytes]]:
    """Every wrapped data key that the store holds now, by subject; read in a copy, so that nothing here is changed."""
    results: dict[str, set[bytes]] = {}
    with _copied(paths) as copy:
        store = Store(copy, keys.read_secret_file(paths.database_key))
        for row in list(store.read().query("SELECT subject, wrapped FROM data_keys")):
            results.setdefault(row["subject"], set()).add(bytes(row["wrapped"])[:FIRST_BYTES])
        store.close()
    return results


def read_copies(folder: Path, words: Words) -> list[Trace]:
    """What is found in the bytes of a folder of backups: a thief has no sheet for their words."""
    return traces(sorted(folder.iterdir()), words, {})


@contextmanager
def _copied(paths: Paths) -> Iterator[Path]:
    """The store and its log, as they lie there, elsewhere."""
    with tempfile.TemporaryDirectory(prefix="parvis-thief-", dir=paths.data.parent.parent / "away") as folder:
        for name in (paths.database.name, f"{paths.database.name}-wal"):
            if (paths.data / name).exists():
                shutil.copy(paths.data / name, folder)
        yield Path(folder) / paths.database.name
