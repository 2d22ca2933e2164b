"""Reads a machine's database and backups as a thief would, with the key that lies beside them."""

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.crypto import keys
from kiosk.paths import Paths
from kiosk.services.upkeep import sealed_file
from kiosk.store.database import Store, rows
from trials.canary.search import Trace, Words, traces

FIRST_BYTES = 32
"""Of a wrapped key, enough to know it by."""


def wrapped_keys(paths: Paths) -> dict[str, set[bytes]]:
    """Every wrapped data key that the store holds now, by subject; read in a copy, so that nothing here is changed."""
    results: dict[str, set[bytes]] = {}
    with _copied(paths) as copy:
        store = Store(copy, keys.read_secret(paths.database_key))
        for row in rows(store.read(), "SELECT subject, wrapped FROM data_keys"):
            results.setdefault(row["subject"], set()).add(bytes(row["wrapped"])[:FIRST_BYTES])
        store.close()
    return results


def mandates(paths: Paths) -> set[str]:
    """The subjects that are mandates, by the store as it is now."""
    with _copied(paths) as copy:
        store = Store(copy, keys.read_secret(paths.database_key))
        texts = {str(row["id"]) for row in rows(store.read(), "SELECT id FROM mandates")}
        store.close()
    return texts


def read_copies(folder: Path, words: Words) -> list[Trace]:
    """What is found in a folder of backups: in the bytes of a sealed one, for whose words a thief has no sheet; one of
    an earlier version is unpacked, and its store read with the key that it carries.
    """
    results = []
    for copy in sorted(folder.iterdir()):
        if sealed_file.is_sealed(copy):
            results += traces([copy], words, {})
            continue
        with tempfile.TemporaryDirectory(prefix="parvis-thief-", dir=folder.parent / "away") as place:
            with tarfile.open(copy) as archive:
                archive.extractall(place, filter="data")
            store = Path(place) / "parvis.db"
            for trace in traces([Path(place)], words, {store: keys.read_secret(Path(place) / "database.key")}):
                results.append(Trace(f"{copy}/{Path(trace.path).name}", trace.word, trace.form))
    return results


@contextmanager
def _copied(paths: Paths) -> Iterator[Path]:
    """The store and its log, as they lie there, elsewhere."""
    with tempfile.TemporaryDirectory(prefix="parvis-thief-", dir=paths.data.parent.parent / "away") as folder:
        for name in (paths.database.name, f"{paths.database.name}-wal"):
            if (paths.data / name).exists():
                shutil.copy(paths.data / name, folder)
        yield Path(folder) / paths.database.name
