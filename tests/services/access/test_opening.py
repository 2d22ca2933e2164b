"""Who opens a case, a mandate, a key: what cannot be opened is not told apart from what is not there."""

from dataclasses import replace

import pytest

from kiosk.catalogue.define.catalogue import Catalogue, LiveCatalogue
from kiosk.crypto import sealing
from kiosk.domain.keys.ring import DESK, NOBODY, Ring
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import NO_ONE, KeyHolder, of_ring, open_case, read_mandate, read_uses
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from kiosk.services.procedures.look_up import get_offered_procedure
from kiosk.store import outbox, wrapped_keys
from kiosk.store.wrapped_keys import KeyKind
from tests.gallery.site.gestures import answered, submitted
from tests.gallery.site.mandated import DRAWN, TERMS, use
from tests.services.conftest import destroyed, fault_of, rejected


def test_a_draft_is_open_to_change_and_a_submitted_case_is_not(box: Box, nadia: Actor) -> None:
    draft = open_case(box, answered(box), nadia)
    assert (draft.state, draft.editable, draft.journey.first_open()) == ("draft", True, None)
    done = submitted(box)
    assert not open_case(box, done.case_id, nadia).editable
    event = outbox.read_newest_event(box.store.read(), done.case_id, "submitted")
    rejected(box, event.id if event else "")
    assert open_case(box, done.case_id, nadia).editable, "the hub sent it back"


def test_nobody_learns_whether_there_is_a_case(box: Box, nadia: Actor) -> None:
    case_id = answered(box)
    for asked, actor in (("x" * 32, nadia), ("", nadia), (case_id, Actor()), ("x" * 32, Actor())):
        with pytest.raises(Refused) as refused:
            open_case(box, asked, actor)
        assert (fault_of(refused), refused.value.details) == (Refusal.NO_SUCH_CASE, {})


def test_a_case_that_is_destroyed_is_no_case_any_more(box: Box, nadia: Actor) -> None:
    done = submitted(box)
    destroyed(box, done.case_id)
    with pytest.raises(Refused, match=Refusal.NO_SUCH_CASE):
        open_case(box, done.case_id, nadia)


def test_a_case_whose_procedure_was_taken_away_says_so(box: Box, nadia: Actor) -> None:
    case_id = answered(box)
    empty = replace(box, live_catalogue=LiveCatalogue(Catalogue(())))
    assert open_case(empty, case_id, nadia).procedure.id == "birth-certificate", "it keeps the file it began with"
    with box.store.write() as db:
        db.conn.execute("DELETE FROM procedure_files")
    with pytest.raises(Refused, match=Refusal.NO_SUCH_PROCEDURE):
        open_case(empty, case_id, nadia)


def test_what_was_opened_shows_no_key_in_a_log(box: Box, nadia: Actor) -> None:
    opened = open_case(box, answered(box), nadia)
    assert repr(opened.key) not in repr(opened)
    assert get_offered_procedure(box, "birth-certificate") is opened.procedure


def test_a_mandate_and_its_uses_are_read_with_its_own_key_only(box: Box, holder: Actor) -> None:
    made, other = (mandates.issue_mandate(box, TERMS, DRAWN, holder) for _ in range(2))
    use(box, made.mandate.id, holder)
    db = box.store.read()
    result = read_mandate(db, made.mandate.id, made.key)
    assert result == made and [use.reference for use in read_uses(db, made.mandate.id, made.key)] == ["SA1001K"]
    for key in (other.key, sealing.new_random_key()):
        with pytest.raises(Unreadable):
            read_mandate(db, made.mandate.id, key)
        with pytest.raises(Unreadable):
            read_uses(db, made.mandate.id, key)
    assert read_mandate(db, "f" * 32, made.key) is None


def test_a_mandate_put_in_the_place_of_another_is_noticed(box: Box, holder: Actor) -> None:
    made, other = (mandates.issue_mandate(box, TERMS, DRAWN, holder) for _ in range(2))
    with box.store.write() as db:
        db.conn.execute("UPDATE mandates SET kept = (SELECT kept FROM mandates WHERE id = ?)", (other.mandate.id,))
    with pytest.raises(Unreadable):
        read_mandate(box.store.read(), made.mandate.id, made.key)


CCAS = sealing.pair_of_private(b"c" * 32)


def test_a_subject_is_read_by_ring_or_by_the_key_that_was_left(box: Box, nadia: Actor) -> None:
    with box.store.write() as db:
        key = data_keys.make_data_key(box, db, "subject", "desk", nadia)
    db = box.store.read()
    assert of_ring(nadia.ring).key(db, "subject") == KeyHolder(nadia).key(db, "subject") == key
    assert NO_ONE.key(db, "subject") is None
    assert KeyHolder(left=b"left").key(db, "subject") == b"left"
    body = sealing.seal_packed(CCAS.public, b"words")
    assert of_ring(Ring({"ccas": CCAS.private})).sealed("ccas", body) == b"words"
    assert of_ring(Ring({"desk": CCAS.private})).sealed("ccas", body) is None
    assert NO_ONE.sealed("ccas", body) is None
    assert KeyHolder(left=b"k" * 32).sealed("ccas", body) is None
    assert of_ring(Ring({"ccas": CCAS.private})).sealed("ccas", b"") is None, "destroyed"
    assert "secret" not in repr(KeyHolder(left=b"secret"))


SUBJECT = "5" * 32
ALONE = Actor(session="hash of the cookie", session_key=b"s" * 32, terminal=True)
"""A citizen at a terminal: a cookie, and no ring."""


def key_of(box: Box, actor: Actor, service: str = "etat-civil", subject: str = SUBJECT) -> bytes:
    with box.store.write() as db:
        return data_keys.make_data_key(box, db, subject, service, actor)


def opens(box: Box, actor: Actor, subject: str = SUBJECT) -> bytes | None:
    return data_keys.find_key(box.store.read(), subject, actor)


def test_a_citizens_cookie_opens_what_it_began_and_so_does_the_service_and_nobody_else(box: Box, nadia: Actor) -> None:
    key = key_of(box, ALONE)
    assert opens(box, ALONE) == opens(box, nadia) == key
    key_of(box, ALONE)
    for other in (
        Actor(), replace(ALONE, session="another hash"), replace(nadia, ring=NOBODY),
        replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]})),
    ):  # fmt: skip
        assert opens(box, other) is None
        with pytest.raises(Refused, match=Refusal.NO_SUCH_CASE):
            data_keys.open_key(box.store.read(), SUBJECT, other)


def test_who_knows_the_hash_and_not_the_cookie_opens_nothing(box: Box) -> None:
    """The hash is in the store; the key that opens is derived from the cookie, which is not."""
    key_of(box, ALONE)
    with pytest.raises(Unreadable):
        opens(box, replace(ALONE, session_key=b"t" * 32))


def test_what_opens_one_subject_opens_no_other(box: Box) -> None:
    key_of(box, ALONE)
    key_of(box, ALONE, subject="6" * 32)
    with box.store.write() as db:
        db.conn.execute("UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys WHERE subject = ? AND kind ="
                        " 'session') WHERE subject = ? AND kind = 'session'", (SUBJECT, "6" * 32))  # fmt: skip
    with pytest.raises(Unreadable):
        opens(box, ALONE, "6" * 32)


def test_every_subject_has_a_key_of_its_own_and_none_lies_there_bare(box: Box, nadia: Actor) -> None:
    keys = {key_of(box, ALONE, subject=letter * 32) for letter in "abcdef"}
    assert len(keys) == 6
    kept = [bytes(row[0]) for row in box.store.read().conn.execute("SELECT wrapped FROM data_keys")]
    assert len(kept) == 12
    assert not any(key in wrapped for key in keys for wrapped in kept)


def test_a_service_without_a_key_takes_no_case(box: Box) -> None:
    with pytest.raises(Refused) as refused:
        key_of(box, ALONE, "urbanisme")
    assert (fault_of(refused), refused.value.details) == (Refusal.NOT_SET_UP, {"service": "urbanisme"})
    assert not wrapped_keys.has_keys_left(box.store.read(), SUBJECT)


def test_words_for_a_service_that_is_gone_are_the_desks(box: Box, nadia: Actor) -> None:
    with box.store.write() as db:
        for service, reads in (("etat-civil", "etat-civil"), ("gone", DESK)):
            found, body = data_keys.seal_for_service(db, service, b"words")
            assert found == reads
            assert sealing.unseal_packed(nadia.ring.privates[reads], body, 100) == b"words"


def test_a_session_that_takes_a_case_up_opens_it_without_a_ring(box: Box, nadia: Actor) -> None:
    key = key_of(box, Actor())
    assert opens(box, ALONE) is None
    with box.store.write() as db:
        data_keys.lock_key_for_session(db, SUBJECT, key, ALONE)
        data_keys.lock_key_for_session(db, SUBJECT, key, Actor())
    assert opens(box, ALONE) == key
    assert len(wrapped_keys.select_holder_keys(box.store.read(), KeyKind.SESSION, ALONE.session)) == 1


def test_what_is_destroyed_is_opened_by_nobody_and_its_bytes_are_gone(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    key = data_keys.open_key(box.store.read(), case.case_id, nadia)
    destroyed(box, case.case_id)
    data_keys.fold_write_ahead_log(box)
    assert opens(box, nadia, case.case_id) is None
    assert not wrapped_keys.has_keys_left(box.store.read(), case.case_id)
    left = next(
        box.store.read().query(
            "SELECT length(answers) + length(names) + (SELECT sum(length(kept)) FROM events) AS bytes FROM cases"
        ),
        None,
    )
    assert left == {"bytes": 0}
    assert box.store.path.with_name("parvis.db-wal").stat().st_size == 0
    assert all(box.held.get(record[0]) != key for record in box.store.read().conn.execute("SELECT id FROM jobs"))
