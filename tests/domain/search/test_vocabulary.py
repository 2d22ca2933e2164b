"""The words that procedures are described with, and which of them someone meant."""

from kiosk.domain.search.stem import stem
from kiosk.domain.search.vocabulary import Vocabulary

TOLD = ("naissance", "identite", "adresse", "logement", "demenagement", "mdph", "electricite", "carte", "passeport")
HELD = Vocabulary((*TOLD, "boulangerie", "cartouche"), TOLD)


def test_a_word_is_meant_by_its_forms_its_beginning_its_elision_or_with_a_slip() -> None:
    for typed, meant in [
        ("naissances", "naissance"), ("loger", "logement"), ("naisance", "naissance"), ("didentite", "identite"),
        ("dadresse", "adresse"), ("lelectricte", "electricite"), ("demenag", "demenagement"), ("mdhp", "mdph"),
        ("paseports", "passeport"), ("boulangeries", "boulangerie"),
    ]:  # fmt: skip
        assert list(HELD.meant(typed)) == [stem(meant)]


def test_nothing_is_meant_by_what_is_near_nothing_that_was_told() -> None:
    for typed in ["xylophone", "mdx", "boulangrie", "42", "", "بطاقة"]:
        assert not HELD.meant(typed)


def test_the_surer_a_word_the_more_it_counts() -> None:
    ways = ("identites", "didentite", "identit", "idantitte", "idenrite", "idemrite")
    assert [HELD.meant(way)[stem("identite")] for way in ways] == [1.0, 0.9, 0.8, 0.8, 0.7, 0.45]


def test_while_it_is_typed_a_known_word_may_still_become_a_longer_one() -> None:
    assert set(HELD.meant("carte")) == {stem("carte")}
    assert set(HELD.meant("cart", typing=True)) == {stem("carte"), stem("cartouche")}
    assert set(HELD.meant("na", typing=True)) == {stem("naissance")}
    assert not HELD.meant("na")
