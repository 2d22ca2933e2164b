"""What was deleted is gone from the disk, not only from the answers."""

import hashlib
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text

from hub.decisions.decisions import decide
from hub.decisions.rights import answer_request
from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import case_key, cases, event
from hub.store.scrubbing import scrub
from tests.hub.samples import Box


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
    decide(hub, paul, gone["reference"], "accepted", "", 0)
    request = box.asked("erasure", gone["reference"], gone["stream"], 2)
    box.send(request)
    answer_request(hub, paul, gone["reference"], request["id"], "erased", "")
    result = _on_disk(hub)
    assert by_case_id[gone["stream"]] not in result and by_case_id[kept["stream"]] in result
    for part in (body[:200], body[-200:], names):
        assert part not in result
    assert hashlib.sha256(gone["body"].encode()).hexdigest() == gone["sha256"], "the fact that stays is this hash"


def test_whoever_is_reading_puts_it_off(hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.store.scrubbing._WAIT_MS", 50)
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
