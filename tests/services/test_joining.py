"""Copies of documents join a case encrypted, count once, and leave no trace when they are taken away."""

import pytest

from kiosk import sealing
from kiosk.domain.preferences import Preferences
from kiosk.domain.submission import Confirmation
from kiosk.errors import Refused
from kiosk.services import desk, joining
from kiosk.services.box import Actor, Box
from kiosk.store import attachments, safekeeping
from kiosk.store.database import number
from scripts.fuzzing.seeds import picture, plain_pdf, saved
from tests.gestures import form
from tests.walk import ANSWERS

FIELD = "identity_shown"
CONFIRMED = Confirmation("citizen", "touch")


def at_papers(box: Box, actor: Actor) -> str:
    """A case whose last step, the papers, is open; its id."""
    case = desk.begin(box, "birth-certificate", Preferences(), actor)
    position = case.position
    while position != "papers":
        given = form(ANSWERS["birth-certificate"][position])
        position = desk.answer(box, case.id, position, given, Preferences(), actor).next_position
    return case.id


def papers(box: Box, case_id: str, actor: Actor, state: str) -> desk.Answered:
    return desk.answer(box, case_id, "papers", form({f"f.{FIELD}": state}), Preferences(), actor)


def value(box: Box, case_id: str, actor: Actor) -> tuple[object, str]:
    answer = desk.open_case(box, case_id, actor).case.answers[FIELD]
    return answer.value, answer.fault


def test_saying_that_a_copy_is_attached_is_not_enough(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    assert papers(box, case_id, nadia, "joined").faults == {FIELD: "nothing-joined"}
    with pytest.raises(Refused, match="not-complete"):
        desk.submit(box, case_id, nadia, CONFIRMED)


def test_a_file_answers_the_document(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = joining.add(box, case_id, FIELD, picture("JPEG"), "carte.jpg", nadia)
    assert value(box, case_id, nadia) == ("joined", "")
    assert joining.joined(box, case_id, nadia) == {FIELD: (added,)}
    assert papers(box, case_id, nadia, "joined").next_position == desk.REVIEW


def test_what_was_joined_is_read_back_as_it_was_cleaned(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = joining.add(box, case_id, FIELD, picture("JPEG", size=(900, 700)), "carte.jpg", nadia)
    found = joining.read(box, case_id, added.id, nadia)
    assert (found.name, found.media_type, len(found.data)) == (added.name, added.media_type, added.size)
    assert found.data.startswith((b"\xff\xd8", b"\x89PNG"))


def test_nothing_of_a_file_stands_in_the_database_in_clear(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    joining.add(box, case_id, FIELD, saved(plain_pdf("CANARI-4711")), "canari-4711.pdf", nadia)
    for table, columns in (("attachments", "id, field_id, locked"), ("attachment_pieces", "piece")):
        for found in box.store.read().conn.execute(f"SELECT {columns} FROM {table}"):
            for each in found:
                raw = each if isinstance(each, bytes) else str(each).encode()
                assert b"canari" not in raw.lower() and b"%PDF" not in raw


def test_whoever_holds_no_key_of_the_case_neither_sees_nor_changes_its_files(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = joining.add(box, case_id, FIELD, picture("PNG"), "x.png", nadia)
    stranger = Actor("", "", "", "s" * 64, sealing.new_key())
    for gesture in (
        lambda: joining.joined(box, case_id, stranger),
        lambda: joining.read(box, case_id, added.id, stranger),
        lambda: joining.add(box, case_id, FIELD, picture("PNG"), "x.png", stranger),
        lambda: joining.remove(box, case_id, added.id, stranger),
        lambda: joining.bring_instead(box, case_id, FIELD, stranger),
    ):
        with pytest.raises(Refused, match="no-such-case"):
            gesture()


def test_a_file_is_read_under_its_own_case_alone(box: Box, nadia: Actor) -> None:
    one, other = at_papers(box, nadia), at_papers(box, nadia)
    added = joining.add(box, one, FIELD, picture("PNG"), "x.png", nadia)
    with pytest.raises(Refused, match="no-such-attachment"):
        joining.read(box, other, added.id, nadia)
    with pytest.raises(Refused, match="no-such-case"):
        joining.add(box, other, FIELD, picture("PNG"), "x.png", nadia, added.id)
    assert joining.remove(box, other, added.id, nadia) == ""
    assert joining.joined(box, one, nadia)


def test_a_double_tap_joins_once(box: Box, nadia: Actor) -> None:
    case_id, form_id = at_papers(box, nadia), "c" * 32
    for _ in range(2):
        joining.add(box, case_id, FIELD, picture("PNG"), "x.png", nadia, form_id)
    assert [each.id for each in joining.joined(box, case_id, nadia)[FIELD]] == [form_id]


def test_without_its_last_copy_the_document_is_open_again(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    one, two = (joining.add(box, case_id, FIELD, picture("PNG"), f"{name}.png", nadia) for name in "ab")
    assert joining.remove(box, case_id, one.id, nadia) == FIELD
    assert value(box, case_id, nadia) == ("joined", "")
    joining.remove(box, case_id, two.id, nadia)
    assert value(box, case_id, nadia) == ("joined", "nothing-joined")
    assert number(box.store.read(), "SELECT count(*) FROM attachment_pieces") == 0


def test_the_document_can_be_brought_instead(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    joining.add(box, case_id, FIELD, picture("PNG"), "x.png", nadia)
    joining.bring_instead(box, case_id, FIELD, nadia)
    assert value(box, case_id, nadia) == ("to_bring", "")
    assert joining.joined(box, case_id, nadia) == {}


def test_a_case_holds_sixty_megabytes_and_no_more(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    joining.add(box, case_id, FIELD, picture("PNG"), "x.png", nadia)
    with box.store.write() as db:
        db.conn.execute("UPDATE attachments SET size = 60000000")
    with pytest.raises(Refused, match="case-full"):
        joining.add(box, case_id, FIELD, picture("PNG"), "y.png", nadia)


def test_a_refused_file_changes_nothing(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    with pytest.raises(Refused, match="not-a-document"):
        joining.add(box, case_id, FIELD, b"<svg/>", "x.svg", nadia)
    assert joining.joined(box, case_id, nadia) == {}
    assert FIELD not in desk.open_case(box, case_id, nadia).case.answers


def test_only_a_document_that_is_asked_for_is_joined(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    for other in ("birth_name", "link_shown", "nonsense"):
        with pytest.raises(Refused, match="no-such-step"):
            joining.add(box, case_id, other, picture("PNG"), "x.png", nadia)


def test_a_submitted_case_takes_and_gives_back_no_copy(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = joining.add(box, case_id, FIELD, picture("PNG"), "x.png", nadia)
    desk.submit(box, case_id, nadia, CONFIRMED)
    for gesture in (
        lambda: joining.add(box, case_id, FIELD, picture("PNG"), "x.png", nadia),
        lambda: joining.remove(box, case_id, added.id, nadia),
        lambda: joining.bring_instead(box, case_id, FIELD, nadia),
    ):
        with pytest.raises(Refused, match="already-submitted"):
            gesture()
    assert joining.read(box, case_id, added.id, nadia).data


def test_with_its_case_a_copy_is_gone_for_ever(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    joining.add(box, case_id, FIELD, picture("PNG"), "x.png", nadia)
    desk.discard(box, case_id, nadia)
    db = box.store.read()
    assert not attachments.answered(db, case_id) and not safekeeping.any_left(db, case_id)
    assert number(db, "SELECT count(*) FROM attachment_pieces") == 0
