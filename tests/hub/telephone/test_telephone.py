"""What is sent from a telephone arrives once, clean, encrypted, and is filed under what was asked for."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from flask import Flask
from msgspec.structs import replace
from sqlalchemy import select

from hub.decisions.decisions import DraftDecision, decide_case, settle_paper
from hub.files import listed_file
from hub.files.listed_file import open_case_file
from hub.hub import Hub
from hub.intake.updates import fetch_updates
from hub.people.people import Staff
from hub.retention import ASKED, run_upkeep
from hub.secrets.vault import destroy_contents
from hub.store.schema import cases, telephone_file
from hub.telephone import arriving, door
from hub.telephone.door import LASTS, Ticket
from kiosk.crypto.keys import token_hash
from kiosk.errors import Refused
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.strange_files import picture, plain_pdf, saved
from tests.gallery.site.telephone import Telephone
from tests.hub.conftest import Watch
from tests.hub.files.test_listed_file import objects
from tests.hub.samples import FOLLOW_CODE, SERVICE, Box, Item, case_of, destroy_case, erase_case, query_rows, write_rows
from tests.hub.telephone.sender import ask_for_papers, telephone_of

PHOTO, OTHER = picture("JPEG", size=(600, 400)), picture("JPEG", size=(300, 200))


def documents(hub: Hub, asked: Item) -> list[dict[str, Any]]:
    return [document for _, body in case_of(hub, asked["reference"]).supplements for document in body["documents"]]


def left(hub: Hub) -> tuple[int, int]:
    found = len(query_rows(hub, select(telephone_file.c.id)).all())
    return found, len(objects(hub))


def test_a_photo_reaches_what_was_asked_for(telephone: Telephone, hub: Hub, asked: Item, instructor: Browser) -> None:
    (paper,) = telephone.papers
    assert telephone.put(PHOTO) == 200 and telephone.listed == ["photo.jpg"]
    assert not case_of(hub, asked["reference"]).supplements, "nothing is sent before « Envoyer »"
    assert telephone.send() == 200
    (document,) = documents(hub, asked)
    (file,) = document["attachments"]
    assert (document["id"], document["answers"], file["name"]) == ("identity", paper, "photo.jpg")
    assert b"".join(open_case_file(hub, asked["stream"], file["id"]))[:2] == b"\xff\xd8"
    page = instructor.open(f"/dossiers/{asked['reference']}")
    assert "Reçue, à vérifier" in page.text and "La personne, depuis son téléphone" in page.text
    under = page.page.get_element_by_id(f"asked-{paper}")
    address = f"/dossiers/{asked['reference']}/pieces/{file['id']}"
    assert [link.get("href") for link in under.iter("a")] == [f"{address}/image", address]
    assert instructor.client.get(address).status_code == 200


def test_the_camera_and_a_file_may_come_in_one_press_and_none_is_said(telephone: Telephone) -> None:
    assert telephone.put(PHOTO, photo=(BytesIO(OTHER), "camera.jpg")) == 200
    assert telephone.listed == ["camera.jpg", "photo.jpg"] and len(telephone.notes) == 2
    assert telephone.put(b"", name="") == 422
    assert telephone.notes == ["Rien n’est encore arrivé. Choisissez une photo ou un fichier."]
    assert telephone.listed == ["camera.jpg", "photo.jpg"]


def test_the_same_file_counts_once_before_and_after_it_was_sent(telephone: Telephone, hub: Hub, asked: Item) -> None:
    for name in ("photo.jpg", "photo (1).jpg"):  # the answer was lost
        assert telephone.put(PHOTO, name=name) == 200
    assert telephone.listed == ["photo.jpg"] and left(hub) == (1, 1)
    page = telephone.browser.page
    for _ in range(2):
        telephone.browser.page = page
        assert telephone.send() == 200
    telephone.browser.page = page
    assert telephone.put(PHOTO) == 200 and telephone.notes == ["photo.jpg Envoyé au service"]
    assert [len(document["attachments"]) for document in documents(hub, asked)] == [1] and left(hub) == (0, 1)


def test_what_was_taken_away_is_gone_and_may_be_chosen_again(
    telephone: Telephone, hub: Hub, asked: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    telephone.put(PHOTO)
    page = telephone.browser.page
    for _ in range(2):
        telephone.browser.page = page
        assert telephone.take_away() == 200 and telephone.notes == ["Le fichier est enlevé."]
    assert left(hub) == (0, 0)
    assert telephone.send() == 422 and "Rien n’est encore arrivé" in telephone.notes[0]
    telephone.put(PHOTO)
    with monkeypatch.context() as off:
        off.setattr(listed_file, "delete_dead_objects", lambda _: 0)  # the store of files does not answer
        telephone.take_away()
    telephone.put(PHOTO)
    telephone.send()
    run_upkeep(hub)
    (file,) = documents(hub, asked)[0]["attachments"]
    assert b"".join(open_case_file(hub, asked["stream"], file["id"]))


def test_the_page_says_what_was_sent_and_asks_no_more_for_it(telephone: Telephone) -> None:
    telephone.put(PHOTO)
    assert "Bien arrivé. Pas encore envoyé au service." in telephone.open().browser.text, "after a reload"
    assert telephone.listed == ["Fichier 1"], "its name is the page's on which it was chosen"
    telephone.send()
    text = telephone.browser.text
    assert "Envoyé au service" in text and "Pièce d’identité Fichiers" in text
    assert telephone.papers == [] and telephone.place is None, "the other paper needs the birth date"
    telephone.open(birth_date="2 3 1945")
    assert len(telephone.papers) == 1 and "La page 3 du bail" in telephone.browser.text


def test_a_paper_in_free_words_needs_the_birth_date_and_is_not_named_once_it_was_sent(telephone: Telephone) -> None:
    (paper,) = telephone.papers
    free = next(offered for offered in telephone.open(birth_date="2 3 1945").papers if offered != paper)
    telephone.put(PHOTO, free)
    assert free in telephone.papers, "the page goes on by its ticket"
    telephone.send()
    text = telephone.open().browser.text
    assert "Une pièce demandée" in text and "bail" not in text


def test_the_desk_of_the_case_is_told_what_came_but_no_files(telephone: Telephone, hub: Hub) -> None:
    (paper,) = telephone.papers
    telephone.put(PHOTO)
    telephone.send()
    _, update = (json.loads(signed.statement) for signed in fetch_updates(hub, "SA", 0, 100)[1])
    assert (update["kind"], update["source"], update["by"], update["state"]) == ("added", "telephone", "", "incomplete")
    (document,) = update["documents"]
    assert (document["answers"], document["files"]) == (paper, 1) and "photo" not in json.dumps(update)


def test_two_pages_send_each_file_once(app: Flask, telephone: Telephone, hub: Hub, asked: Item) -> None:
    other = telephone_of(app, asked)
    telephone.put(PHOTO)
    other.put(OTHER)
    telephone.send()
    assert other.send() == 200
    sent = [len(document["attachments"]) for document in documents(hub, asked)]
    assert sent == [1, 1]


def test_after_the_decision_nothing_is_added(telephone: Telephone, hub: Hub, asked: Item, lea: Staff) -> None:
    telephone.put(PHOTO)
    page = telephone.browser.page
    decide_case(hub, lea, asked["reference"], DraftDecision("refused", "Trop tard.", 1))
    for press in (telephone.send, lambda: telephone.put(OTHER)):
        telephone.browser.page = page
        assert press() == 422 and "n’est plus demandée" in telephone.notes[0] and telephone.place is None
    assert not case_of(hub, asked["reference"]).supplements


def test_what_the_service_gave_up_then_is_still_taken(telephone: Telephone, hub: Hub, asked: Item, lea: Staff) -> None:
    (paper,) = telephone.papers
    telephone.put(PHOTO)
    settle_paper(hub, lea, asked["reference"], paper, "given-up")
    assert telephone.send() == 200 and len(documents(hub, asked)) == 1


def test_a_paper_of_another_case_and_one_that_needs_the_birth_date_are_refused(
    telephone: Telephone, app: Flask, hub: Hub, box: Box, lea: Staff
) -> None:
    (paper,) = telephone.papers
    free = next(offered for offered in telephone.open(birth_date="2 3 1945").papers if offered != paper)
    telephone.open()
    second = telephone_of(app, ask_for_papers(hub, box, lea))
    for other in (free, second.papers[0], "0" * 32, "x"):
        assert telephone.put(PHOTO, other) == 422 and "n’est plus demandée" in telephone.notes[0]
    telephone.put(PHOTO)
    (file_id,) = query_rows(hub, select(telephone_file.c.id)).scalars()
    second.send(file=file_id)
    assert "Rien n’est encore arrivé" in second.notes[0]
    second.press("/f/copie", file=(BytesIO(OTHER), "x.jpg"))
    second.press("/f/enlever", file=file_id)
    assert telephone.send() == 200, "nobody took it away"


def locked_pdf() -> bytes:
    out = BytesIO()
    plain_pdf().save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


REFUSED = (
    (b"MZ a program", "une photo ou un PDF"),
    (locked_pdf(), "mot de passe"),
    (PHOTO[:200], ""),
    (b"", ""),
    (PHOTO + b"\0" * arriving.MOST_BYTES, "10"),
    (PHOTO + b"\0" * 25_000_000, "10"),
)


def test_what_cannot_be_cleaned_or_is_too_big_is_refused_in_words_and_the_rest_stays(
    telephone: Telephone, hub: Hub
) -> None:
    telephone.put(OTHER, name="bon.jpg")
    for data, words in REFUSED:
        assert telephone.put(data, name="carte.jpg") == 422
        (note,) = telephone.notes
        assert note.startswith("carte.jpg ") and note.endswith(".") and words in note, note
        assert telephone.listed == ["bon.jpg"] and left(hub) == (1, 1)
    assert telephone.send() == 200


def test_what_runs_or_is_hidden_in_a_file_does_not_stay(telephone: Telephone, hub: Hub, asked: Item) -> None:
    pdf = plain_pdf()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    assert telephone.put(saved(pdf), name="../../bail.exe.pdf") == 200
    telephone.send()
    (file,) = documents(hub, asked)[0]["attachments"]
    assert b"JavaScript" not in b"".join(open_case_file(hub, asked["stream"], file["id"]))


def test_its_name_and_its_contents_are_nowhere_in_clear(telephone: Telephone, hub: Hub) -> None:
    telephone.put(PHOTO, name="bail Benali.jpg")
    row = query_rows(hub, select(telephone_file)).one()
    assert not [value for value in row if b"Benali" in (value if isinstance(value, bytes) else str(value).encode())]
    (stored,) = objects(hub)
    assert b"\xff\xd8\xff" not in hub.objects.get(stored)


def test_files_are_limited_by_number_by_room_and_by_the_hour(
    telephone: Telephone, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: Iterator[int] = iter(range(20, 100))

    def choose() -> str:
        telephone.put(picture("JPEG", size=(next(sizes), 20)))
        return telephone.notes[0]

    monkeypatch.setattr(arriving, "OF_CASE", replace(arriving.OF_CASE, most=arriving.MOST_FILES + 1))
    for _ in range(arriving.MOST_FILES):
        assert "Bien arrivé" in choose()
    assert "10 fichiers" in choose()
    telephone.take_away()
    assert "Bien arrivé" in choose()
    telephone.take_away()
    assert "Trop de fichiers en une heure" in choose()
    watch.ahead.append(timedelta(hours=1, seconds=1))
    monkeypatch.setattr(arriving, "MOST_OF_A_CASE", 1_000)
    assert "Mo" in choose()


def test_a_file_that_waits_too_long_has_to_come_again(telephone: Telephone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "WAIT_S", 0.01)
    with arriving._ONE_AT_A_TIME:
        assert telephone.put(PHOTO) == 503
    assert "n’est pas arrivé. Choisissez-le à nouveau." in telephone.notes[0]
    assert telephone.put(PHOTO) == 200


def test_what_is_not_sent_goes_in_a_day_and_with_its_case(
    telephone: Telephone, hub: Hub, watch: Watch, asked: Item
) -> None:
    telephone.put(PHOTO)
    watch.ahead.append(door.KEPT - timedelta(minutes=1))
    run_upkeep(hub)
    assert left(hub)[0] == 1
    watch.ahead.append(timedelta(minutes=2))
    run_upkeep(hub)
    assert left(hub)[0] == 0
    telephone.open().put(PHOTO)
    erase_case(hub, asked["stream"], ASKED)
    listed_file.delete_dead_objects(hub)
    assert left(hub)[0] == 0


def test_a_page_ends_with_its_hours_with_another_code_in_another_browser_and_with_the_case(
    telephone: Telephone, app: Flask, hub: Hub, watch: Watch, asked: Item
) -> None:
    page = telephone.browser.page

    def again() -> tuple[int, bool]:
        telephone.browser.page = page
        return telephone.put(PHOTO), "restée ouverte trop longtemps" in telephone.browser.text

    mine = cases.update().where(cases.c.id == asked["stream"])
    write_rows(hub, mine.values(follow_sha256=token_hash("ANOTHERONE")))
    assert again() == (422, True)
    write_rows(hub, mine.values(follow_sha256=token_hash(FOLLOW_CODE)))
    assert again() == (200, False)
    stranger = telephone_of(app, asked)
    stranger.press("/f/copie", ticket=page.xpath("//input[@name='ticket']")[0].get("value"))
    assert "restée ouverte trop longtemps" in stranger.browser.text
    watch.ahead.append(LASTS + timedelta(seconds=1))
    assert again() == (422, True)


def test_neither_number_with_code_nor_birth_date_stands_in_the_page(telephone: Telephone) -> None:
    telephone.open(birth_date="2 3 1945")
    values = {control.get("value") for control in telephone.browser.page.iter("input")}
    assert not {FOLLOW_CODE, telephone.reference, "2 3 1945", "1945-03-02"} & values


def test_what_was_erased_takes_nothing_more(telephone: Telephone, hub: Hub, asked: Item) -> None:
    with hub.store.writing() as connection:
        destroy_contents(connection, hub.ring, asked["stream"])
        connection.execute(cases.update().where(cases.c.id == asked["stream"]).values(erased_at=hub.clock.now()))
    assert telephone.put(PHOTO) == 422 and "n’est plus demandée" in telephone.notes[0]


def test_a_ticket_says_nothing_and_what_is_none_opens_nothing(hub: Hub) -> None:
    made = replace(door.issue_ticket(hub, "c" * 32, "f" * 64), birth_date="1945-03-02")
    text = door.write_ticket(hub, made, "browser")
    assert door.read_ticket(hub, text, "browser") == made
    assert made.case_id not in text and len(text) < door.LONGEST
    changed = text[:40] + ("A" if text[40] != "A" else "B") + text[41:]
    for other in ("", "x", "é", "AAAA", "A" * (door.LONGEST + 1), changed):
        with pytest.raises(Refused, match="page-too-old"):
            door.read_ticket(hub, other, "browser")


def test_what_is_settled_and_what_is_decided_is_not_asked_for(hub: Hub, asked: Item, lea: Staff) -> None:
    def labels() -> list[str]:
        return [paper.label for paper in door.asked_now(hub, case_of(hub, asked["reference"]))]

    assert labels() == ["Pièce d’identité", "La page 3 du bail"]
    settle_paper(hub, lea, asked["reference"], case_of(hub, asked["reference"]).asked[0].paper.id, "accepted")
    assert labels() == ["La page 3 du bail"]
    decide_case(hub, lea, asked["reference"], DraftDecision("in_progress", "", 1))
    assert labels() == []


def test_whoever_only_shows_the_square_is_asked_for_the_code(hub: Hub, telephone: Telephone, asked: Item) -> None:
    telephone.put(PHOTO)
    shown = door.read_telephone_papers(hub, asked["stream"], telephone.papers, None)
    assert shown.waiting == () and len(shown.papers) == 1
    telephone.send()
    assert door.read_telephone_papers(hub, asked["stream"], (), None).sent == ()
    page = Ticket(asked["stream"], "", "", hub.clock.now())
    (sent,) = door.read_telephone_papers(hub, asked["stream"], (), page).sent
    assert [(paper.label, paper.count) for paper in sent.papers] == [("Pièce d’identité", 1)]
    destroy_case(hub, asked["stream"])
    assert door.read_telephone_papers(hub, asked["stream"], ("x",), page) == door.TelephonePapers()


def test_the_page_speaks_the_readers_language(telephone: Telephone) -> None:
    assert SERVICE["address"] in telephone.browser.text
    telephone.open(lang="ar")
    assert "إرساله من هذا الجهاز" in telephone.browser.text
    assert telephone.send() == 422 and telephone.notes[0].startswith("لم يصل")
