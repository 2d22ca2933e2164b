"""Notes of a service: locked, once, and gone with the contents."""

import pytest
from sqlalchemy import select

from hub.cases.cases import read_case
from hub.decisions.copy_of_case import copy_of_case
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention import erasure
from hub.store.schema import case_note
from hub.work import case_notes
from kiosk.errors import Refused
from tests.hub.samples import Box


def _write(hub: Hub, reference: str, who: Staff, words: str) -> bool:
    with hub.store.writing() as connection:
        case = read_case(connection, hub.ring, reference)
        return case_notes.write(hub, connection, case.id, case.lock, who.id, words)


def test_a_note_is_locked_kept_once_and_in_the_copy_of_the_person(hub: Hub, box: Box, paul: Staff, lea: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    assert _write(hub, sent["reference"], paul, " Registre en reliure. ")
    assert not _write(hub, sent["reference"], paul, "Registre en reliure."), "a double tap"
    assert _write(hub, sent["reference"], lea, "Registre en reliure.")
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
        notes = case_notes.of_case(connection, case.id, case.lock)
        assert [(note.words, note.by) for note in notes] == [
            ("Registre en reliure.", "Paul Morel"),
            ("Registre en reliure.", "Léa Petit"),
        ]
        stored = connection.execute(select(case_note.c.words)).scalars().all()
        assert not any(b"Registre" in words for words in stored)
        assert [note["words"] for note in copy_of_case(hub, connection, case)["notes"]] == ["Registre en reliure."] * 2


def test_a_note_that_cannot_be_is_refused(hub: Hub, box: Box, paul: Staff) -> None:
    for words, code in [("  ", "note-missing"), ("a" * 2001, "note-too-long")]:
        sent = box.submitted()
        box.send(sent)
        with pytest.raises(Refused, match=code):
            _write(hub, sent["reference"], paul, words)


def test_notes_go_with_the_contents(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    _write(hub, sent["reference"], paul, "À rappeler.")
    with hub.store.writing() as connection:
        erasure.erase(hub, connection, sent["stream"], erasure.ASKED)
        assert connection.execute(select(case_note)).all() == []
