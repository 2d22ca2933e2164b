"""What is kept of a mandate comes back as it was."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers.signature import Signature
from kiosk.domain.mandates.mandate import DURATIONS, MANNERS, Mandate, Person, Use
from kiosk.domain.mandates.mandate_record import packed, packed_use, unpacked, unpacked_use
from kiosk.domain.procedure.procedure import THEMES

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MANDATE = st.builds(
    Mandate, WORDS, st.builds(Person, WORDS, WORDS, WORDS, WORDS, WORDS),
    st.lists(st.sampled_from(THEMES), unique=True).map(tuple), st.sampled_from(tuple(DURATIONS)), st.dates(),
    st.dates(),
    st.sampled_from(MANNERS), WORDS, WORDS, WORDS, WORDS, WORDS, WORDS,
)  # fmt: skip
SIGNATURE = st.none() | st.just(Signature(("1 2 3 4", "5 6"), 1000, 300))


@given(MANDATE, SIGNATURE)
def test_a_mandate_and_its_signature_come_back(mandate: Mandate, signature: Signature | None) -> None:
    assert unpacked(packed(mandate, signature)) == (mandate, signature)


def test_a_use_comes_back() -> None:
    use = Use("submitted", "SA1042K", "Acte", datetime(2026, 11, 24, 9, 5, 1, 7, UTC), "a" * 32, "Nadia Roux")
    assert unpacked_use(packed_use(use)) == use
    assert use.at.date() == date(2026, 11, 24)
