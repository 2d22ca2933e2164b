"""A text is cut where a speaker breathes, and loses no word."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.speech.clauses import LONGEST, clauses


def test_sentences_are_cut_and_an_abbreviation_is_not() -> None:
    assert clauses("Votre demande est enregistrée. Gardez votre numéro de dossier.") == [
        "Votre demande est enregistrée.",
        "Gardez votre numéro de dossier.",
    ]
    assert clauses("M. Martin vous attend au guichet") == ["M. Martin vous attend au guichet"]


def test_arabic_breathes_at_its_own_comma() -> None:
    assert len(clauses("يمكنك متابعة طلبك في أي وقت تريده، ثم تأخذ إيصالك من الجهاز")) == 2


@given(st.text(st.characters(codec="utf-8"), max_size=1000))
def test_no_word_is_lost_and_none_is_too_long(text: str) -> None:
    parts = clauses(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part and len(part) <= LONGEST for part in parts)
