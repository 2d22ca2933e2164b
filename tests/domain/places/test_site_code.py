"""The code that is proposed to a town hall."""

from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.places.site import propose_site_code
from kiosk.settings_file.checks import SITE_CODE


def test_it_is_made_of_the_words_that_tell_the_town_from_others() -> None:
    for name, code in [
        ("Mairie de Saint-Aubin", "SA"),
        ("Mairie de Saint-Jean-de-la-Porte", "SJP"),
        ("Rennes", "RE"),
        ("Mairie de l’Île-Tudy", "LT"),
        ("Orléans", "RL"),
        ("Communauté de communes du Pays de Questembert", "PQ"),
        ("Mairie", "MA"),
        ("Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson", "SRBS"),
        ("", ""),
        ("Y", ""),
        ("Київ", ""),
    ]:
        assert propose_site_code(name) == code


@given(some.text(max_size=60))
def test_what_is_proposed_can_be_taken(name: str) -> None:
    code = propose_site_code(name)
    assert not code or SITE_CODE.fullmatch(code)
