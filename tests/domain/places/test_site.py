"""The town hall."""

from kiosk.domain.places.site import Site


def test_an_event_names_the_town_hall_by_its_code_and_its_name_alone() -> None:
    site = Site(
        "SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00", "mairie@example.org", "9 h à 12 h"
    )
    assert site.named() == {"code": "SA", "name": "Mairie de Saint-Aubin"}
