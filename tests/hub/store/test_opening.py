"""The two engines behind the same two gestures."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.hub import Hub
from hub.settings import HubSettings
from hub.sites.sites import add_site, all_sites
from hub.store.opening import open_store
from hub.store.schema import site
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from tests.gallery.postgres import Cluster


def test_a_transaction_is_all_or_nothing(hub: Hub) -> None:
    add_site(hub.store, "SA", "Mairie", hub.clock)
    with pytest.raises(RuntimeError), hub.store.writing() as connection:
        connection.execute(site.update().values(name="Autre"))
        raise RuntimeError
    assert [site.name for site in all_sites(hub.store)] == ["Mairie"]


def test_sqlite_is_durable_and_new_enough_not_to_corrupt_a_shared_wal(hub: Hub) -> None:
    if hub.store.engine.dialect.name != "sqlite":
        return
    with hub.store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
    assert tuple(map(int, version.split("."))) > (3, 51, 2)


def test_what_a_statement_held_stays_out_of_the_error(hub: Hub) -> None:
    with pytest.raises(DBAPIError) as caught, hub.store.reading() as connection:
        connection.execute(text("SELECT :name FROM nowhere"), {"name": "Benali"})
    assert "Benali" not in str(caught.value)


def test_a_database_that_does_not_answer_is_told_without_its_passphrase(tmp_path: Path) -> None:
    away = HubSettings(data=tmp_path, database="postgresql+psycopg://parvis:s3cret@127.0.0.1:1/parvis")
    with pytest.raises(Refused) as refused:
        open_store(away)
    assert (refused.value.code, refused.value.details) == (HubRefusal.DATABASE_AWAY, {"at": "127.0.0.1:1/parvis"})


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_keep_every_script_is_refused(
    encoding: str, postgres: tuple[Cluster, str], tmp_path: Path
) -> None:
    name = postgres[0].new_database(encoding)
    with pytest.raises(Refused) as refused:
        open_store(HubSettings(data=tmp_path, database=postgres[0].url(name)))
    assert refused.value.details == {"name": name, "encoding": encoding}


@pytest.mark.parametrize("torn", ["first page", "end"])
def test_a_file_that_cannot_be_whole_is_refused_and_not_a_trace(torn: str, tmp_path: Path) -> None:
    settings = HubSettings(data=tmp_path)
    open_store(settings).engine.dispose()
    path = tmp_path / "hub.db"
    whole = path.read_bytes()
    path.write_bytes(b"?" * 2048 + whole[2048:] if torn == "first page" else whole[: len(whole) // 2])
    with pytest.raises(Refused) as refused:
        open_store(settings)
    assert (refused.value.code, refused.value.details) == (Refusal.UNREADABLE_STORE, {"path": str(path)})
