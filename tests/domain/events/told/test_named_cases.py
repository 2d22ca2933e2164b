"""A person is sought by a name, which a birth date or a telephone narrows; who may see what is always said."""

import pytest

from kiosk.domain.events.told.named_cases import AskedNamed
from kiosk.domain.events.wire.reading import Misfit, convert

ASKED = {
    "version": 2, "asked": "a" * 32, "site": "SA", "at": "2026-12-02T09:00:00+00:00", "mediator": "b" * 32,
    "services": ["etat-civil"], "name": "Benali",
}  # fmt: skip


def test_a_question_says_who_asks_and_for_which_services() -> None:
    assert convert(AskedNamed, ASKED).services == ("etat-civil",)
    assert convert(AskedNamed, {**ASKED, "birth_date": "1945-03-02", "phone": "06 12 34 56 78"}).name == "Benali"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("services", []),
        ("name", ""),
        ("name", "B"),
        ("mediator", ""),
        ("birth_date", "2 mars 1945"),
        ("asked", "again"),
    ],
)
def test_what_would_open_too_much_or_means_nothing_is_no_question(name: str, value: object) -> None:
    with pytest.raises(Misfit) as misfit:
        convert(AskedNamed, {**ASKED, name: value})
    assert misfit.value.place == name
