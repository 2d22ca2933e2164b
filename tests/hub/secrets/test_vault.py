"""What lies in the database is noise without the keys, and a case whose key is gone is gone."""

from typing import Any

import pytest
from sqlalchemy import LargeBinary, String, Text, select

from hub.cases.case_list import CaseQuery, find_cases
from hub.cases.cases import read_case
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.intake.updates import after
from hub.people.people import Staff
from hub.secrets.vault import destroy_contents, event_label, lock_of, names_label
from hub.store.schema import case_key, metadata, name_token
from kiosk.errors import Refused, Unreadable
from tests.gallery.site.central import in_a_month
from tests.hub.samples import Box

CANARIES = ("Benali", "BENALI", "benali", "Awa", "Ma retraite", "33612345678", "1945-03-02", "Nadia", "canari")


def everything(hub: Hub) -> str:
    """All that the database holds, as text and as bytes."""
    with hub.store.reading() as connection:
        rows: list[Any] = [row for table in metadata.sorted_tables for row in connection.execute(select(table)).all()]
    return repr(rows)


def test_no_name_no_answer_and_no_message_lies_in_clear(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent, box.supplement(sent["reference"], sent["stream"], 2, message="un canari"))
    decide(hub, paul, sent["reference"], "incomplete", "Il manque le canari.", 0, in_a_month(hub))
    stored = everything(hub)
    assert not [canary for canary in CANARIES if canary in stored]
    if hub.store.engine.dialect.name == "sqlite":
        files = b"".join(path.read_bytes() for path in hub.settings.data.glob("hub.db*"))
        assert not [canary for canary in CANARIES if canary.encode() in files]


def test_a_case_whose_key_is_destroyed_is_gone_and_the_others_are_not(hub: Hub, box: Box, paul: Staff) -> None:
    gone, kept = box.submitted(), box.submitted()
    box.send(gone, kept)
    for event in (gone, kept):
        decide(hub, paul, event["reference"], "accepted", "", 0)
    with hub.store.writing() as connection:
        before = connection.execute(select(name_token)).all()
        destroy_contents(connection, hub.ring, gone["stream"])
        destroy_contents(connection, hub.ring, gone["stream"])
        left = connection.execute(select(name_token)).all()
        assert {row.case_id for row in left} == {kept["stream"]} and len(left) * 2 == len(before)
        assert lock_of(connection, hub.ring, gone["stream"]) is None
        assert {row.case_id for row in connection.execute(select(case_key)).all()} == {kept["stream"]}
    with hub.store.reading() as connection:
        rows = {row.reference: row.person for row in find_cases(connection, hub.ring, CaseQuery()).rows}
        assert rows == {gone["reference"]: "", kept["reference"]: "Awa Benali"}
        with pytest.raises(Refused, match="unknown-case"):
            read_case(connection, hub.ring, gone["reference"])
    cursor, given = after(hub, "SA", 0, 100)
    assert (cursor, [update.cursor for update in given]) == (2, [2])


def test_what_is_locked_opens_as_itself_alone(hub: Hub, box: Box) -> None:
    one, two = box.submitted(), box.submitted()
    box.send(one, two)
    with hub.store.reading() as connection:
        locks = [lock_of(connection, hub.ring, event["stream"]) for event in (one, two)]
    first, second = (lock for lock in locks if lock is not None)
    locked = first.lock(event_label("a"), "{}")
    assert first.read(event_label("a"), locked) == {}
    for lock, label in ((first, event_label("b")), (first, names_label("a")), (second, event_label("a"))):
        with pytest.raises(Unreadable):
            lock.unlock(label, locked)


def test_what_can_hold_contents_is_bytes() -> None:
    """A column of text that somebody adds later is looked at by the first test; these are the ones that are locked."""
    locked = {
        ("event", "body"), ("cases", "names"), ("decision", "message"), ("site_update", "body"),
        ("case_note", "words"), ("chunked_file", "file_key"),
    }  # fmt: skip
    for table, column in locked:
        kind = metadata.tables[table].c[column].type
        assert isinstance(kind, LargeBinary) and not isinstance(kind, String | Text)
