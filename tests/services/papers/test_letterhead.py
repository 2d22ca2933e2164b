"""Who sends a paper."""

from kiosk.domain.places.site import Site
from kiosk.services.papers.letterhead import letterhead
from kiosk.words.words import CLOSES, OPENS, Words
from printers.slip import Heading, Small

SITE = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00")


def test_the_town_hall_its_address_and_its_telephone() -> None:
    assert letterhead(SITE, Words()) == [
        Heading("Mairie de Saint-Aubin", 1), Small("1 place de la Mairie – 02 99 00 00 00"),
    ]  # fmt: skip


def test_what_is_not_known_leaves_no_line() -> None:
    assert letterhead(Site("SA", "Mairie"), Words()) == [Heading("Mairie", 1)]


def test_on_a_paper_in_another_language_it_is_marked_as_french() -> None:
    head, below = letterhead(SITE, Words("ar").marked)
    assert isinstance(head, Heading) and head.text == f"{OPENS}Mairie de Saint-Aubin{CLOSES}"
    assert isinstance(below, Small) and below.text.startswith(OPENS)
