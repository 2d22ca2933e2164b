"""Countries, communes, interpreters and the codes of town halls."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis import strategies as st

from kiosk.domain.language import spelling
from kiosk.domain.places import countries
from kiosk.domain.places.commune import (
    NOWHERE,
    Commune,
    beginnings,
    make_commune_key,
    make_commune_search_text,
    split_commune_name,
)
from kiosk.domain.places.countries import LANGUAGES, Unclear, find_country_code, list_country_names
from kiosk.domain.places.site import find_interpreter, propose_site_code
from kiosk.errors import Refused
from kiosk.settings import READER
from kiosk.settings_file.reader import SITE_CODE
from kiosk.words.languages import list_languages


def test_there_are_the_countries_of_iso_3166_and_kosovo_in_the_order_of_the_reader():
    assert len(list_country_names("fr")) == 250
    assert {"FR", "RE", "XK"} <= list_country_names("fr").keys()
    assert list_country_names("fr").keys().isdisjoint({"EU", "ZZ", "UN", "419"})
    listed = [spelling.fold_letters(name) for name in list_country_names("fr").values()]
    assert listed == sorted(listed)
    assert list(list_country_names("fr").values())[:2] == ["Afghanistan", "Afrique du Sud"]


def test_every_name_that_is_proposed_is_understood() -> None:
    for language in LANGUAGES:
        assert {code: find_country_code(name) for code, name in list_country_names(language).items()} == {
            code: code for code in list_country_names(language)
        }
    assert set(list_languages()) <= set(LANGUAGES)
    assert list_country_names("tlh") == list_country_names("zz-zz-zz") == list_country_names("fr")


def test_case_accents_and_articles_do_not_matter() -> None:
    for how in [str.upper, str.lower, spelling.fold_letters, lambda name: f" le {name} "]:
        assert {code: find_country_code(how(name)) for code, name in list_country_names("fr").items()} == {
            code: code for code in list_country_names("fr")
        }


def test_every_other_name_leads_to_one_country_and_hides_none():
    others = {part.strip(): code for code, listed in countries._SAME.items() for part in listed.split(",")}
    assert others.keys() and all(find_country_code(name) == code for name, code in others.items())
    assert countries._SAME.keys() <= list_country_names("fr").keys()


def test_short_and_foreign_names_are_one_country_or_unclear() -> None:
    for typed, code in [
        ("Viêt Nam", "VN"), ("Vietnam", "VN"), ("St Vincent", "VC"), ("Bosnie", "BA"), ("Émirats", "AE"), ("DE", "DE"),
        ("la", "LA"), ("Trinité et Tobago", "TT"), ("Congo-Brazzaville", "CG"), ("congo (rdc)", "CD"), ("U.K.", "GB"),
        ("ميانمار", "MM"), ("España", "ES"), ("中国", "CN"),
    ]:  # fmt: skip
        assert find_country_code(typed) == code
    for typed in ["Congo", "corée", "Korea", "Saint", "Virgin Islands", "îles vierges", "Yougoslavie"]:
        with pytest.raises(Unclear):
            find_country_code(typed)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_country_none_or_unclear(typed):
    with suppress(Unclear):
        assert find_country_code(typed) in {"", *list_country_names("fr")}


SAINT_DENIS = Commune("93066", "Saint-Denis", "93", "Seine-Saint-Denis", ("93200", "93210", "93380"))


def test_a_place_says_its_department_and_its_code():
    assert SAINT_DENIS.apart()[0].label == "Saint-Denis · 93200"
    assert SAINT_DENIS.label == "Saint-Denis · 93200 – 93380"
    assert SAINT_DENIS.apart()[0].line == "93200 Saint-Denis"
    assert [place.postcodes for place in SAINT_DENIS.apart()] == [("93200",), ("93210",), ("93380",)]
    assert NOWHERE.at("93200") == NOWHERE.of("93066") == NOWHERE.named("Paris") == NOWHERE.like("pa") == ()
    assert NOWHERE.meant("93200", "Saint-Denis") is None


def test_a_name_is_the_same_however_it_is_spelled() -> None:
    for typed, name in [
        ("st aubin du cormier", "Saint-Aubin-du-Cormier"),
        ("STE MARIE", "Sainte-Marie"),
        ("Paris 12e", "Paris"),
        ("l hay les roses", "L'Haÿ-les-Roses"),
        ("bourg bresse", "Bourg-en-Bresse"),
        ("RENNES CEDEX 7", "Rennes"),
    ]:
        assert make_commune_key(typed) == make_commune_key(name) != ()
    assert make_commune_key("a " * 31) == ()
    assert split_commune_name("L’Haÿ-les-Roses") == ["l", "hay", "les", "roses"]
    assert split_commune_name("Œuilly") == ["oeuilly"]
    assert make_commune_search_text("Saint-Germain-en-Laye") == " saint st germain en laye"
    assert make_commune_search_text("Villeneuve d'Ascq") == " villeneuve dascq d ascq"


def test_articles_count_first_and_the_last_word_may_begin_a_longer_one():
    assert beginnings("le h") == (["le", "h"], ["h"])
    assert beginnings("rennes") == (["rennes"],)
    assert beginnings("le") == (["le"],)
    assert beginnings("le ") == (["le"],)
    assert beginnings("bourg en ") == (["bourg", "en"], ["bourg"])
    assert beginnings(" ' ") == ()
    assert len(beginnings("a " * 500)[0]) == 10


ASKED = (("ar", "01 23 45 67 89"), ("uk", "+380 44 123 45 67"), ("fr", ""), ("", ""))
LISTED = ("ar: 01 23 45 67 89", "uk:+380 44 123 45 67")


def test_an_interpreter_is_found_by_language() -> None:
    for language, number in ASKED:
        assert find_interpreter(LISTED, language) == number


def test_what_is_no_language_and_number_is_refused() -> None:
    for entry in ["01 23 45 67 89", "arabe: 01 23 45 67 89", "ar: appelez Awa", "ar: javascript:1"]:
        with pytest.raises(Refused):
            READER.checked("interpreters", [entry])
        assert READER.checked("interpreters", list(LISTED)) == LISTED


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
