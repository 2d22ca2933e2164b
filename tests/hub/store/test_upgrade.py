"""The tables come to today's shape, whoever starts first."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select
from sqlalchemy.exc import DatabaseError

from hub.backup import back_up_hub, restore_hub
from hub.hub import Hub
from hub.opening import open_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from hub.store import opening
from hub.store.columns import metadata
from hub.store.opening import open_store, upgrade
from hub.store.schema import site
from kiosk.clock import Clock
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from tests.hub.conftest import PASSPHRASE
from tests.hub.samples import Box


def test_the_migrations_make_the_tables_the_code_knows(hub: Hub) -> None:
    with hub.store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_upgraded_store_is_left_alone(hub: Hub, box: Box) -> None:
    case = box.send_case()
    upgrade(hub.store.engine)
    assert box.outcomes(case) == ["duplicate"], "what was there is there"


NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("site", sa.Column("floor", sa.String(8), nullable=False, server_default="1"))
    {then}
"""
"""What the version after this one changes: a column of a table that is full already."""


@contextmanager
def next_version(folder: Path, then: str = "") -> Iterator[None]:
    """Within the block this program is the next version, whose migrations lie in the folder."""
    shutil.copytree(Path(opening.__file__).with_name("migrations"), folder, dirs_exist_ok=True)
    (folder / "versions" / "0002_floors.py").write_text(NEXT.format(then=then), "utf-8")
    config = opening._config()
    config.set_main_option("script_location", str(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_config", lambda: config)
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> HubSettings:
    """A hub of this version with a site, on a database that no other test uses."""
    database = ""
    if request.param == "postgresql":
        running, _ = request.getfixturevalue("postgres")
        database = running.url(running.new_database())
    settings = HubSettings(data=tmp_path / "hub", database=database, name="Pays de Saint-Aubin")
    store = open_store(settings)
    add_site(store, "SA", "Mairie de Saint-Aubin", Clock())
    store.engine.dispose()
    return settings


def floors(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT code, floor FROM site")]


def test_the_next_version_changes_the_tables_and_keeps_what_is_in_them(earlier: HubSettings, tmp_path: Path) -> None:
    engine = open_store(earlier).engine
    with next_version(tmp_path / "next"):
        assert opening.newest_revision() == "0002"
        for _ in range(2):
            upgrade(engine)
        assert floors(engine) == [("SA", "1")]
    engine.dispose()


def test_the_program_before_refuses_what_the_next_one_changed(earlier: HubSettings, tmp_path: Path) -> None:
    engine = open_store(earlier).engine
    with next_version(tmp_path / "next"):
        upgrade(engine)
    with pytest.raises(Refused) as refused:
        open_store(earlier)
    assert refused.value.code == Refusal.NEWER_STORE
    assert floors(engine) == [("SA", "1")], "and nothing is changed"
    engine.dispose()


def test_a_migration_that_fails_changes_nothing_the_program_before_goes_on(
    earlier: HubSettings, tmp_path: Path
) -> None:
    engine = open_store(earlier).engine
    with next_version(tmp_path / "next", 'op.execute("UPDATE site SET nowhere = 1")'), pytest.raises(DatabaseError):
        upgrade(engine)
    upgrade(engine)
    with pytest.raises(DatabaseError):
        floors(engine)
    with engine.connect() as connection:
        assert connection.execute(select(site.c.code)).scalars().all() == ["SA"]
    engine.dispose()


def test_a_copy_from_before_comes_back_with_the_program_before(earlier: HubSettings, tmp_path: Path) -> None:
    hub = open_hub(earlier, Clock())
    back_up_hub(hub, tmp_path / "hub.copy", PASSPHRASE)
    again = HubSettings(data=tmp_path / "again", name=earlier.name)
    with next_version(tmp_path / "next"):
        upgrade(hub.store.engine)
        newer = open_store(again).engine
        upgrade(newer)
        newer.dispose()
        with pytest.raises(Refused) as refused:
            restore_hub(again, tmp_path / "hub.copy", PASSPHRASE, Clock())
        assert refused.value.code == HubRefusal.COPY_OF_ANOTHER_VERSION
    hub.store.engine.dispose()
    back = HubSettings(data=tmp_path / "back", name=earlier.name)
    restore_hub(back, tmp_path / "hub.copy", PASSPHRASE, Clock())
    engine = open_store(back).engine
    with engine.connect() as connection:
        assert connection.execute(select(site.c.code)).scalars().all() == ["SA"]
    engine.dispose()


def test_sites_send_while_a_migration_waits_for_a_reader(hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    if hub.store.engine.dialect.name != "postgresql":  # there nobody waits for a reader
        return
    tries: list[str] = []

    def migrate(config: Config, _: str) -> None:
        tries.append("tried")
        config.attributes["connection"].exec_driver_sql("ALTER TABLE site ALTER COLUMN name SET NOT NULL")

    monkeypatch.setattr(command, "upgrade", migrate)
    monkeypatch.setattr("hub.store.opening._LOCK_MS", 100)
    monkeypatch.setattr("hub.store.opening._PAUSE_S", 0.1)
    migration = Thread(target=upgrade, args=(hub.store.engine,))
    with hub.store.reading() as reader:
        reader.execute(select(site.c.code))
        migration.start()
        for _ in range(500):
            if len(tries) > 1:
                break
            sleep(0.01)
        assert len(tries) > 1, "it keeps the others waiting"
        assert box.outcomes(box.submitted()) == ["acknowledged"]
        assert migration.is_alive(), "somebody still reads"
    migration.join(30)
    assert not migration.is_alive()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_three_processes_at_once_make_the_tables_once(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = ""
    if engine == "postgresql":
        running, _ = request.getfixturevalue("postgres")
        database = running.url(running.new_database())
    code = (
        "import sys, pathlib\n"
        "from hub.settings import HubSettings\n"
        "from hub.server import create_hub\n"
        "from hub.hub import EXTENSION\n"
        "app = create_hub(HubSettings(data=pathlib.Path(sys.argv[1]), database=sys.argv[2]))\n"
        "print(app.extensions[EXTENSION].ring.verify_key)\n"
    )
    program = [sys.executable, "-c", code, str(tmp_path), database]

    def start(_: int) -> Any:
        return subprocess.run(program, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(3) as pool:
        ends = list(pool.map(start, range(3)))
    assert [end.returncode for end in ends] == [0] * 3, [end.stderr[-500:] for end in ends]
    assert len({end.stdout for end in ends}) == 1
    open_store(HubSettings(data=tmp_path, database=database)).engine.dispose()
