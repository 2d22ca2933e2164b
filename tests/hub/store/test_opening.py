"""The two engines behind the same two gestures: columns, rows at once, limits, faults."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, ProgrammingError

from hub.decisions.decisions import DraftDecision, decide_case
from hub.decisions.rights import answer_request
from hub.hub import Hub
from hub.monitoring.doctor import damaged_tables
from hub.opening import open_hub
from hub.people.people import Staff
from hub.retention import scrub
from hub.settings import HubSettings
from hub.sites.sites import add_site, all_sites
from hub.store import columns, opening
from hub.store.opening import is_busy, is_collision, limit_statements, open_store
from hub.store.schema import case_key, cases, event, site, staff
from kiosk.clock import Clock
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from tests.gallery.postgres import Cluster
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box, query_rows


def test_a_transaction_is_all_or_nothing_and_an_error_holds_no_value(hub: Hub) -> None:
    add_site(hub.store, "SA", "Mairie", hub.clock)
    with pytest.raises(RuntimeError), hub.store.writing() as connection:
        connection.execute(site.update().values(name="Autre"))
        raise RuntimeError
    assert [site.name for site in all_sites(hub.store)] == ["Mairie"]
    with pytest.raises(DBAPIError) as caught, hub.store.reading() as connection:
        connection.execute(text("SELECT :name FROM nowhere"), {"name": "Benali"})
    assert "Benali" not in str(caught.value)


def test_sqlite_is_durable_and_new_enough_not_to_corrupt_a_shared_wal(hub: Hub) -> None:
    if hub.store.engine.dialect.name != "sqlite":
        return
    with hub.store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
    assert tuple(map(int, version.split("."))) > (3, 51, 2)


def test_a_database_that_does_not_answer_is_told_without_its_passphrase(tmp_path: Path) -> None:
    away = HubSettings(data=tmp_path, database="postgresql+psycopg://parvis:s3cret@127.0.0.1:1/parvis")
    with pytest.raises(Refused) as refused:
        open_store(away)
    assert (refused.value.code, refused.value.details) == (HubRefusal.DATABASE_AWAY, {"at": "127.0.0.1:1/parvis"})


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_without_every_script_is_refused(
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


def test_names_are_kept_sorted_and_a_moment_in_utc(hub: Hub, lea: Staff) -> None:
    with hub.store.writing() as connection:
        connection.execute(staff.update().values(services=("voirie", "état civil", "voirie"), sites=()))
        kept = connection.execute(select(staff.c.services, staff.c.sites)).one()
    assert tuple(kept) == (("voirie", "état civil"), ())
    moment = datetime(2026, 11, 24, 14, 5, 0, 17, tzinfo=timezone(timedelta(hours=1)))
    with hub.store.writing() as connection:
        connection.execute(staff.update().values(added_at=moment))
        kept = connection.execute(select(staff.c.added_at)).scalar_one()
    assert kept == moment and kept.tzinfo is UTC


def _row(site: str, number: int, **changes: object) -> dict[str, object]:
    moment = datetime(2026, 11, 24, 9, tzinfo=timezone(timedelta(hours=1)))
    return {
        "id": f"{number:032x}", "stream": f"{number:032x}", "sequence": 1, "type": "submitted", "site": site,
        "reference": "SA1042K", "sha256": "a" * 64, "body": b"\x00\xff\\N\t\n", "received_at": moment,
        "statement": "é\t\\N\n«»", **changes,
    }  # fmt: skip


def test_rows_are_there_to_the_byte_and_a_double_undoes_its_transaction(hub: Hub, box: Box) -> None:
    with pytest.raises(IntegrityError) as told, hub.store.writing() as connection:
        columns.insert_rows(connection, event, [_row(box.code, 1, statement="Benali"), _row(box.code, 1)])
    assert "Benali" not in str(told.value)
    assert query_rows(hub, select(event)).first() is None
    with hub.store.writing() as connection:
        columns.insert_rows(connection, event, [_row(box.code, number) for number in range(3)])
        columns.insert_rows(connection, event, [])
    stored = query_rows(hub, select(event).order_by(event.c.id)).all()
    assert [row.id for row in stored] == [f"{number:032x}" for number in range(3)]
    assert {row.body for row in stored} == {b"\x00\xff\\N\t\n"}
    assert {row.statement for row in stored} == {"é\t\\N\n«»"}
    assert {row.received_at for row in stored} == {datetime(2026, 11, 24, 8, tzinfo=UTC)}


def test_what_postgresql_cannot_hold_is_told_as_bad_data(hub: Hub, box: Box) -> None:
    if hub.store.engine.dialect.name != "postgresql":
        return
    with pytest.raises(DataError), hub.store.writing() as connection:
        columns.insert_rows(connection, event, [_row(box.code, 1, statement="a\0b")])


def test_a_garbled_page_is_told_by_its_table_and_no_other(tmp_path: Path) -> None:
    hub = open_hub(HubSettings(data=tmp_path), Clock())
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", Clock())
    with hub.store.reading() as connection:
        assert damaged_tables(connection) == ()
        page = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'site_update'").scalar_one()
    hub.store.engine.dispose()  # the last connection folds the log into the file
    with (tmp_path / "hub.db").open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x77" * 200)
    with hub.store.reading() as connection:
        assert damaged_tables(connection) == ("site_update",)
    hub.store.engine.dispose()


def test_a_turn_that_does_not_come_is_no_fault(hub: Hub) -> None:
    if hub.store.engine.dialect.name == "postgresql":
        with hub.store.writing() as holder, hub.store.writing() as late:
            holder.execute(text("LOCK TABLE site"))
            late.execute(text("SET LOCAL lock_timeout = 20"))
            with pytest.raises(OperationalError) as told:
                late.execute(text("LOCK TABLE site"))
    else:
        with hub.store.reading() as waiting:
            waiting.exec_driver_sql("PRAGMA busy_timeout = 20")
        with hub.store.engine.connect() as late, hub.store.writing(), pytest.raises(OperationalError) as told:
            late.exec_driver_sql("PRAGMA busy_timeout = 20")
            late.exec_driver_sql("CREATE TABLE late (x)")
    assert is_busy(told.value) and not is_collision(told.value)


def test_a_table_that_is_not_there_is_a_fault(hub: Hub) -> None:
    with pytest.raises((OperationalError, ProgrammingError)) as told, hub.store.reading() as connection:
        connection.execute(text("SELECT 1 FROM nowhere"))
    assert not (isinstance(told.value, OperationalError) and is_busy(told.value))


def _hangs(hub: Hub, seconds: float) -> object:
    """A statement that takes that long on PostgreSQL, and some seconds on SQLite."""
    if hub.store.engine.dialect.name == "postgresql":
        return text(f"SELECT pg_sleep({seconds})")
    steps = int(2_000_000 * seconds)
    return text(
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {steps}) SELECT count(*) FROM n"
    )


def test_a_statement_beyond_the_limit_is_ended(hub: Hub) -> None:
    with pytest.raises(OperationalError) as told, limit_statements(statement_ms=50), hub.store.reading() as connection:
        connection.execute(_hangs(hub, 30))  # type: ignore[call-overload]
    assert is_busy(told.value)


def test_who_nobody_waits_for_takes_their_time_on_the_same_connection(hub: Hub) -> None:
    with limit_statements(statement_ms=20), hub.store.reading() as connection:
        connection.execute(text("SELECT 1"))
    query_rows(hub, _hangs(hub, 0.1))  # type: ignore[call-overload]


def test_every_request_is_hurried(app: Flask) -> None:
    seen: list[tuple[int, int]] = []
    app.before_request(lambda: seen.append(opening.in_force()))
    for address in ("/f", "/api/v2/site", "/dossiers", "/readyz"):
        app.test_client().get(address)
    assert seen == [(opening.STATEMENT_MS, opening.LOCK_MS)] * 4 and opening.in_force() == (0, 0)


def test_a_page_that_takes_too_long_says_so_in_plain_words(app: Flask, hub: Hub) -> None:
    @app.get("/longue")
    def hang() -> str:
        with limit_statements(statement_ms=50), hub.store.reading() as connection:
            connection.execute(_hangs(hub, 30))  # type: ignore[call-overload]
        return "fini"

    browser = Browser(app.test_client()).open("/longue")
    assert browser.status == 503
    assert "La page a mis trop de temps" in browser.text and "Rien n’a été enregistré" in browser.text


def test_a_lock_that_somebody_keeps_stops_no_page_for_long(app: Flask, hub: Hub) -> None:
    """A page that reads nothing but a table that is being rebuilt, on PostgreSQL, where tables have locks."""
    if hub.store.engine.dialect.name != "postgresql":
        return

    @app.get("/tables")
    def read() -> str:
        with limit_statements(lock_ms=50), hub.store.reading() as connection:
            connection.execute(text("SELECT count(*) FROM cases"))
        return "fini"

    with hub.store.writing() as other:
        other.execute(text("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE"))
        assert Browser(app.test_client()).open("/tables").status == 503


def _on_disk(hub: Hub) -> bytes:
    """Every byte of the database: SQLite's file and its log, or PostgreSQL's table of keys."""
    if hub.store.engine.dialect.name == "sqlite":
        return b"".join(path.read_bytes() for path in hub.settings.data.glob("hub.db*"))
    with hub.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
        table = connection.execute(text("SELECT pg_relation_filepath('case_key')")).scalar_one()
    return (Path(folder) / table).read_bytes()


def test_an_erased_case_leaves_no_key_and_no_ciphertext_on_the_disk(hub: Hub, box: Box, paul: Staff) -> None:
    gone, kept = box.submitted(), box.submitted()
    box.send(gone, kept)
    with hub.store.reading() as connection:
        by_case_id = {row.case_id: row.wrapped for row in connection.execute(select(case_key))}
        body = connection.execute(select(event.c.body).where(event.c.id == gone["id"])).scalar_one()
        names = connection.execute(select(cases.c.names).where(cases.c.id == gone["stream"])).scalar_one()
    assert by_case_id[gone["stream"]] in _on_disk(hub), "the search finds what is there"
    decide_case(hub, paul, gone["reference"], DraftDecision("accepted", "", 0))
    request = box.asked("erasure", gone["reference"], gone["stream"], 2)
    box.send(request)
    answer_request(hub, paul, gone["reference"], request["id"], "erased", "")
    result = _on_disk(hub)
    assert by_case_id[gone["stream"]] not in result and by_case_id[kept["stream"]] in result
    for part in (body[:200], body[-200:], names):
        assert part not in result
    assert hashlib.sha256(gone["body"].encode()).hexdigest() == gone["sha256"], "the fact that stays is this hash"


def test_whoever_is_reading_puts_it_off(hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.retention._WAIT_MS", 50)
    box.send(box.submitted())
    if hub.store.engine.dialect.name == "sqlite":
        return  # readers wait for nobody there, and the log is cut by whoever comes last
    inside, leave = threading.Event(), threading.Event()

    def read() -> None:
        with hub.store.reading() as connection:
            connection.execute(select(case_key)).all()
            inside.set()
            leave.wait(20)

    reader = threading.Thread(target=read)
    reader.start()
    inside.wait(20)
    assert scrub(hub.store) is False
    leave.set()
    reader.join(60)
    assert scrub(hub.store) is True
