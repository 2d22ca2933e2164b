"""The document of a decision is kept, taken back, replaced and erased with it, and leaves no object behind."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from msgspec.structs import replace
from sqlalchemy import event as engine_events

from hub.cases.cases import CaseFile, read_case
from hub.decisions.decisions import decide, take_back
from hub.files import file_ends
from hub.files.given_file import NewDocument, open_given
from hub.hub import EXTENSION, Hub
from hub.people.people import Staff
from hub.retention.erasure import EXPIRED, erase
from kiosk.errors import Refused, Rejected
from tests.hub.conftest import Watch
from tests.hub.decisions.test_leaving import told
from tests.hub.samples import Box, Item, leave_due

LETTER = NewDocument("lettre.pdf", "application/pdf", b"%PDF-1.7 signed by hand")


@pytest.fixture
def slow(app: Flask, hub: Hub) -> Hub:
    made = replace(hub, settings=dataclasses.replace(hub.settings, take_back_minutes=10))
    app.extensions[EXTENSION] = made
    return made


@pytest.fixture
def sent(slow: Hub, box: Box) -> Item:
    made = box.submitted()
    box.send(made)
    return made


def _case(hub: Hub, sent: Item) -> CaseFile:
    with hub.store.reading() as connection:
        return read_case(connection, hub.ring, sent["reference"])


def _objects(hub: Hub) -> list[str]:
    return [stored.name for stored in hub.objects.below("") if stored.name != file_ends.OWNER]


def test_it_leaves_with_its_decision_and_is_told_to_the_site(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    decide(slow, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    case = _case(slow, sent)
    assert case.taken
    document = case.documents[case.taken.id]
    assert b"".join(open_given(slow, case.id, document.id)) == LETTER.data
    assert told(slow) == []
    watch.ahead.append(timedelta(minutes=10))
    assert leave_due(slow) == 1
    (update,) = told(slow)
    assert update["document"] == {
        "id": document.id,
        "name": "lettre.pdf",
        "media_type": "application/pdf",
        "size": len(LETTER.data),
        "sha256": document.sha256,
    }
    assert _case(slow, sent).documents[case.taken.id] == document
    file_ends.sweep(slow)
    assert len(_objects(slow)) == 1, "what a decision has is nobody's waste"


def test_one_that_is_taken_back_takes_it_along(slow: Hub, sent: Item, paul: Staff, watch: Watch) -> None:
    decide(slow, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    taken = _case(slow, sent).taken
    assert taken and len(_objects(slow)) == 1
    take_back(slow, paul, sent["reference"], taken.id)
    assert (_objects(slow), _case(slow, sent).documents) == ([], {})
    watch.ahead.append(timedelta(minutes=10))
    assert (leave_due(slow), told(slow)) == (0, [])


def test_one_that_takes_the_place_of_a_stopped_one_has_its_own(slow: Hub, sent: Item, paul: Staff, box: Box) -> None:
    decide(slow, paul, sent["reference"], "refused", "Non.", 0, document=LETTER)
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    other = NewDocument("autre.png", "image/png", b"another picture")
    decide(slow, paul, sent["reference"], "accepted", "", 1, document=other)
    (document,) = _case(slow, sent).documents.values()
    assert (document.name, len(_objects(slow))) == ("autre.png", 1)


def test_what_is_refused_keeps_nothing(slow: Hub, sent: Item, paul: Staff) -> None:
    with pytest.raises(Refused, match="message-missing"):
        decide(slow, paul, sent["reference"], "refused", "", 0, document=LETTER)
    decide(slow, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    decide(slow, paul, sent["reference"], "accepted", "", 0, document=LETTER)  # the double tap
    assert len(_objects(slow)) == 1


def test_an_erased_case_takes_it_along(slow: Hub, sent: Item, paul: Staff) -> None:
    decide(slow, paul, sent["reference"], "accepted", "", 0, document=LETTER)
    (document,) = _case(slow, sent).documents.values()
    with slow.store.writing() as connection:
        erase(slow, connection, sent["stream"], EXPIRED)
    file_ends.bury(slow)
    assert _objects(slow) == []
    with pytest.raises(Rejected):
        open_given(slow, sent["stream"], document.id)


class Killed(Exception):
    """The process ends here."""


def test_killed_at_any_statement_it_is_there_with_its_decision_or_not_at_all(
    slow: Hub, sent: Item, paul: Staff
) -> None:
    budget = [0]

    def count(*_: Any) -> None:
        budget[0] -= 1
        if budget[0] < 0:
            raise Killed

    engine_events.listen(slow.store.engine, "before_cursor_execute", count)
    try:
        for statements in range(100):
            budget[0] = statements
            try:
                decide(slow, paul, sent["reference"], "accepted", "", 0, document=LETTER)
                break
            except Killed:
                budget[0] = 1_000
                case = _case(slow, sent)
                assert (
                    [case.taken.id] * bool(case.documents) == list(case.documents) if case.taken else not case.documents
                )
                if case.taken:
                    break
    finally:
        engine_events.remove(slow.store.engine, "before_cursor_execute", count)
    case = _case(slow, sent)
    assert case.taken and list(case.documents) == [case.taken.id] and statements > 10
