"""The addresses that the page's script calls answer it in JSON, and a page of another site or of no page a refusal."""

import pytest
from flask import Flask

from hub.hub import Hub
from hub.people.people import Staff
from tests.gallery.site.strange_files import picture
from tests.gallery.site.telephone import Telephone
from tests.hub.samples import Box
from tests.hub.telephone.sender import ask_for_papers, telephone_of

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""No database decides any of it."""

FILE = "a" * 32


@pytest.fixture
def telephone(app: Flask, hub: Hub, box: Box, lea: Staff) -> Telephone:
    return telephone_of(app, ask_for_papers(hub, box, lea))


def test_without_a_page_of_the_hub_nothing_is_taken(telephone: Telephone) -> None:
    for address in ("/f/copie", "/f/enlever", "/f/copies"):
        assert telephone.client.post(address, data={"ticket": telephone.place.get("data-ticket")}).status_code == 400
        assert telephone.ask(address, ticket="")[1]["refused"] == "page-too-old"
        assert telephone.client.get(address).status_code == 405


def test_a_part_without_bytes_and_a_second_taking_away_change_nothing(telephone: Telephone) -> None:
    assert telephone.ask("/f/copie", file=FILE, paper=telephone.papers[0], size="10", start="0")[0] == 422
    telephone.put(FILE, picture("JPEG"))
    for _ in range(2):
        assert telephone.ask("/f/enlever", file=FILE) == (200, {"gone": True})
    assert telephone.send(FILE)[1]["refused"] == "nothing-arrived"
