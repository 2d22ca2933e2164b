"""A hub with very many cases, filled once and kept below build/, on either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hub.hub import Hub
from hub.opening import open_hub
from hub.settings import HubSettings
from kiosk.clock import Clock
from tests.gallery.postgres import cluster
from trials.million.fill import fill

BUILD = Path("build/million")
DATABASES = ("sqlite", "postgresql")
_POSTGRESQL = ("shared_buffers=1GB", "max_wal_size=8GB", "fsync=off")


@dataclass(frozen=True, slots=True)
class Kept:
    """The hub, the folder of its data, and the URL of its PostgreSQL, "" where it is SQLite."""

    hub: Hub
    data: Path
    url: str


@contextmanager
def kept(kind: str, many: int, sites: int) -> Iterator[Kept]:
    """A hub with so many cases of so many sites on one of `DATABASES`; the first time it is filled, for minutes."""
    folder = (BUILD / f"{kind}-{many}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    filled = folder / "filled"
    with _opened(folder, kind, filled.exists()) as opened:
        if not filled.exists():
            fill(opened.hub, many, sites)
            filled.touch()
        yield opened


@contextmanager
def _opened(folder: Path, kind: str, filled: bool) -> Iterator[Kept]:
    data = folder / "hub"
    if kind == "sqlite":
        yield Kept(open_hub(HubSettings(data=data), Clock()), data, "")
        return
    with cluster(*_POSTGRESQL, kept=folder / "data") as running:
        name = "hub0" if filled else running.new_database()
        hub = open_hub(HubSettings(data=data, database=running.url(name)), Clock())
        try:
            yield Kept(hub, data, running.url(name))
        finally:
            hub.store.engine.dispose()
