"""Postal addresses."""

from msgspec.structs import replace

from kiosk.domain.answers.answering import judge_answer
from kiosk.domain.answers.fields.address import KEEP, KIND
from kiosk.domain.places.commune import NOWHERE, Commune, make_commune_key
from tests.domain.answers.fields.conftest import typed
from tests.domain.samples import TODAY, a_field

LILAS = {"street": "3 rue des Lilas", "more": "", "postcode": "75012", "city": "Paris"}


def test_an_address_is_its_parts(judge):
    assert judge("address", LILAS) == {"street": "3 rue des Lilas", "postcode": "75012", "city": "Paris"}
    assert judge("address", {**LILAS, "more": " Bâtiment  B "})["more"] == "Bâtiment B"


def test_a_postcode_is_five_digits_however_typed(judge):
    for postcode in ["75 012", "٧٥٠١٢", " 75012 "]:
        assert judge("address", {**LILAS, "postcode": postcode})["postcode"] == "75012"
    for postcode in ["00100", "97410", "98000", "20000"]:
        assert judge("address", {**LILAS, "postcode": postcode})["postcode"] == postcode


def test_the_fault_names_the_part(judge):
    for part, value, fault in [
        ("street", "", "street-missing"), ("city", " ", "city-missing"), ("postcode", "", "postcode"),
        ("postcode", "7501", "postcode"), ("postcode", "2A004", "postcode"), ("postcode", "750123", "postcode"),
        ("street", "a" * 201, "too-long"), ("city", "Pa\x00ris", "bad-character"),
    ]:  # fmt: skip
        assert judge("address", {**LILAS, part: value}) == f"!{fault}"


def test_abroad_needs_no_postcode_and_keeps_it_as_typed(judge):
    dublin = {"street": "1 Main Street", "city": "Dublin", "country": "Irlande"}
    assert judge("address", dublin, abroad=True) == dublin
    assert judge("address", {**dublin, "postcode": "D02 AF30"}, abroad=True)["postcode"] == "D02 AF30"


def test_a_country_counts_only_where_it_is_asked_and_france_is_none(judge):
    for country in ["", "France", "FRANCE", " fr ", "France métropolitaine"]:
        assert "country" not in judge("address", {**LILAS, "country": country}, abroad=True)
        assert judge("address", {**LILAS, "postcode": "1", "country": country}, abroad=True) == "!postcode"
    assert judge("address", {**LILAS, "country": "Irlande", "postcode": ""}) == "!postcode"


def test_it_is_shown_on_one_line(shown):
    assert shown("address", {**LILAS, "more": "Bâtiment B"}) == "3 rue des Lilas, Bâtiment B, 75012 Paris"
    assert shown("address", {"street": "1 Main Street", "city": "Dublin", "country": "Irlande"}) == (
        "1 Main Street, Dublin, Irlande"
    )


def test_some_box_is_marked_for_every_fault(render):
    page = render("address", {**LILAS, "postcode": "75"}, fault="postcode")
    assert [(box["name"], box.get("aria-invalid")) for box in page.controls] == [
        ("f.x.street", None), ("f.x.more", None), ("f.x.postcode", "true"), ("f.x.city", None),
    ]  # fmt: skip
    for fault in ["missing", "too-long", "bad-character", "none-or-answer", "street-missing", "city-missing"]:
        page = render("address", fault=fault, abroad=True, none="Je n’ai pas d’adresse")
        assert [box for box in page.controls if box.get("aria-invalid")]


def test_the_page_asks_for_a_country_only_abroad(render):
    assert "f.x.country" not in [box["name"] for box in render("address").controls]
    page = render("address", abroad=True)
    assert page.controls[-1]["name"] == "f.x.country"
    assert page.one("input", name="f.x.postcode")["inputmode"] == "text"


class Few:
    def __init__(self, *places: Commune) -> None:
        self.places = [row for place in places for row in place.apart()]

    def at(self, postcode: str) -> tuple[Commune, ...]:
        return tuple(place for place in self.places if postcode in place.postcodes)

    def of(self, insee: str) -> tuple[Commune, ...]:
        return tuple(place for place in self.places if place.insee == insee)

    def named(self, name: str) -> tuple[Commune, ...]:
        return tuple(place for place in self.places if make_commune_key(place.name) == make_commune_key(name))

    def like(self, typed: str, postcode: str = "") -> tuple[Commune, ...]:
        return tuple(place for place in self.places if typed and place.name.startswith(typed))

    def meant(self, postcode: str, name: str) -> Commune | None:
        return next((place for place in self.named(name) if postcode in place.postcodes), None)


RENNES = Commune("35238", "Rennes", "35", "Ille-et-Vilaine", ("35000", "35200"))
FEW = Few(
    RENNES,
    Commune("35253", "Saint-Aubin-du-Cormier", "35", "Ille-et-Vilaine", ("35140",)),
    Commune("35121", "Gosné", "35", "Ille-et-Vilaine", ("35140",)),
    Commune("66136", "Perpignan", "66", "Pyrénées-Orientales", ("66000",)),
)


def answered(places=FEW, abroad=False, **said):
    """What becomes of an address of which these parts were typed."""
    field = a_field("address", required=True, abroad=abroad)
    return judge_answer(field, typed({"street": "3 rue du Lavoir", **said}), TODAY, places)


def test_a_commune_beyond_doubt_gives_its_code():
    assert answered(postcode="35140", city="GOSNE").value == {
        "street": "3 rue du Lavoir", "postcode": "35140", "city": "GOSNE", "insee": "35121",
    }  # fmt: skip


def test_without_a_list_nothing_is_completed_and_nothing_is_asked():
    assert answered(NOWHERE, postcode="35140", city="Le Hamel").settled
    assert answered(NOWHERE, postcode="35140").fault == "city-missing"


def test_one_box_fills_the_other_where_one_commune_fits():
    assert answered(postcode="66000").value["city"] == "Perpignan"
    assert answered(city="perpignan").value["postcode"] == "66000"
    assert answered(city="perpignan").typed["postcode"] == ("66000",)


def test_a_doubt_is_asked_about() -> None:
    for said in [
        {"postcode": "35140"},
        {"city": "Rennes"},
        {"postcode": "35140", "city": "Le Hamel"},
        {"postcode": "66000", "city": "Rennes"},
        {"city": "Saint-Au"},
        {"postcode": "3500", "city": "Rennes"},
    ]:
        result = answered(**said)
        assert (result.fault, result.value) == ("which-commune", None)
        assert KIND.proposed(a_field("address"), result.typed, FEW)


def test_what_is_asked_first_has_the_name_and_a_row_that_is_pressed_fills_both_boxes():
    result = answered(postcode="35140", city="Rennes")
    rows = KIND.proposed(a_field("address"), result.typed, FEW)
    assert [row.line for row in rows] == ["35000 Rennes", "35200 Rennes", "35140 Saint-Aubin-du-Cormier", "35140 Gosné"]
    result = answered(postcode="35140", city="Le Hamel", place="35140 Gosné")
    assert result.value["city"] == "Gosné" and result.value["insee"] == "35121"
    assert result.typed["city"] == ("Gosné",) and "place" not in result.typed
    for row in ["", "x", "~none", "3514 Gosné", "35140", "٣٥١٤٠ Gosné"]:
        assert answered(postcode="35140", city="Le Hamel", place=row).fault == "which-commune"


def test_what_a_person_keeps_is_kept_and_not_asked_again():
    result = answered(postcode="35140", city="Le Hamel", place=KEEP)
    assert result.value == {"street": "3 rue du Lavoir", "postcode": "35140", "city": "Le Hamel"}
    kept = result.typed["kept"][0]
    assert answered(postcode="35 140", city="le hamel", kept=kept).settled
    assert answered(postcode="35140", city="Le Hamelet", kept=kept).fault == "which-commune"
    assert answered(postcode="3500", city="Rennes", place=KEEP).fault == "postcode"


def test_armies_cedex_and_neighbours_are_not_asked_about() -> None:
    for postcode, city in [("00100", "Armées"), ("35042", "Rennes Cedex 7"), ("98000", "Monaco")]:
        assert answered(postcode=postcode, city=city).settled


def test_abroad_nothing_is_completed():
    dublin = {"city": "Rennes", "country": "Irlande"}
    assert answered(abroad=True, **dublin).value == {"street": "3 rue du Lavoir", **dublin}
    assert answered(abroad=True, city="Saint-Au").fault == "postcode", "only a whole name is looked up there"
    assert answered(abroad=True, postcode="66000", country="France").value["city"] == "Perpignan"


def test_a_missing_street_is_said_first_and_the_rest_is_completed():
    result = answered(street="", postcode="66000")
    assert (result.fault, result.typed["city"]) == ("street-missing", ("Perpignan",))
    field = a_field("address", required=False)
    assert judge_answer(field, typed({"street": " ", "kept": "35140 hamel"}), TODAY, FEW).settled


def test_the_page_offers_the_rows_and_to_keep_what_is_written(render):
    page = render("address", {**LILAS, "city": "Gosné"}, fault="which-commune", proposed=RENNES.apart())
    rows = page.all("button", name="f.x.place")
    assert [row["value"] for row in rows] == ["35000 Rennes", "35200 Rennes", KEEP]
    assert [row.get("id") for row in rows] == ["f-x", None, None], "the summary leads to the first row"
    assert "Ille-et-Vilaine" in rows[0]["text"]
    page = render("address", LILAS, fault="which-commune", proposed=RENNES.apart())
    first = page.all("button")[0]
    assert "name" not in first and (first["tabindex"], first["aria-hidden"]) == ("-1", "true")
    many = tuple(RENNES.apart()) * 5
    rows = render("address", LILAS, fault="which-commune", proposed=many).all("button", name="f.x.place")
    assert rows[0]["value"] == KEEP and rows[0]["id"] == "f-x" and len(rows) == 11
    page = render("address", {"street": "x", "postcode": "35140"}, fault="which-commune", proposed=FEW.at("35140"))
    assert KEEP not in [row.get("value") for row in page.all("button")]
    page = render("address", {**LILAS, "kept": "75012 lilas"})
    assert page.one("input", type="hidden")["value"] == "75012 lilas"


def test_each_of_a_group_has_its_address_completed():
    home = a_field("address", id="home")
    group = replace(a_field("group", id="people"), fields=(home,))
    messages = {"1.home.street": ("3 rue du Lavoir",), "1.home.postcode": ("66000",)}
    result = judge_answer(group, messages, TODAY, FEW)
    assert result.value == [
        {"home": {"street": "3 rue du Lavoir", "postcode": "66000", "city": "Perpignan", "insee": "66136"}}
    ]
    assert judge_answer(group, {**messages, "1.home.city": ("Rennes",)}, TODAY, FEW).fault == "incomplete-item"
