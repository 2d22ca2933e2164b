"""Every way in which people name a country."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.language import spelling
from kiosk.domain.places import countries
from kiosk.domain.places.countries import LANGUAGES, Unclear, code_of, names
from kiosk.words.languages import spoken


def test_there_are_the_countries_of_iso_3166_and_kosovo():
    assert len(names("fr")) == 250
    assert {"FR", "RE", "XK"} <= names("fr").keys()
    assert names("fr").keys().isdisjoint({"EU", "ZZ", "UN", "419"})


def test_names_come_in_the_order_of_the_reader_whatever_their_accents():
    listed = [spelling.bare(name) for name in names("fr").values()]
    assert listed == sorted(listed)
    assert list(names("fr").values())[:2] == ["Afghanistan", "Afrique du Sud"]


def test_every_name_that_is_proposed_is_understood() -> None:
    for language in LANGUAGES:
        assert {code: code_of(name) for code, name in names(language).items()} == {
            code: code for code in names(language)
        }


def test_every_language_that_the_box_may_be_given_is_understood():
    assert set(spoken()) <= set(LANGUAGES)


def test_a_language_that_nobody_tabled_is_shown_in_french():
    assert names("tlh") == names("zz-zz-zz") == names("fr")


def test_case_accents_and_articles_do_not_matter() -> None:
    for how in [str.upper, str.lower, spelling.bare, lambda name: f" le {name} "]:
        assert {code: code_of(how(name)) for code, name in names("fr").items()} == {code: code for code in names("fr")}


def test_every_other_name_leads_to_one_country_and_hides_none():
    others = {part.strip(): code for code, listed in countries._SAME.items() for part in listed.split(",")}
    assert others.keys() and all(code_of(name) == code for name, code in others.items())
    assert countries._SAME.keys() <= names("fr").keys()


def test_short_and_foreign_names() -> None:
    for typed, code in [
        ("Viêt Nam", "VN"),
        ("Vietnam", "VN"),
        ("St Vincent", "VC"),
        ("Bosnie", "BA"),
        ("Émirats", "AE"),
        ("DE", "DE"),
        ("la", "LA"),
        ("Trinité et Tobago", "TT"),
        ("Congo-Brazzaville", "CG"),
        ("congo (rdc)", "CD"),
        ("U.K.", "GB"),
        ("ميانمار", "MM"),
        ("España", "ES"),
        ("中国", "CN"),
    ]:
        assert code_of(typed) == code


def test_a_name_that_several_bear_is_never_guessed() -> None:
    for typed in ["Congo", "corée", "Korea", "Saint", "Virgin Islands", "îles vierges", "Yougoslavie"]:
        with pytest.raises(Unclear):
            code_of(typed)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_country_none_or_unclear(typed):
    with suppress(Unclear):
        assert code_of(typed) in {"", *names("fr")}
