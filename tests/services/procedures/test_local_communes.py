"""The communes that complete an address, and this site's neighbours among them."""

from dataclasses import replace

from kiosk.services.box.box import Box
from kiosk.services.procedures import local_communes


def test_the_site_s_own_postal_code_says_where_it_is(box: Box) -> None:
    for address, home in [
        ("1 place de la Mairie, 35140 Saint-Aubin", "35140"), ("", ""), ("Route 123456", ""),
        ("97400 Saint-Denis", "97400"),
    ]:  # fmt: skip
        moved = replace(box, settings=replace(box.settings, site_address=address))
        assert local_communes.places_of(moved).home == home


def test_its_department_comes_first(box: Box) -> None:
    assert local_communes.places_of(box).like("sa")[0].department == "35"


def test_the_file_is_there_once_the_tree_was_built() -> None:
    assert local_communes.communes_file().is_file()
