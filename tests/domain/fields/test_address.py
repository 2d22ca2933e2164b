"""Postal addresses."""

import pytest

LILAS = {"street": "3 rue des Lilas", "more": "", "postcode": "75012", "city": "Paris"}


def test_an_address_is_its_parts(judge):
    assert judge("address", LILAS) == {"street": "3 rue des Lilas", "postcode": "75012", "city": "Paris"}
    assert judge("address", {**LILAS, "more": " Bâtiment  B "})["more"] == "Bâtiment B"


@pytest.mark.parametrize("postcode", ["75 012", "٧٥٠١٢", " 75012 "])
def test_a_postcode_is_five_digits_however_typed(judge, postcode):
    assert judge("address", {**LILAS, "postcode": postcode})["postcode"] == "75012"


@pytest.mark.parametrize("postcode", ["00100", "97410", "98000", "20000"])
def test_armies_overseas_monaco_and_corsica_have_postcodes(judge, postcode):
    assert judge("address", {**LILAS, "postcode": postcode})["postcode"] == postcode


@pytest.mark.parametrize(
    ("part", "typed", "fault"),
    [("street", "", "street-missing"), ("city", " ", "city-missing"), ("postcode", "", "postcode"),
     ("postcode", "7501", "postcode"), ("postcode", "2A004", "postcode"), ("postcode", "750123", "postcode"),
     ("street", "a" * 201, "too-long"), ("city", "Pa\x00ris", "bad-character")],
)  # fmt: skip
def test_the_fault_names_the_part(judge, part, typed, fault):
    assert judge("address", {**LILAS, part: typed}) == f"!{fault}"


def test_abroad_needs_no_postcode_and_keeps_it_as_typed(judge):
    dublin = {"street": "1 Main Street", "city": "Dublin", "country": "Irlande"}
    assert judge("address", dublin, abroad=True) == dublin
    assert judge("address", {**dublin, "postcode": "D02 AF30"}, abroad=True)["postcode"] == "D02 AF30"


@pytest.mark.parametrize("country", ["", "France", "FRANCE", " fr ", "France métropolitaine"])
def test_france_is_no_foreign_country(judge, country):
    assert "country" not in judge("address", {**LILAS, "country": country}, abroad=True)
    assert judge("address", {**LILAS, "postcode": "1", "country": country}, abroad=True) == "!postcode"


def test_a_country_counts_only_where_it_is_asked(judge):
    assert judge("address", {**LILAS, "country": "Irlande", "postcode": ""}) == "!postcode"


def test_it_is_shown_on_one_line(shown):
    assert shown("address", {**LILAS, "more": "Bâtiment B"}) == "3 rue des Lilas, Bâtiment B, 75012 Paris"
    assert shown("address", {"street": "1 Main Street", "city": "Dublin", "country": "Irlande"}) == (
        "1 Main Street, Dublin, Irlande"
    )


def test_the_page_marks_the_box_that_the_fault_is_about(render):
    page = render("address", {**LILAS, "postcode": "75"}, fault="postcode")
    assert [(box["name"], box.get("aria-invalid")) for box in page.controls] == [
        ("f.x.street", None), ("f.x.more", None), ("f.x.postcode", "true"), ("f.x.city", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "fault", ["missing", "too-long", "bad-character", "none-or-answer", "street-missing", "city-missing"]
)
def test_some_box_is_marked_for_every_fault(render, fault):
    page = render("address", fault=fault, abroad=True, none="Je n’ai pas d’adresse")
    assert [box for box in page.controls if box.get("aria-invalid")]


def test_the_page_asks_for_a_country_only_abroad(render):
    assert "f.x.country" not in [box["name"] for box in render("address").controls]
    page = render("address", abroad=True)
    assert page.controls[-1]["name"] == "f.x.country"
    assert page.one("input", name="f.x.postcode")["inputmode"] == "text"
