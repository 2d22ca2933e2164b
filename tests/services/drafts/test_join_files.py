"""Copies of documents join a case encrypted, count once, and leave no trace when they are taken away."""

import pytest

from kiosk.crypto import sealing
from kiosk.domain.answers.position import REVIEW
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step, begin_case, discard_draft, join_files, submit_case
from kiosk.services.drafts.page_answers import Answered
from kiosk.store.cases import attachments
from kiosk.store.keys import wrapped_keys
from tests.gallery.site.gestures import form
from tests.gallery.site.steps_taken import ANSWERS
from tests.gallery.site.strange_files import picture, plain_pdf, saved

FIELD = "identity_shown"
CONFIRMED = Confirmation("citizen", "touch")


def at_papers(box: Box, actor: Actor) -> str:
    """A case whose last step, the papers, is open; its id."""
    case = begin_case.begin(box, "birth-certificate", Preferences(), actor)
    position = case.position
    while position != "papers":
        given = form(ANSWERS["birth-certificate"][position])
        position = answer_step.answer(box, case.id, position, given, Preferences(), actor).opened.case.position
    return case.id


def papers(box: Box, case_id: str, actor: Actor, state: str) -> Answered:
    return answer_step.answer(box, case_id, "papers", form({f"f.{FIELD}": state}), Preferences(), actor)


def value(box: Box, case_id: str, actor: Actor) -> tuple[object, str]:
    answer = open_case(box, case_id, actor).case.answers[FIELD]
    return answer.value, answer.fault


def test_saying_that_a_copy_is_attached_is_not_enough(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    assert papers(box, case_id, nadia, "joined").faults == {FIELD: "nothing-joined"}
    with pytest.raises(Refused, match="not-complete"):
        submit_case.submit(box, case_id, nadia, CONFIRMED)


def test_a_file_answers_the_document(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = join_files.add(box, case_id, FIELD, picture("JPEG"), "carte.jpg", Preferences(), nadia)
    assert value(box, case_id, nadia) == ("joined", "")
    assert join_files.joined(box, case_id, nadia) == {FIELD: (added,)}
    assert papers(box, case_id, nadia, "joined").opened.case.position == REVIEW.kept


def test_what_was_joined_is_read_back_as_it_was_cleaned(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = join_files.add(box, case_id, FIELD, picture("JPEG", size=(900, 700)), "carte.jpg", Preferences(), nadia)
    result = join_files.read(box, case_id, added.id, nadia)
    assert (result.name, result.media_type, len(result.data)) == (added.name, added.media_type, added.size)
    assert result.data.startswith((b"\xff\xd8", b"\x89PNG"))


def test_nothing_of_a_file_stands_in_the_database_in_clear(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    join_files.add(box, case_id, FIELD, saved(plain_pdf("CANARI-4711")), "canari-4711.pdf", Preferences(), nadia)
    for table, columns in (("attachments", "id, field_id, locked"), ("attachment_pieces", "piece")):
        for row in box.store.read().conn.execute(f"SELECT {columns} FROM {table}"):
            for value in row:
                raw = value if isinstance(value, bytes) else str(value).encode()
                assert b"canari" not in raw.lower() and b"%PDF" not in raw


def test_whoever_holds_no_key_of_the_case_neither_sees_nor_changes_its_files(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = join_files.add(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    stranger = Actor("", "", "", "s" * 64, sealing.new_key())
    for gesture in (
        lambda: join_files.joined(box, case_id, stranger),
        lambda: join_files.read(box, case_id, added.id, stranger),
        lambda: join_files.add(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), stranger),
        lambda: join_files.remove(box, case_id, added.id, Preferences(), stranger),
        lambda: join_files.bring_instead(box, case_id, FIELD, Preferences(), stranger),
    ):
        with pytest.raises(Refused, match="no-such-case"):
            gesture()


def test_a_file_is_read_under_its_own_case_alone(box: Box, nadia: Actor) -> None:
    one, other = at_papers(box, nadia), at_papers(box, nadia)
    added = join_files.add(box, one, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    with pytest.raises(Refused, match="no-such-attachment"):
        join_files.read(box, other, added.id, nadia)
    with pytest.raises(Refused, match="no-such-case"):
        join_files.add(box, other, FIELD, picture("PNG"), "x.png", Preferences(), nadia, added.id)
    assert join_files.remove(box, other, added.id, Preferences(), nadia) == ""
    assert join_files.joined(box, one, nadia)


def test_a_double_tap_joins_once(box: Box, nadia: Actor) -> None:
    case_id, form_id = at_papers(box, nadia), "c" * 32
    for _ in range(2):
        join_files.add(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia, form_id)
    assert [row.id for row in join_files.joined(box, case_id, nadia)[FIELD]] == [form_id]


def test_without_its_last_copy_the_document_is_open_again(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    one, two = (
        join_files.add(box, case_id, FIELD, picture("PNG"), f"{name}.png", Preferences(), nadia) for name in "ab"
    )
    assert join_files.remove(box, case_id, one.id, Preferences(), nadia) == FIELD
    assert value(box, case_id, nadia) == ("joined", "")
    join_files.remove(box, case_id, two.id, Preferences(), nadia)
    assert value(box, case_id, nadia) == ("joined", "nothing-joined")
    assert box.store.read().table("attachment_pieces").count_where() == 0


def test_the_document_can_be_brought_instead(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    join_files.add(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    join_files.bring_instead(box, case_id, FIELD, Preferences(), nadia)
    assert value(box, case_id, nadia) == ("to_bring", "")
    assert join_files.joined(box, case_id, nadia) == {}


def test_a_case_holds_sixty_megabytes_and_no_more(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    join_files.add(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    with box.store.write() as db:
        db.conn.execute("UPDATE attachments SET size = 60000000")
    with pytest.raises(Refused, match="case-full"):
        join_files.add(box, case_id, FIELD, picture("PNG"), "y.png", Preferences(), nadia)


def test_a_refused_file_changes_nothing(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    with pytest.raises(Refused, match="not-a-document"):
        join_files.add(box, case_id, FIELD, b"<svg/>", "x.svg", Preferences(), nadia)
    assert join_files.joined(box, case_id, nadia) == {}
    assert FIELD not in open_case(box, case_id, nadia).case.answers


def test_only_a_document_that_is_asked_for_is_joined(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    for other in ("birth_name", "link_shown", "nonsense"):
        with pytest.raises(Refused, match="no-such-step"):
            join_files.add(box, case_id, other, picture("PNG"), "x.png", Preferences(), nadia)


def test_a_submitted_case_takes_and_gives_back_no_copy(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    added = join_files.add(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    submit_case.submit(box, case_id, nadia, CONFIRMED)
    for gesture in (
        lambda: join_files.add(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia),
        lambda: join_files.remove(box, case_id, added.id, Preferences(), nadia),
        lambda: join_files.bring_instead(box, case_id, FIELD, Preferences(), nadia),
    ):
        with pytest.raises(Refused, match="already-submitted"):
            gesture()
    assert join_files.read(box, case_id, added.id, nadia).data


def test_with_its_case_a_copy_is_gone_for_ever(box: Box, nadia: Actor) -> None:
    case_id = at_papers(box, nadia)
    join_files.add(box, case_id, FIELD, picture("PNG"), "x.png", Preferences(), nadia)
    discard_draft.discard(box, case_id, nadia)
    db = box.store.read()
    assert not attachments.answered(db, case_id) and not wrapped_keys.any_left(db, case_id)
    assert db.table("attachment_pieces").count_where() == 0
