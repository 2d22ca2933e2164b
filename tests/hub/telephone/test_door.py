"""What the page of a case offers to a telephone: what is asked for, to whoever typed the code; never in clear."""

import pytest
from flask import Flask

from hub.hub import Hub
from hub.secrets.vault import destroy_contents
from hub.telephone import door
from tests.gallery.site.strange_files import picture
from tests.gallery.site.telephone import Telephone
from tests.hub.samples import SERVICE, Item

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""No database decides any of it."""

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
    with hub.store.writing() as connection:
        destroy_contents(connection, hub.ring, asked["stream"])
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
