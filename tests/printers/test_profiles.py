"""What is known of each model, and what a printer nobody named is taken for."""

from hypothesis import given
from hypothesis import strategies as st

from printers import profiles


def test_a_model_says_what_it_can() -> None:
    model = profiles.find_profile("TM-T20II")
    assert (model.dots, model.columns, model.qr, model.cut) == (576, 48, True, True)
    assert (46, "cp1251") in model.code_pages
    assert profiles.find_profile("POS-5890").cut is False


def test_a_printer_nobody_named_is_trusted_with_nothing() -> None:
    """An impact printer that draws no picture is no model of ours either."""
    for name in ["default", "", "a model of tomorrow", "TM-U220"]:
        unknown = profiles.find_profile(name)
        assert not unknown.code_pages and not unknown.qr and unknown.cut is None


def test_every_model_offered_can_be_told() -> None:
    names = profiles.list_profiles()
    assert len(names) > 20 and list(names) == sorted(names) and profiles.UNKNOWN not in names
    for name in names:
        model = profiles.find_profile(name)
        assert model.name == name
        assert model.columns == 0 or 24 <= model.columns <= 80


def test_french_and_ukrainian_have_a_code_page_and_arabic_has_none() -> None:
    model = profiles.find_profile("TM-T20II")
    assert model.encoded("Cœur, 3 €, l’été") == ((16, "Cœur, 3 €, l’été".encode("cp1252")),)
    assert model.encoded("Ґанна Їжакевич") == ((46, "Ґанна Їжакевич".encode("cp1251")),)
    assert model.encoded("ليلى") is None


def test_an_apostrophe_may_be_plainer_but_no_letter_is_another() -> None:
    model = profiles.find_profile("T-1")
    assert b"".join(data for _, data in model.encoded("l’été") or ()) == "l'été".encode("cp858")
    assert model.encoded("Cœur") is None


def test_two_scripts_in_one_line_are_two_code_pages() -> None:
    assert profiles.find_profile("TM-T20II").encoded("суд (République)") == (
        (46, "суд (R".encode("cp1251")),
        (16, "épublique)".encode("cp1252")),
    )


@given(st.text(), st.sampled_from(profiles.list_profiles()))
def test_no_text_is_encoded_as_a_command(text: str, name: str) -> None:
    result = profiles.find_profile(name).encoded(text)
    assert result is None or all(byte >= 32 and byte != 127 for _, data in result for byte in data)
