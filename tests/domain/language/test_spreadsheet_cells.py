"""What a person typed is never calculated by the spreadsheet that shows it."""

from kiosk.domain.language.spreadsheet_cells import cells_of, plain_cell


def test_a_formula_is_shown_as_it_was_typed() -> None:
    for text in [
        "=1+1",
        "+33612345678",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        " =1+1",
        "\u00a0=1",
        "=cmd|' /C calc'!A0",
    ]:
        assert plain_cell(text) == f"'{text}"


def test_other_texts_stay_as_they_are() -> None:
    for text in ["", "Benali", "1 place de la Mairie", "a=b", "06 12 34 56 78", "(+33)", "'=1"]:
        assert plain_cell(text) == text


def test_a_case_is_told_in_cells_and_what_it_lacks_is_empty() -> None:
    told = cells_of(
        {
            "person": {"family_name": "BENALI", "given_names": "Aïcha", "birth_date": "1945-03-02"},
            "contact": {"phone": "02 99 00 00 00"},
            "answers": [{"label": "Avez-vous un jardin ?", "shown": "Oui"}, {"label": "Rue", "shown": "des Lilas"}],
        }
    )
    assert (told["person"], told["phone"], told["email"]) == ("Aïcha BENALI", "02 99 00 00 00", "")
    assert told["answers"] == "Avez-vous un jardin ? Oui\nRue : des Lilas" and told["documents"] == ""
