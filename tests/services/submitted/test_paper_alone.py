"""Somebody alone at a terminal photographs what the service asks for, and it reaches the service once."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub.decisions.decisions import Asking, DraftDecision, decide_case
from hub.files.listed_file import open_case_file
from kiosk.domain.events.case_line import CaseNews
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.language.words import Preferences
from kiosk.errors import Refused, Unreachable
from kiosk.screens import follow
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import join_files
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.receipts.verify_receipt import ShownReceipt, find_case_whereabouts
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case, supplements
from kiosk.services.upkeep import retention
from kiosk.store import journal
from kiosk.store.cases import Submission
from kiosk.words.words import Words
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central, in_a_month
from tests.gallery.site.gestures import PAPER, at_a_terminal, helped, leaves, submitted
from tests.gallery.site.strange_files import picture
from tests.services.conftest import another_box, body_of, case_at, count, reached_at

DRAFT, FILE = "d" * 32, "f" * 32
FRENCH = Preferences()


def asked_for(central: Central, reference: str) -> None:
    asks = Asking((), "La page 3 du bail")
    decide_case(
        central.hub, central.claire, reference, DraftDecision("incomplete", "", 0, in_a_month(central.hub), asks)
    )


def opened(box: Box, central: Central) -> tuple[Submission, str]:
    """A case of which a paper is asked, and the code of its receipt."""
    case = submitted(box)
    exchange_with_hub(box, hub_of(box))
    asked_for(central, case.reference)
    return case, case.follow_code


def told(box: Box, reference: str, code: str) -> CaseNews:
    """What the hub says at that moment to whoever knows the birth date too."""
    heard = find_case_whereabouts(box, ShownReceipt(reference, code, "03/02/1965"), Words())
    assert heard.news
    return heard.news


def photographed(box: Box, news: CaseNews, code: str, alone: Actor) -> str:
    """A draft with one photo of the first paper; the id of that paper."""
    supplements.begin_terminal_supplement(box, news, code, DRAFT, alone)
    item = news.papers[0].id
    supplements.add_terminal_photo(box, DRAFT, item, picture("JPEG"), alone, FILE)
    return item


@dataclass
class Photo:
    """A photo of what is asked of a case, which waits at the terminal of whoever is alone there."""

    case: Submission
    alone: Actor
    item: str


@pytest.fixture
def photo(linked: Box, central: Central) -> Photo:
    (case, code), alone = opened(linked, central), at_a_terminal(linked)
    return Photo(case, alone, photographed(linked, told(linked, case.reference, code), code, alone))


def test_it_reaches_the_service_under_what_was_asked_for(photo: Photo, linked: Box, central: Central) -> None:
    seen = join_files.read_joined_file(linked, DRAFT, FILE, photo.alone).data
    for _ in range(2):
        supplements.send_terminal_supplement(linked, DRAFT, FRENCH, photo.alone)
    reference, supplement = supplements.read_sent_supplement(linked, DRAFT, photo.alone)
    (document,) = supplement.documents
    assert (reference, document.item.answers, len(document.files)) == (photo.case.reference, photo.item, 1)
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    file = case_at(central, photo.case.reference)
    ((_, body),) = file.supplements
    assert not body["helper"] and body["documents"][0]["answers"] == photo.item
    assert [paper.state for paper in file.asked] == ["answered"]
    assert b"".join(open_case_file(central.hub, photo.case.case_id, FILE)) == seen
    assert count(linked, "supplement_drafts") == 0


def test_the_desk_reads_that_the_addition_is_erased_here_and_not_the_answers(photo: Photo, linked: Box) -> None:
    supplements.send_terminal_supplement(linked, DRAFT, FRENCH, photo.alone)
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    print_queue.print_due_jobs(linked)
    retention.destroy_expired_data(linked)
    actions = [line.action for line in journal.select_journal_lines(linked.store.read(), photo.case.reference)]
    assert "addition-expired" in actions and "expired" not in actions
    followed = follow_case.follow_typed_reference(linked, photo.case.reference, helped(linked))
    assert followed.readable
    drawn = follow_case.of_followed(linked, followed)
    assert drawn and drawn.state == CaseState.COMPLETED, "the hub says what came"
    history = follow.list_history_lines([read.event for read in followed.history], (), Words(), (), followed.elsewhere)
    assert [line.words for line in history] == ["Complément", "Demande"], "told once"
    assert history[0].more.endswith(". La page 3 du bail · Fichiers\u00a0: 1")


def test_a_question_of_the_service_is_answered_in_words(linked: Box, central: Central) -> None:
    case, code = opened(linked, central)
    alone, next_one = at_a_terminal(linked), at_a_terminal(linked, letter="n")
    supplements.begin_terminal_supplement(linked, told(linked, case.reference, code), code, DRAFT, alone)
    with pytest.raises(Refused, match="nothing-added"):
        supplements.send_terminal_supplement(linked, DRAFT, FRENCH, alone)
    with pytest.raises(Refused, match="too-long"):
        supplements.save_terminal_message(linked, DRAFT, "a" * 1001, alone)
    with pytest.raises(Refused, match="no-such-case"):
        supplements.save_terminal_message(linked, DRAFT, "Non.", next_one)
    for words in ("En mai 2018.", " En mai\r\n2019. "):
        supplements.save_terminal_message(linked, DRAFT, words, alone)
    supplements.send_terminal_supplement(linked, DRAFT, FRENCH, alone)
    assert supplements.read_sent_supplement(linked, DRAFT, alone)[1].message == "En mai\n2019."
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    ((_, body),) = case_at(central, case.reference).supplements
    assert body["message"] == "En mai\n2019." and not body["documents"]


def test_a_case_of_another_town_hall_is_filed_by_its_code(linked: Box, central: Central, tmp_path: Path) -> None:
    with another_box(tmp_path / "bruz", central, "BZ", "Mairie de Bruz") as bruz:
        case, code = opened(bruz, central)
    alone = at_a_terminal(linked)
    photographed(linked, told(linked, case.reference, code), code, alone)
    supplements.send_terminal_supplement(linked, DRAFT, FRENCH, alone)
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    assert b"".join(open_case_file(central.hub, case.case_id, FILE)).startswith(b"\xff\xd8")


def test_a_cut_between_photo_and_send_loses_nothing(photo: Photo, linked: Box) -> None:
    """The hub is asked once, at the beginning; from then on this box goes on alone."""
    cut = reached_at(linked, url="http://127.0.0.1:9")
    assert supplements.send_terminal_supplement(cut, DRAFT, FRENCH, photo.alone) == DRAFT
    with pytest.raises(Unreachable):
        exchange_with_hub(cut, hub_of(cut))
    assert count(linked, "parcels") == 1


def test_it_holds_nothing_up_at_the_desk(photo: Photo, linked: Box) -> None:
    supplements.send_terminal_supplement(linked, DRAFT, FRENCH, photo.alone)
    nadia = helped(linked)
    body = body_of(linked, DRAFT, nadia)
    assert body["stream"] != photo.case.case_id and len(body["follow_sha256"]) == 64
    followed = follow_case.follow_typed_reference(linked, photo.case.reference, nadia)
    assert [entry.event.id for entry in followed.history if entry.said][-1] == DRAFT
    later = supplements.append_supplement(linked, photo.case.reference, PAPER, nadia, "e" * 32)
    assert body_of(linked, later, nadia)["stream"] == photo.case.case_id


def test_a_wrong_code_is_refused_by_the_hub_too(linked: Box, central: Central) -> None:
    """Whoever changes the box cannot file with a case whose code they do not have."""
    case, code = opened(linked, central)
    alone = at_a_terminal(linked)
    photographed(linked, told(linked, case.reference, code), "AAAAAAAAAA", alone)
    supplements.send_terminal_supplement(linked, DRAFT, FRENCH, alone)
    exchange_with_hub(linked, hub_of(linked))
    assert linked.store.read().table("rejections").count_where("code = 'not-theirs'") == 1
    assert case_at(central, case.reference).supplements == ()


def test_nobody_else_sees_or_sends_what_waits(linked: Box, central: Central) -> None:
    case, code = opened(linked, central)
    alone, next_one = at_a_terminal(linked), at_a_terminal(linked, letter="n")
    photographed(linked, told(linked, case.reference, code), code, alone)
    for gesture in (
        lambda: supplements.read_terminal_supplement(linked, DRAFT, next_one),
        lambda: supplements.send_terminal_supplement(linked, DRAFT, FRENCH, next_one),
        lambda: supplements.read_sent_supplement(linked, DRAFT, alone),
        lambda: supplements.read_terminal_supplement(linked, DRAFT, helped(linked)),
        lambda: join_files.read_joined_file(linked, DRAFT, FILE, next_one),
    ):
        with pytest.raises(Refused, match="no-such-case"):
            gesture()


def test_who_comes_back_with_the_code_finds_the_photos_again(
    photo: Photo, linked: Box, central: Central, watch: Watch
) -> None:
    supplements.save_terminal_message(linked, DRAFT, "Voilà.", photo.alone)
    leaves(linked, photo.alone)
    retention.destroy_expired_data(linked)
    with pytest.raises(Refused, match="no-such-case"):
        supplements.read_terminal_supplement(linked, DRAFT, photo.alone)
    back, code = at_a_terminal(linked, letter="b"), photo.case.follow_code
    news = told(linked, photo.case.reference, code)
    assert supplements.begin_terminal_supplement(linked, news, code, "e" * 32, back) == DRAFT
    assert supplements.read_terminal_supplement(linked, DRAFT, back).words == "Voilà."
    for _ in range(2):
        supplements.send_terminal_supplement(linked, DRAFT, FRENCH, back)
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    assert b"".join(open_case_file(central.hub, photo.case.case_id, FILE)).startswith(b"\xff\xd8")


def test_another_code_finds_no_photos(photo: Photo, linked: Box) -> None:
    """The hub has been asked before; the box does not take its word for the photos of somebody else."""
    back, news = at_a_terminal(linked, letter="b"), told(linked, photo.case.reference, photo.case.follow_code)
    assert supplements.begin_terminal_supplement(linked, news, "AAAAAAAAAA", "e" * 32, back) == "e" * 32
    assert supplements.list_waiting_documents(linked, "e" * 32, back) == ()


def test_a_paper_that_is_asked_for_no_more_is_still_shown_where_it_was_photographed(photo: Photo, linked: Box) -> None:
    news = told(linked, photo.case.reference, photo.case.follow_code)
    code, back = photo.case.follow_code, at_a_terminal(linked, letter="b")
    supplements.begin_terminal_supplement(
        linked, replace(news, line=replace(news.line, papers=None)), code, "e" * 32, back
    )
    assert supplements.read_terminal_supplement(linked, DRAFT, back).item(photo.item)


def test_what_nobody_comes_back_for_goes_with_the_drafts_of_the_terminal(
    photo: Photo, linked: Box, watch: Watch
) -> None:
    leaves(linked, photo.alone)
    watch.wait(linked.settings.terminal_draft + timedelta(minutes=1))
    retention.destroy_expired_data(linked)
    assert (count(linked, "supplement_drafts"), count(linked, "attachment_pieces")) == (0, 0)


def test_photos_are_counted_and_the_last_may_be_taken_again(photo: Photo, linked: Box) -> None:
    with pytest.raises(Refused, match="no-such-step"):
        supplements.add_terminal_photo(linked, DRAFT, "0" * 32, picture("JPEG"), photo.alone, "1" * 32)
    supplements.remove_supplement_file(linked, DRAFT, FILE, photo.alone)
    with pytest.raises(Refused, match="nothing-added"):
        supplements.send_terminal_supplement(linked, DRAFT, FRENCH, photo.alone)
    for index in range(supplements.MOST_FILES):
        supplements.add_terminal_photo(linked, DRAFT, photo.item, picture("JPEG"), photo.alone, f"{index:032x}")
    supplements.add_terminal_photo(linked, DRAFT, photo.item, picture("JPEG"), photo.alone, f"{0:032x}")
    with pytest.raises(Refused, match="too-many-photos"):
        supplements.add_terminal_photo(linked, DRAFT, photo.item, picture("JPEG"), photo.alone, "a" * 32)


def test_what_is_no_picture_is_refused(photo: Photo, linked: Box) -> None:
    with pytest.raises(Refused):
        supplements.add_terminal_photo(linked, DRAFT, photo.item, b"MZ not a picture", photo.alone, "b" * 32)
    assert count(linked, "attachments") == 1


def test_what_waits_stands_nowhere_in_clear(linked: Box, central: Central) -> None:
    """Neither what is asked for nor the photo: whoever opens the database reads nothing of it."""
    case, code = opened(linked, central)
    photographed(linked, told(linked, case.reference, code), code, at_a_terminal(linked))
    rows = [
        value if isinstance(value, bytes) else str(value).encode()
        for table in ("supplement_drafts", "attachments", "attachment_pieces")
        for row in linked.store.read().conn.execute(f"SELECT * FROM {table}")
        for value in row
    ]
    assert rows and not [value for value in rows if b"bail" in value or b"\xff\xd8\xff" in value]
