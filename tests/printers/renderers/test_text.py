"""The same receipt in letters only."""

from hypothesis import given
from hypothesis import strategies as st

from printers.fonts import Fonts
from printers.renderers.text import TEXT_42, count_columns
from printers.slip import Big, Code, Items, Line, Notice, Pair, Signature, Slip, WriteIn


def lines(*blocks, direction="ltr") -> list[str]:
    slip = Slip("Reçu", "fr", direction, blocks)
    return TEXT_42.render(slip, Fonts.__new__(Fonts)).decode().split("\n")


def test_a_receipt_says_the_reference_and_where_to_follow_it(sample: Slip, samples, fonts: Fonts) -> None:
    text = TEXT_42.render(sample, fonts).decode()
    assert samples.REFERENCE in text
    assert samples.URL in text.replace("\n", "")
    assert text.endswith("\n") and not text.startswith("\n")


def test_a_short_value_ends_the_line_of_its_label() -> None:
    assert lines(Pair("Prix", "3 €")) == ["Prix" + " " * 35 + "3 €", ""]


def test_a_long_value_stands_below_its_label() -> None:
    assert lines(Pair("Adresse", "148 bis avenue du Général-de-Gaulle, Saint-Cœur"))[:2] == [
        "Adresse", "  148 bis avenue du Général-de-Gaulle,",
    ]  # fmt: skip


def test_items_hang_after_their_marker() -> None:
    assert lines(Items(("a " * 30,), numbered=True))[1].startswith("   a")


def test_what_was_signed_on_a_screen_is_said_in_words_and_what_is_to_be_signed_has_a_line() -> None:
    assert lines(Signature("La personne", ("1 1 9 9",), 10, 10, "Signé à l’écran."))[:2] == [
        "La personne", "  Signé à l’écran.",
    ]  # fmt: skip
    assert lines(Signature("La personne"))[:4] == ["La personne", "", "", "_" * 42]


@given(st.text(), st.sampled_from(["ltr", "rtl"]))
def test_no_line_is_wider_than_the_roll(text: str, direction) -> None:
    blocks = (Line(text), Pair(text, text), Big(text, text), Items((text,)), Notice(text), Code(text), WriteIn(text))
    assert all(count_columns(line) <= 42 for line in lines(*blocks, direction=direction))
