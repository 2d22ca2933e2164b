"""What lies in the database is noise without the keys, and a case whose key is gone is gone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.cases.case_list import CaseQuery, find_cases
from hub.cases.cases import read_case
from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.intake.updates import fetch_updates
from hub.people.people import Staff
from hub.secrets import secrets_at_rest
from hub.secrets.secrets_at_rest import WrongTries
from hub.secrets.vault import destroy_contents, label_of, lock_of, pack, pack_body, unpack
from hub.store.columns import metadata
from hub.store.schema import case_key, enrolment_try, name_token
from kiosk.crypto import packing
from kiosk.domain.events.sealed import UnsealedBody
from kiosk.errors import Refused, Unreadable
from tests.gallery.site.central import in_a_month
from tests.hub.conftest import Watch
from tests.hub.samples import Box, query_rows

CANARIES = ("Benali", "BENALI", "benali", "Awa", "Ma retraite", "33612345678", "1945-03-02", "Nadia", "canari")


def everything(hub: Hub) -> str:
    """All that the database holds, as text and as bytes."""
    rows: list[Any] = [row for table in metadata.sorted_tables for row in query_rows(hub, select(table)).all()]
    return repr(rows)


def test_no_name_no_answer_and_no_message_lies_in_clear(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent, box.supplement(sent["reference"], sent["stream"], 2, message="un canari"))
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque le canari.", 0, in_a_month(hub)))
    stored = everything(hub)
    assert not [canary for canary in CANARIES if canary in stored]
    if hub.store.engine.dialect.name == "sqlite":
        files = b"".join(path.read_bytes() for path in hub.settings.data.glob("hub.db*"))
        assert not [canary for canary in CANARIES if canary.encode() in files]


def test_a_case_whose_key_is_destroyed_is_gone_and_the_others_are_not(hub: Hub, box: Box, paul: Staff) -> None:
    gone, kept = box.submitted(), box.submitted()
    box.send(gone, kept)
    for event in (gone, kept):
        decide_case(hub, paul, event["reference"], DraftDecision("accepted", "", 0))
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
    cursor, given = fetch_updates(hub, "SA", 0, 100)
    assert (cursor, [update.cursor for update in given]) == (2, [2])


def test_what_is_locked_opens_as_itself_alone(hub: Hub, box: Box) -> None:
    one, two = box.submitted(), box.submitted()
    box.send(one, two)
    with hub.store.reading() as connection:
        locks = [lock_of(connection, hub.ring, event["stream"]) for event in (one, two)]
    first, second = (lock for lock in locks if lock is not None)
    locked = first.lock(label_of("event", "a"), "{}")
    assert first.read(label_of("event", "a"), locked) == {}
    for lock, label in (
        (first, label_of("event", "b")),
        (first, label_of("names", "a")),
        (second, label_of("event", "a")),
    ):
        with pytest.raises(Unreadable):
            lock.unlock(label, locked)


def test_a_long_case_is_a_tenth_as_long() -> None:
    clear = b"".join(b'{"field":"question_%d","label":"Question","shown":"oui"}' % number for number in range(250))
    assert len(pack(clear)) < len(clear) / 10


def test_what_a_box_has_packed_is_kept_as_it_came() -> None:
    for dictionary in (0, *packing.DICTIONARIES):
        clear = b'{"answers":' + b"Benali " * 500
        came = packing.compress_bytes(clear, dictionary)
        assert pack_body(UnsealedBody(clear, came)) == came and unpack(came) == clear


def test_what_hangs_on_a_frame_is_not_kept() -> None:
    clear = b"Benali " * 500
    assert unpack(pack_body(UnsealedBody(clear, packing.compress_bytes(clear) + bytes(9_000)))) == clear
    assert len(pack_body(UnsealedBody(clear, packing.compress_bytes(clear) + bytes(9_000)))) < 100


def test_what_is_not_packed_is_read_as_it_is() -> None:
    assert unpack(b'{"version":1}') == b'{"version":1}'


def test_what_is_locked_opens_under_its_own_name_only(hub: Hub) -> None:
    locked = secrets_at_rest.lock_secret(hub, b"clear", "one")
    assert b"clear" not in locked
    assert secrets_at_rest.unlock_secret(hub, locked, "one") == b"clear"
    with pytest.raises(Unreadable):
        secrets_at_rest.unlock_secret(hub, locked, "two")


def test_a_fingerprint_depends_on_the_key_and_the_purpose(hub: Hub) -> None:
    made = {secrets_at_rest.hash_with_key(hub, text, about) for text in ("a", "b") for about in ("one", "two")}
    assert len(made) == 4 and all(len(fingerprint) == 64 for fingerprint in made)
    assert secrets_at_rest.hash_with_key(hub, "a", "one") in made


CODES = WrongTries("codes", 3, timedelta(minutes=10))
OTHERS = WrongTries("others", 3, timedelta(hours=1))


def guess_wrong(hub: Hub, address: str) -> None:
    for _ in range(CODES.most):
        CODES.admit(hub, address)
        CODES.record(hub, address)


def test_one_address_that_guesses_stops_no_other_and_nothing_else(hub: Hub, watch: Watch) -> None:
    guess_wrong(hub, "192.0.2.1")
    with pytest.raises(Refused, match=r"too-many-tries .*seconds=600"):
        CODES.admit(hub, "192.0.2.1")
    CODES.admit(hub, "192.0.2.2")
    OTHERS.admit(hub, "192.0.2.1")
    watch.ahead.append(CODES.window)
    CODES.admit(hub, "192.0.2.1")


def test_guesses_of_long_ago_are_forgotten_and_no_address_is_written_down(hub: Hub, watch: Watch) -> None:
    guess_wrong(hub, "192.0.2.1")
    watch.ahead.append(timedelta(days=1))
    OTHERS.record(hub, "192.0.2.3")
    with hub.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(enrolment_try)).scalar_one() == 1
        assert "192.0.2.3" not in str(connection.execute(select(enrolment_try)).all())
