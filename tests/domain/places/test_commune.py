"""How the name of a commune is spelled, and what of it people type."""

from kiosk.domain.places.commune import NOWHERE, Place, beginnings, canonical, sought, words

SAINT_DENIS = Place("93066", "Saint-Denis", "93", "Seine-Saint-Denis", ("93200", "93210", "93380"))


def test_a_place_says_its_department_and_its_code():
    assert SAINT_DENIS.apart()[0].label == "Saint-Denis · 93200"
    assert SAINT_DENIS.label == "Saint-Denis · 93200 – 93380"
    assert SAINT_DENIS.apart()[0].line == "93200 Saint-Denis"


def test_each_code_is_a_row_of_its_own():
    assert [place.postcodes for place in SAINT_DENIS.apart()] == [("93200",), ("93210",), ("93380",)]


def test_words_are_without_accents_hyphens_and_apostrophes():
    assert words("L’Haÿ-les-Roses") == ["l", "hay", "les", "roses"]
    assert words("Œuilly") == ["oeuilly"]


def test_a_name_is_the_same_however_it_is_spelled() -> None:
    for typed, name in [
        ("st aubin du cormier", "Saint-Aubin-du-Cormier"),
        ("STE MARIE", "Sainte-Marie"),
        ("Paris 12e", "Paris"),
        ("l hay les roses", "L'Haÿ-les-Roses"),
        ("bourg bresse", "Bourg-en-Bresse"),
        ("RENNES CEDEX 7", "Rennes"),
    ]:
        assert canonical(typed) == canonical(name) != ()


def test_what_is_too_long_is_no_name():
    assert canonical("a " * 31) == ()


def test_a_name_is_sought_in_every_spelling():
    assert sought("Saint-Germain-en-Laye") == " saint st germain en laye"
    assert sought("Villeneuve d'Ascq") == " villeneuve dascq d ascq"


def test_articles_count_first_and_are_left_out_then():
    assert beginnings("le h") == (["le", "h"], ["h"])
    assert beginnings("rennes") == (["rennes"],)


def test_the_last_word_may_be_the_beginning_of_a_longer_one():
    assert beginnings("le") == (["le"],)
    assert beginnings("le ") == (["le"],)
    assert beginnings("bourg en ") == (["bourg", "en"], ["bourg"])
    assert beginnings(" ' ") == ()


def test_nobody_types_more_words_than_a_name_has():
    assert len(beginnings("a " * 500)[0]) == 10


def test_nowhere_knows_nothing():
    assert NOWHERE.at("93200") == NOWHERE.of("93066") == NOWHERE.named("Paris") == NOWHERE.like("pa") == ()
    assert NOWHERE.meant("93200", "Saint-Denis") is None
