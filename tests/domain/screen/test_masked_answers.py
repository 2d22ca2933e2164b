"""Which answers are covered on a screen that others can see."""

from kiosk.domain.screen.masked_answers import is_masked


def test_what_tells_a_person_apart_is_covered() -> None:
    for kind, shown in [
        ("date", "3 février 1945"),
        ("phone", "06 12 34 56 78"),
        ("email", "marie@exemple.fr"),
        ("text", "2 45 02 35 238 001 42"),
        ("nir", "2 45 02 2A 123 456 78"),
        ("iban", "GB82 WEST 1234 5698 7654 32"),
        ("text", "FR76 3000 6000 0112 3456 7890 189"),
        ("number", "12345678"),
    ]:
        assert is_masked(kind, shown)


def test_what_is_read_out_anyway_is_not() -> None:
    for kind, shown in [
        ("text", "Benali"),
        ("address", "12 rue des Lilas, 35140 Saint-Aubin"),
        ("yes_no", "Oui"),
        ("number", "3"),
        ("date", ""),
        ("phone", ""),
    ]:
        assert not is_masked(kind, shown)
