"""Countries, as people name them."""

import subprocess
import sys


def test_a_country_is_kept_as_its_two_letters(judge):
    for typed, value in [
        ("France", "FR"), ("côte d'ivoire", "CI"), ("Cote Ivoire", "CI"), ("Angleterre", "GB"), ("USA", "US"),
        ("Birmanie", "MM"), ("le Maroc", "MA"), ("L’ALGÉRIE", "DZ"), ("Germany", "DE"), ("المغرب", "MA"), ("fr", "FR"),
        ("Française", "FR"), ("RDC", "CD"),
    ]:  # fmt: skip
        assert judge("country", typed) == value


def test_a_name_of_several_is_asked_about(judge):
    for typed in ["Congo", "Corée", "République", "URSS"]:
        assert judge("country", typed) == "!country-unclear"


def test_what_is_no_country(judge):
    for typed in ["Narnia", "35140", "xx", "le", "?"]:
        assert judge("country", typed) == "!not-a-country"


def test_guinea_is_a_country_of_its_own(judge):
    assert [judge("country", name) for name in ("Guinée", "Guinée-Bissau", "Guinée équatoriale")] == ["GN", "GW", "GQ"]


def test_it_is_shown_by_its_name(shown):
    assert shown("country", "CI") == "country:CI"


def test_the_page_proposes_every_name(render):
    page = render("country", "Congo", fault="country-unclear", none="Je ne sais pas")
    names = page.one("datalist")
    assert page.controls[0]["list"] == names["id"] == "f-x-names"
    assert page.controls[0]["value"] == "Congo"
    assert [element["value"] for element in page.all("option")] == ["Algérie", "Côte d’Ivoire", "<i>France"]
    assert not page.all("i"), "escaped"


def test_no_table_of_names_is_read_before_someone_asks():
    code = "import sys, kiosk.domain.answers.fields; print('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
