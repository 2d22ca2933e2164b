"""The tables come to today's shape, whoever starts first."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import select

from hub.hub import Hub
from hub.settings import HubSettings
from hub.store.opening import open_store
from hub.store.schema import metadata, site
from hub.store.upgrade import upgrade
from tests.hub.samples import Box


def test_the_migrations_make_the_tables_the_code_knows(hub: Hub) -> None:
    with hub.store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_upgraded_store_is_left_alone(hub: Hub, box: Box) -> None:
    case = box.submitted()
    box.send(case)
    upgrade(hub.store.engine)
    assert box.outcomes(case) == ["duplicate"], "what was there is there"


def test_sites_send_while_a_migration_waits_for_somebody_who_reads(
    hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    if hub.store.engine.dialect.name != "postgresql":  # there nobody waits for a reader
        return
    tries: list[str] = []

    def migrate(config: Config, _: str) -> None:
        tries.append("tried")
        config.attributes["connection"].exec_driver_sql("ALTER TABLE site ALTER COLUMN name SET NOT NULL")

    monkeypatch.setattr(command, "upgrade", migrate)
    monkeypatch.setattr("hub.store.upgrade._LOCK_MS", 100)
    monkeypatch.setattr("hub.store.upgrade._PAUSE_S", 0.1)
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
def test_six_processes_that_start_at_once_make_the_tables_once(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = ""
    if engine == "postgresql":
        running, _ = request.getfixturevalue("postgres")
        database = running.url(running.new_database())
    code = (
        "import sys, pathlib\n"
        "from hub.settings import HubSettings\n"
        "from hub.app import create_hub\n"
        "from hub.hub import EXTENSION\n"
        "app = create_hub(HubSettings(data=pathlib.Path(sys.argv[1]), database=sys.argv[2]))\n"
        "print(app.extensions[EXTENSION].verify_key)\n"
    )
    program = [sys.executable, "-c", code, str(tmp_path), database]

    def start(_: int) -> Any:
        return subprocess.run(program, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(start, range(6)))
    assert [end.returncode for end in ends] == [0] * 6, [end.stderr[-500:] for end in ends]
    assert len({end.stdout for end in ends}) == 1
    open_store(HubSettings(data=tmp_path, database=database)).engine.dispose()
