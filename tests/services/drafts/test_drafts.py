"""A code that an 81-year-old can write down, read out and type again, and what a mediator carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.clock import READABLE
from kiosk.domain.keys.ring import Ring
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.drafts.drafts import LOCATOR_LENGTH, LOCATOR_LETTERS, SECRET_LENGTH, DraftCode, parse_resume_code

CODES = some.builds(
    DraftCode,
    some.text(LOCATOR_LETTERS, min_size=LOCATOR_LENGTH, max_size=LOCATOR_LENGTH),
    some.text(READABLE, min_size=SECRET_LENGTH, max_size=SECRET_LENGTH),
)


@given(code=CODES)
def test_what_is_shown_is_what_is_read(code: DraftCode) -> None:
    assert parse_resume_code(code.shown) == code
    assert parse_resume_code(code.shown.lower()) == code
    assert parse_resume_code("".join(code.shown.split())) == code


def test_a_code_is_shown_in_three_groups_and_read_however_it_is_typed() -> None:
    assert DraftCode("KTM", "4F7QA9ZB3C").shown == "KTM 4F7QA 9ZB3C"
    for typed in [" ktm-4f7qa-9zb3c ", "KTM.4F7QA.9ZB3C", "k t m 4f7qa\t9zb3c\n", "KTM–4F7QA—9ZB3C", "KTM 4F7QA 9ZB3C"]:
        assert parse_resume_code(typed) == DraftCode("KTM", "4F7QA9ZB3C")
    assert parse_resume_code("KTM ٤F٧QA ۹ZB۳C") == DraftCode("KTM", "4F7QA9ZB3C")


def test_what_cannot_be_a_code_is_said_at_once() -> None:
    """No zero, no one, no O and no I stand in a code: they are taken for one another."""
    for typed in [
        "", "KTM", "KTM 4F7QA 9ZB3", "KTM 4F7QA 9ZB3CC", "KT4 4F7QA 9ZB3C", "KIM 4F7QA 9ZB3C", "KTM 4F0QA 9ZB3C",
        "KTM 4F1QA 9ZB3C", "KTM 4FOQA 9ZB3C", "KTM 4FÉQA 9ZB3C", "ＫＴＭ 4F7QA 9ZB3C", "KTM 4F7QA 9ZB3C" * 1000,
        "SA1001K", "\ud800",
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            parse_resume_code(typed)
        assert refused.value.code == Refusal.NOT_A_CODE


@given(typed=some.text(max_size=200))
def test_anything_can_be_typed(typed: str) -> None:
    try:
        code = parse_resume_code(typed)
    except Refused as refused:
        assert refused.code == Refusal.NOT_A_CODE
    else:
        assert (len(code.locator), len(code.secret)) == (LOCATOR_LENGTH, SECRET_LENGTH)


SECRET = b"a private half of thirty-two byte"


def test_a_ring_that_is_logged_shows_no_key() -> None:
    assert repr(SECRET)[2:-1] not in repr(Ring({"ccas": SECRET}))
    assert "private half" not in f"{Ring({'ccas': SECRET})!s}"
