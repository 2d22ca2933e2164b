"""What a mandate lets someone do, whose it is, and what is kept of it."""

from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.domain.answers.signature import Signature
from kiosk.domain.mandates import mandate as mandates
from kiosk.domain.mandates.mandate import (
    DURATIONS,
    MANNERS,
    OVER,
    REASONS,
    Mandate,
    MandateGiver,
    MandateMark,
    MandateState,
    MandateUse,
    Terms,
    is_giver_name,
    is_mandate_for,
    is_mandate_of,
    matches_giver,
    pack_mandate,
    unpack_mandate,
)
from kiosk.domain.procedure.procedure import THEMES
from tests.domain.samples import TODAY

JEANNE = MandateGiver("Martin", "Jeanne Marie", "1945-03-12", "Lefèbvre", "3 rue du Puits, Saint-Aubin")
TERMS = Terms(JEANNE, ("papiers", "social"), "MONTH", "screen")
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def given_by_jeanne(today: date = TODAY, **more: object) -> Mandate:
    terms = replace(TERMS, **more)  # type: ignore[arg-type]
    return mandates.make_mandate(
        terms, mandate_id="a" * 32, today=today, mediator_id="b" * 32, mediator="Nadia Roux", site="Saint-Aubin"
    )


def test_the_day_of_signing_is_the_first_and_the_last_day_still_counts() -> None:
    for duration, last in [
        ("SHORT", date(2026, 11, 24)),
        ("MONTH", date(2026, 12, 24)),
        ("SEMESTER", date(2027, 5, 24)),
        ("LONG", date(2027, 11, 23)),
    ]:
        mandate = given_by_jeanne(duration=duration)
        assert mandate.ends_on == last
        assert not mandates.find_mandate_refusal(mandate, "papiers", TODAY, MandateState())
        assert not mandates.find_mandate_refusal(mandate, "papiers", last, MandateState())
        assert mandates.find_mandate_refusal(mandate, "papiers", last + timedelta(days=1), MandateState()) == "expired"
        assert (
            mandates.find_mandate_refusal(mandate, "papiers", TODAY - timedelta(days=1), MandateState())
            == "not-started"
        )


@given(
    themes=st.sets(st.sampled_from(THEMES), min_size=1), duration=st.sampled_from(tuple(DURATIONS)), start=DAYS,
    theme=st.sampled_from((*THEMES, "", "inconnu")), on=DAYS, signed=st.booleans(), over=st.sampled_from((None, *OVER)),
)  # fmt: skip
def test_nothing_is_covered_outside_themes_days_and_standing(
    themes: set[str], duration: str, start: date, theme: str, on: date, signed: bool, over: MandateMark | None
) -> None:
    mandate = given_by_jeanne(start, themes=tuple(themes), duration=duration)
    inside = theme in themes and 0 <= (on - start).days < DURATIONS[duration]
    standing = MandateState(signed, over)
    refusal = mandates.find_mandate_refusal(mandate, theme, on, standing)
    assert (refusal == "") is (inside and signed and not over)
    assert refusal in ("", *REASONS)


@given(st.lists(st.sampled_from(MandateMark)), st.lists(st.sampled_from(MandateMark)))
def test_what_is_over_never_comes_back_whatever_happens_and_whatever_day_the_clock_says(
    before: list[MandateMark], after: list[MandateMark]
) -> None:
    standing = MandateState(signed=False)
    for mark in before:
        standing = standing.after(mark)
    ended = standing.over
    assert bool(ended) is any(mark in OVER for mark in before)
    for mark in after:
        standing = standing.after(mark)
    if ended:
        assert standing.over == ended
        assert all(
            mandates.find_mandate_refusal(given_by_jeanne(), theme, TODAY + timedelta(days=day), standing)
            for theme in THEMES
            for day in range(-3, 40)
        )


def test_what_is_missing_is_said_beside_its_question() -> None:
    for change, fault in [
        ({"person": replace(JEANNE, family_name="")}, {"family_name": "missing"}),
        ({"person": replace(JEANNE, given_names="")}, {"given_names": "missing"}),
        ({"person": replace(JEANNE, birth_date="")}, {"birth_date": "missing"}),
        ({"themes": ()}, {"themes": "missing"}),
        ({"themes": ("papiers", "astrologie")}, {"themes": "missing"}),
        ({"duration": "FOREVER"}, {"duration": "missing"}),
        ({"manner": "promised"}, {"manner": "missing"}),
        ({"manner": "cannot-sign"}, {"witness": "missing"}),
        ({"manner": "cannot-sign", "witness": " - "}, {"witness": "missing"}),
        ({"manner": "cannot-sign", "witness": "ROUX Nàdia"}, {"witness": "witness-is-mediator"}),
        ({"manner": "cannot-sign", "witness": "Martin Jeanne-Marie"}, {"witness": "witness-is-person"}),
        ({"manner": "cannot-sign", "witness": "Jeanne Marie Lefebvre"}, {"witness": "witness-is-person"}),
        ({"manner": "cannot-sign", "witness": "Ali Ben Salem"}, {}),
        ({"person": replace(JEANNE, birth_date="1945")}, {}),
    ]:
        terms = replace(TERMS, **change)  # type: ignore[arg-type]
        assert mandates.find_mandate_faults(terms, "Nadia Roux") == fault
        if not fault:
            assert given_by_jeanne(**change).themes == ("papiers", "social")


def test_a_mandate_says_its_themes_in_the_order_of_the_list_and_a_witness_only_where_one_is_needed() -> None:
    assert given_by_jeanne(themes=("social", "papiers")).themes == ("papiers", "social")
    assert given_by_jeanne(witness="Ali Ben Salem").witness == ""
    assert given_by_jeanne(manner="cannot-sign", witness=" Ali  Ben Salem ").witness == "Ali Ben Salem"
    assert set(MANNERS) == {"screen", "paper", "cannot-sign"}
    assert given_by_jeanne().number == "M-AAAAAA"
    assert given_by_jeanne(renewed_from="c" * 32).renewed_from == "c" * 32


def test_its_papers_are_kept_for_years_after_its_end_and_no_longer() -> None:
    mandate = given_by_jeanne()
    assert mandates.compute_mandate_retention(mandate, MandateState(), TODAY, 6) == date(2032, 12, 24)
    revoked = TODAY + timedelta(days=2)
    assert mandates.compute_mandate_retention(mandate, MandateState(over=MandateMark.REVOKED), revoked, 6) == date(
        2032, 11, 26
    )
    assert mandates.compute_mandate_retention(
        mandate, MandateState(over=MandateMark.REVOKED), date(2001, 1, 1), 6
    ) == date(2032, 11, 24)
    late = date(2027, 5, 1)
    assert mandates.compute_mandate_retention(mandate, MandateState(over=MandateMark.EXPIRED), late, 6) == date(
        2032, 12, 24
    )
    assert mandates.compute_mandate_retention(
        given_by_jeanne(manner="paper"), MandateState(signed=False), TODAY, 6
    ) == date(2026, 11, 25)


def test_a_clock_at_the_end_of_all_dates_breaks_nothing() -> None:
    mandate = given_by_jeanne(date.max, duration="LONG")
    assert mandate.ends_on == date.max
    for standing in (MandateState(), MandateState(signed=False), MandateState(over=MandateMark.REVOKED)):
        assert mandates.compute_mandate_retention(mandate, standing, date.max, 6) == date.max


NAMES = {
    "person.birth_name": "Lefèbvre", "person.used_name": "Martin", "person.given_names": "Jeanne",
    "person.birth_date": "1945-03-12",
}  # fmt: skip


def test_the_person_of_a_case_is_who_gave_the_mandate() -> None:
    for family_name, given_names, birth_date, same in [
        ("MARTIN", "jeanne", "1945-03-12", True),
        ("Lefebvre", "Jeanne-Marie", "1945-03-12", True),
        ("Martin", "Jeanne", "", True),
        ("Martin", "Jeanne", "1945", True),
        ("Martin", "Jeanne", "1946", False),
        ("Martin", "Jeanne", "1945-03-13", False),
        ("Martin", "Marie", "1945-03-12", False),
        ("Durand", "Jeanne", "1945-03-12", False),
        ("", "", "", False),
        ("Martin", "", "1945-03-12", False),
    ]:
        assert is_mandate_of(given_by_jeanne(), family_name, given_names, birth_date) is same
    assert not is_mandate_of(given_by_jeanne(person=replace(JEANNE, birth_name="")), "", "Jeanne")


def test_a_mandate_is_for_the_person_of_the_case_or_for_who_applies_for_them() -> None:
    child = {"person.birth_name": "Martin", "person.given_names": "Léo", "person.birth_date": "2019-01-01"}
    jeanne = {"applicant.family_name": "Martin", "applicant.given_names": "Jeanne"}
    mandate = given_by_jeanne()
    assert is_mandate_for(mandate, NAMES, "myself")
    assert is_mandate_for(
        mandate, {**NAMES, "applicant.family_name": "Durand", "applicant.given_names": "Ali"}, "helped"
    )
    assert is_mandate_for(mandate, child | jeanne, "my_child")
    assert not is_mandate_for(mandate, child | jeanne, "myself")
    assert not is_mandate_for(mandate, child | jeanne, "helped"), "who only helps gives no mandate for others"
    assert not is_mandate_for(mandate, {}, "myself") and not is_mandate_for(mandate, {}, "represented")


def test_a_citizen_says_their_name_to_end_a_mandate() -> None:
    for said, named in [
        ("Jeanne Martin", True), ("martin jeanne", True), ("Madame Jeanne LEFEBVRE", True), ("Jeanne", False),
        ("Martin", False), ("Marie Martin", False), ("", False),
    ]:  # fmt: skip
        assert is_giver_name(given_by_jeanne(), said) is named


def test_a_mandate_is_found_by_the_beginning_of_a_name_or_a_birth_date() -> None:
    for typed, found in [
        ("mar", True), ("Lefeb", True), ("jeanne MARTIN", True), ("12/03/1945", True), ("martin 1945", True),
        ("martin 1946", False), ("arti", False), ("durand", False), ("M-AAAAAA", True), ("m aaaaaa", True), ("", False),
        (" - ", False), ("9" * 5000, False),
    ]:  # fmt: skip
        assert matches_giver(given_by_jeanne(), typed) is found


@given(st.text(max_size=30))
def test_nothing_typed_breaks_the_search_or_names_nobody(typed: str) -> None:
    mandate = given_by_jeanne(person=replace(JEANNE, birth_name=""))
    assert matches_giver(mandate, typed) in (True, False)
    assert is_giver_name(mandate, typed) <= ("jeanne" in typed.casefold() and "martin" in typed.casefold())


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MANDATE = st.builds(
    Mandate, WORDS, st.builds(MandateGiver, WORDS, WORDS, WORDS, WORDS, WORDS),
    st.lists(st.sampled_from(THEMES), unique=True).map(tuple), st.sampled_from(tuple(DURATIONS)), st.dates(),
    st.dates(),
    st.sampled_from(MANNERS), WORDS, WORDS, WORDS, WORDS, WORDS, WORDS,
)  # fmt: skip
SIGNATURE = st.none() | st.just(Signature(("1 2 3 4", "5 6"), 1000, 300))


@given(MANDATE, SIGNATURE)
def test_a_mandate_and_its_signature_come_back(mandate: Mandate, signature: Signature | None) -> None:
    assert unpack_mandate(pack_mandate(mandate, signature)) == (mandate, signature)


def test_a_use_comes_back() -> None:
    use = MandateUse("submitted", "SA1042K", "Acte", datetime(2026, 11, 24, 9, 5, 1, 7, UTC), "a" * 32, "Nadia Roux")
    assert msgspec.json.decode(msgspec.json.encode(use), type=MandateUse) == use
    assert use.at.date() == date(2026, 11, 24)
