"""A page carries what it may send; only what is asked for now may be sent, and only what was sealed for it opens."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from hub.decisions.decisions import decide
from hub.decisions.settling import settle
from hub.files.kept_file import PART
from hub.files.listed_file import open_file
from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import telephone_file
from hub.telephone import door, parts, sending, ticket
from kiosk.crypto import sealing
from kiosk.errors import Refused
from tests.gallery.site.strange_files import picture, plain_pdf
from tests.gallery.site.telephone import Telephone
from tests.hub.conftest import Watch
from tests.hub.samples import SERVICE, Item, case_of, destroy_case, query_rows

CASE, PAPERS = "c" * 32, ("1" * 32, "2" * 32)


def test_it_is_read_as_it_was_written_and_says_nothing(hub: Hub) -> None:
    made = ticket.issue(hub, CASE, "f" * 64, PAPERS)
    text = ticket.written(hub, made)
    assert ticket.read(hub, text) == made
    assert CASE not in text and PAPERS[0] not in text
    assert len(ticket.written(hub, ticket.issue(hub, CASE, "f" * 64, PAPERS * 10))) < ticket.LONGEST


def test_what_is_no_ticket_opens_nothing(hub: Hub) -> None:
    for text in ("", "x", "é", "AAAA", "A" * (ticket.LONGEST + 1)):
        with pytest.raises(Refused, match="page-too-old"):
            ticket.read(hub, text)


def test_a_changed_one_and_an_old_one_open_nothing(hub: Hub, watch: Watch) -> None:
    text = ticket.written(hub, ticket.issue(hub, CASE, "f" * 64, PAPERS))
    with pytest.raises(Refused, match="page-too-old"):
        ticket.read(hub, text[:40] + ("A" if text[40] != "A" else "B") + text[41:])
    watch.ahead.append(ticket.LASTS + timedelta(seconds=1))
    with pytest.raises(Refused, match="page-too-old"):
        ticket.read(hub, text)


def test_each_page_has_a_key_that_stays_the_same_and_opens_what_was_sealed_to_it(hub: Hub) -> None:
    made, other = (ticket.issue(hub, CASE, "f" * 64, PAPERS) for _ in range(2))
    pair = ticket.sealing_pair(hub, made)
    assert ticket.sealing_pair(hub, ticket.read(hub, ticket.written(hub, made))) == pair
    assert ticket.sealing_pair(hub, other).public != pair.public
    half = ticket.Ticket(CASE, made.page[:16] + other.page[16:], "f" * 64, PAPERS, made.until)
    assert ticket.sealing_pair(hub, half).public not in (pair.public, ticket.sealing_pair(hub, other).public)
    assert sealing.unseal_by(pair, sealing.seal(pair.public, b"bail")) == b"bail"


def labels(hub: Hub, asked: Item) -> list[str]:
    case = case_of(hub, asked["reference"])
    return [item.paper.label for item in door.asked_now(hub, case)]


def test_what_is_settled_and_what_is_decided_is_not_asked_for(hub: Hub, asked: Item, lea: Staff) -> None:
    assert labels(hub, asked) == ["Pièce d’identité", "La page 3 du bail"]
    first = case_of(hub, asked["reference"]).asked[0].paper.id
    settle(hub, lea, asked["reference"], first, "accepted")
    assert labels(hub, asked) == ["La page 3 du bail"]
    decide(hub, lea, asked["reference"], "in_progress", "", 1)
    assert labels(hub, asked) == []


def test_an_unknown_case_and_another_code_open_nothing(hub: Hub, asked: Item) -> None:
    for case_id in ("0" * 32, asked["stream"]):
        made = ticket.issue(hub, case_id, "f" * 64, ())
        with hub.store.reading() as connection, pytest.raises(Refused, match="page-too-old"):
            door.open_case(hub, connection, made)


CLEAR, OTHER = "a" * 32, "b" * 32
PHOTO = picture("JPEG")


def kept(hub: Hub) -> int:
    return len(query_rows(hub, select(telephone_file.c.id)).all())


def locked_pdf() -> bytes:
    out = BytesIO()
    plain_pdf().save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


REFUSED = (
    (b"MZ a program", "not-a-document"),
    (locked_pdf(), "locked-pdf"),
    (PHOTO[:200], "broken-file"),
    (b"", "empty-file"),
)


def test_what_cannot_be_cleaned_is_refused_in_words_and_nothing_of_it_stays(telephone: Telephone, hub: Hub) -> None:
    assert telephone.put(OTHER, PHOTO)[0] == 200
    for data, code in REFUSED:
        status, answer = telephone.put(CLEAR, data, name="carte.jpg")
        assert (status, answer["refused"], answer["says"].endswith(".")) == (422, code, True)
        assert kept(hub) == 1, "the other file is not lost"
        assert not list(hub.objects.below(f"aa/{CLEAR}/"))
    assert telephone.send(OTHER)[0] == 200


def test_what_runs_or_is_hidden_in_a_file_does_not_stay(telephone: Telephone, hub: Hub, asked: Item) -> None:
    pdf, out = plain_pdf(), BytesIO()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.save(out)
    assert telephone.put(CLEAR, out.getvalue(), name="../../bail.exe.pdf")[0] == 200
    telephone.send(CLEAR)
    assert b"JavaScript" not in b"".join(open_file(hub, asked["stream"], CLEAR))


def test_bytes_in_clear_are_refused(telephone: Telephone, hub: Hub) -> None:
    assert telephone.part(CLEAR, PHOTO)[1]["refused"] == "not-sealed"
    assert kept(hub) == 0


def test_a_flipped_byte_another_key_another_file_and_another_paper_are_refused(telephone: Telephone, hub: Hub) -> None:
    (paper,) = telephone.papers
    good = telephone.sealed(CLEAR, paper, PHOTO)
    first_page = telephone.place
    for wrong in (
        good[:-1] + bytes([good[-1] ^ 1]),
        telephone.sealed(OTHER, paper, PHOTO),
        telephone.sealed(CLEAR, "0" * 32, PHOTO),
    ):
        assert telephone.part(CLEAR, wrong)[1]["refused"] == "not-sealed"
    telephone.open()
    assert telephone.place.get("data-key") != first_page.get("data-key"), "each page has a key of its own"
    assert telephone.part(CLEAR, good)[1]["refused"] == "not-sealed"
    assert kept(hub) == 0


def test_a_file_is_opened_once_however_often_its_last_part_comes(telephone: Telephone, hub: Hub) -> None:
    sealed = telephone.sealed(CLEAR, telephone.papers[0], PHOTO)
    answers = [telephone.part(CLEAR, sealed) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2] and answers[0][0] == 200
    names = [stored.name for stored in hub.objects.below(f"aa/{CLEAR}/")]
    assert len(names) == 1 and not names[0].endswith(PART), "the sealed parts are gone"


def test_a_file_that_waits_for_its_turn_is_asked_for_again(
    telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "WAIT_S", 0.01)
    sealed = telephone.sealed(CLEAR, telephone.papers[0], PHOTO)
    with sending._ONE_AT_A_TIME:
        assert telephone.part(CLEAR, sealed) == (503, {"later": 3})
    assert telephone.part(CLEAR, sealed)[0] == 200


def test_more_than_ten_megabytes_are_refused_before_they_are_sent(telephone: Telephone, hub: Hub) -> None:
    answer = telephone.part(CLEAR, PHOTO, size=str(parts.MOST_SEALED + 1))[1]
    assert (answer["refused"], "10" in answer["says"], kept(hub)) == ("file-too-large", True, 0)


FILE = "a" * 32


def test_whoever_only_shows_the_square_is_asked_for_the_code(hub: Hub, telephone: Telephone, asked: Item) -> None:
    telephone.put(FILE, picture("JPEG"))
    shown = door.look(hub, asked["stream"], telephone.papers, typed_code=False)
    assert (shown.ticket, shown.key, shown.waiting) == ("", "", ()) and len(shown.papers) == 1
    telephone.send(FILE)
    assert door.look(hub, asked["stream"], (), typed_code=False).sent == ()
    (sent,) = door.look(hub, asked["stream"], (), typed_code=True).sent
    assert [(paper.label, paper.count) for paper in sent.papers] == [("Pièce d’identité", 1)]


def test_a_paper_in_free_words_is_not_named_once_it_was_sent(hub: Hub, telephone: Telephone, asked: Item) -> None:
    paper = telephone.open(birth_date="2 3 1945").papers[1]
    telephone.put(FILE, picture("JPEG"), paper)
    telephone.send(FILE)
    (sent,) = door.look(hub, asked["stream"], (), typed_code=True).sent
    assert [paper.label for paper in sent.papers] == [""]
    text = telephone.open().browser.text
    assert "Une pièce demandée" in text and "bail" not in text


def test_an_erased_case_has_none(hub: Hub, asked: Item) -> None:
    destroy_case(hub, asked["stream"])
    assert door.look(hub, asked["stream"], ("x",), typed_code=True) == door.SHUT


def test_without_a_script_the_page_says_to_bring_it_and_sends_nothing(telephone: Telephone) -> None:
    page = telephone.browser.page
    assert "Apportez-le à l’accueil" in page.xpath("//*[@id='telephone']/noscript")[0].text_content()
    assert SERVICE["address"] in telephone.browser.text
    inputs = page.xpath("//*[@id='telephone']//input[@type='file']")
    assert inputs and not [control for control in inputs if control.get("name")]
    assert page.xpath("//*[@id='telephone']/form")[0].get("hidden") is not None


def test_the_page_speaks_the_readers_language(app: Flask, telephone: Telephone) -> None:
    telephone.open(lang="ar")
    assert "إرساله من هذا الجهاز" in telephone.browser.text
    status, answer = telephone.ask("/f/copies", files="", lang="ar")
    assert (status, answer["says"].startswith("لم يصل")) == (422, True)
