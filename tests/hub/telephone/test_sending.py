"""What is sent from a telephone is filed once, under what was asked for, as the person's own addition."""

import json
import re
from typing import Any

from flask import Flask

from hub.decisions.decisions import decide
from hub.decisions.settling import settle
from hub.files.listed_file import open_file
from hub.hub import Hub
from hub.intake.updates import after
from hub.people.people import Staff
from hub.telephone import rows
from hub.telephone.door import SAYS
from scripts.source import ROOT
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.strange_files import picture
from tests.gallery.site.telephone import Telephone
from tests.hub.samples import Box, Item, case_of
from tests.hub.telephone.sender import telephone_of

FIRST, SECOND = "a" * 32, "b" * 32
PHOTO = picture("JPEG", size=(600, 400))


def waiting(hub: Hub, asked: Item) -> list[str]:
    with hub.store.reading() as connection:
        return [file.id for file in rows.of_case(connection, asked["stream"])]


def documents(hub: Hub, asked: Item) -> list[dict[str, Any]]:
    return [document for _, body in case_of(hub, asked["reference"]).supplements for document in body["documents"]]


def test_a_photo_reaches_the_service_under_what_was_asked_for(
    telephone: Telephone, hub: Hub, asked: Item, instructor: Browser
) -> None:
    (paper,) = telephone.papers
    assert telephone.put(FIRST, PHOTO)[0] == 200
    assert not case_of(hub, asked["reference"]).supplements, "nothing is sent before « Envoyer »"
    for _ in range(2):  # the answer may have been lost
        assert telephone.send(FIRST) == (200, {"sent": True})
    (document,) = documents(hub, asked)
    (file,) = document["attachments"]
    assert (document["id"], document["answers"], file["name"]) == ("identity", paper, "photo.jpg")
    assert b"".join(open_file(hub, asked["stream"], FIRST))[:2] == b"\xff\xd8" and waiting(hub, asked) == []
    page = instructor.open(f"/dossiers/{asked['reference']}")
    assert "Reçue, à vérifier" in page.text and "La personne, depuis son téléphone" in page.text
    under = page.page.get_element_by_id(f"asked-{paper}")
    address = f"/dossiers/{asked['reference']}/pieces/{FIRST}"
    assert [link.get("href") for link in under.iter("a")] == [address]
    assert instructor.client.get(address).status_code == 200


def test_the_page_says_what_was_sent_and_asks_no_more_for_it(telephone: Telephone, asked: Item) -> None:
    telephone.put(FIRST, PHOTO)
    assert "Bien arrivé. Pas encore envoyé au service." in telephone.open().browser.text, "after a reload"
    telephone.send(FIRST)
    text = telephone.open(sent="1").browser.text
    assert "Envoyé au service" in text and "Pièce d’identité Fichiers" in text
    assert telephone.papers == [] and telephone.place is None, "the other paper needs the birth date"
    telephone.open(birth_date="2 3 1945")
    assert len(telephone.papers) == 1 and "La page 3 du bail" in telephone.browser.text


def test_the_desk_of_the_case_is_told_what_came_and_nothing_of_the_files(
    telephone: Telephone, hub: Hub, asked: Item, box: Box
) -> None:
    (paper,) = telephone.papers
    telephone.put(FIRST, PHOTO)
    for _ in range(2):
        telephone.send(FIRST)
    _, update = (json.loads(signed.statement) for signed in after(hub, "SA", 0, 100)[1])
    assert (update["kind"], update["source"], update["by"], update["state"]) == ("added", "telephone", "", "incomplete")
    (document,) = update["documents"]
    assert (document["answers"], document["files"]) == (paper, 1) and "photo" not in json.dumps(update)


def test_two_pages_send_each_file_once(app: Flask, telephone: Telephone, hub: Hub, asked: Item) -> None:
    other = telephone_of(app, asked)
    telephone.put(FIRST, PHOTO)
    other.put(SECOND, PHOTO)
    telephone.send(FIRST)
    assert other.send(FIRST, SECOND) == (200, {"sent": True})
    assert other.send(FIRST, SECOND) == (200, {"sent": True})
    sent = [[file["id"] for file in document["attachments"]] for document in documents(hub, asked)]
    assert sent == [[FIRST], [SECOND]]


def test_after_the_decision_nothing_is_added_and_the_page_says_so(
    telephone: Telephone, hub: Hub, asked: Item, lea: Staff
) -> None:
    telephone.put(FIRST, PHOTO)
    decide(hub, lea, asked["reference"], "refused", "Trop tard.", 1)
    status, answer = telephone.send(FIRST)
    assert (status, answer["refused"]) == (422, "not-asked")
    assert not case_of(hub, asked["reference"]).supplements
    assert telephone.open().place is None


def test_what_the_service_gave_up_meanwhile_is_still_taken(
    telephone: Telephone, hub: Hub, asked: Item, lea: Staff
) -> None:
    (paper,) = telephone.papers
    telephone.put(FIRST, PHOTO)
    settle(hub, lea, asked["reference"], paper, "given-up")
    assert telephone.send(FIRST) == (200, {"sent": True})
    assert len(documents(hub, asked)) == 1


def test_nothing_that_arrived_is_nothing_to_send(telephone: Telephone) -> None:
    for ids in ((), (FIRST,), ("", "x", "0" * 32)):
        assert telephone.send(*ids)[1]["refused"] == "nothing-arrived"


def test_whatever_the_script_says_has_words() -> None:
    script = (ROOT / "static/js/hub/telephone_page.js").read_text("utf-8")
    said = re.findall(r'say\("([\w-]+)"|"((?:kilo|mega)bytes|page-too-old|unreadable)"|\? "(no-line)"', script)
    assert {code for match in said for code in match if code} == set(SAYS)
