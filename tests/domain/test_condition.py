"""When a question concerns the person, and what else a procedure says.
Three ways to shorten the list of procedures without a word, and the words a page explains.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.check.rgaa_audit import Audit, Criterion, Theme
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.notice import Keeping
from kiosk.domain.procedure.procedure import (
    OPERATORS,
    Channel,
    Condition,
    Service,
    SilenceRule,
    Word,
    is_own,
    named_by,
    pictogram_file_name,
    words_in,
)
from kiosk.domain.search.query import Narrowing, list_filter_values
from kiosk.domain.time.calendar import DECIDES, SilenceMeans
from tests.catalogue.samples import SOUND, sound
from tests.domain.samples import TODAY, a_procedure, when_is


def holds(operator, operand, value, today=TODAY):
    return Condition(operator, field="x", operand=operand).holds({} if value is None else {"x": value}, today)


def test_a_condition_holds_of_an_answer_or_does_not() -> None:
    for operator, operand, value, true in [
        ("is", "a", "a", True), ("is", "a", "b", False), ("is", "a", ["b", "a"], True), ("is", "a", [], False),
        ("is", True, True, True), ("is", False, False, True), ("is", True, False, False), ("is", True, 1, False),
        ("is", 1, True, False), ("is", 1, 1, True), ("is", 12.5, "12.50", True), ("is", 12, "12.00", True),
        ("is", 12, "a", False), ("is", "a", {"city": "a"}, False), ("in", ("a", "b"), "b", True),
        ("in", ("a", "b"), "c", False), ("in", ("a", "b"), ["c", "a"], True), ("in", (1, 2), True, False),
        ("in", (0.5, 2), "2.0", True), ("in", (), "a", False), ("at_least", 3, 3, True), ("at_least", 3, 2, False),
        ("at_least", 12.5, "12.50", True), ("at_least", 12.51, "12.50", False), ("at_least", 1000, "999.99", False),
        ("at_least", 0, True, False), ("at_least", 1, "a", False), ("at_least", 1, "NaN", False),
        ("at_least", 1, "sNaN", False), ("at_least", 1, "Infinity", False), ("at_least", 1, ["a"], False),
        ("at_least", -1, 0, True), ("before", "2000-01-01", "1999-12-31", True),
        ("before", "2000-01-01", "2000-01-01", False), ("before", "2000-01-01", "1999", True),
        ("before", "2000-01-01", "2000", False), ("before", "2000-12-31", "2000", False),
        ("before", "2001-01-01", "2000", True), ("before", "2000-01-01", 1999, False),
        ("after", "2000-01-01", "2000-01-02", True), ("after", "2000-01-01", "2000-01-01", False),
        ("after", "2000-01-01", "2001", True), ("after", "2000-01-01", "2000", False),
        ("after", "2000-01-01", 2001, False), ("after", {"years_ago": 16}, "2010-11-25", True),
        ("after", {"years_ago": 16}, "2010-11-24", False), ("after", {"years_ago": 16}, "2010", False),
        ("after", {"years_ago": 16}, "2011", True), ("is", "ours", {"name": "a", "ours": True}, True),
        ("is", "ours", {"name": "a", "ours": False}, False), ("is", "ours", {"name": "a"}, True),
    ]:  # fmt: skip
        assert holds(operator, operand, value) is true
    assert not holds("before", {"years_ago": 5000}, "1950-01-01"), "more years than the calendar has"
    assert not [operator for operator in OPERATORS if holds(operator, "a", None)], "nothing was answered"


def test_a_person_is_of_age_on_their_birthday() -> None:
    for born, today, of_age in [
        ("2008-11-23", date(2026, 11, 24), True),
        ("2008-11-24", date(2026, 11, 24), True),
        ("2008-11-25", date(2026, 11, 24), False),
        ("2008", date(2026, 11, 24), False),
        ("2007", date(2026, 11, 24), True),
        ("2008-02-29", date(2026, 2, 28), False),
        ("2008-02-29", date(2026, 3, 1), True),
        ("2006-02-28", date(2024, 2, 29), True),
        ("2006-03-01", date(2024, 2, 29), False),
        ("2004-02-29", date(2024, 2, 29), True),
    ]:
        years = 20 if born == "2004-02-29" else 18
        assert holds("before", {"years_ago": years}, born, today) is of_age


@given(
    st.dates(date(1900, 1, 1), date(2026, 11, 24)), st.dates(date(1950, 1, 1), date(2026, 11, 24)), st.integers(0, 100)
)
def test_years_ago_counts_whole_years(born, today, years):
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    assert holds("before", {"years_ago": years}, born.isoformat(), today) is (age >= years)


def test_groups():
    a, b = when_is("a", "1"), when_is("b", "1")
    truth = {"all": (False, False, True), "any": (False, True, True)}
    for operator, expected in truth.items():
        group = Condition(operator, parts=(a, b))
        assert tuple(group.holds(v, TODAY) for v in ({}, {"a": "1"}, {"a": "1", "b": "1"})) == expected
    assert Condition("not", parts=(a,)).holds({}, TODAY) and not Condition("not", parts=(a,)).holds({"a": "1"}, TODAY)
    assert Condition("all").holds({}, TODAY) and not Condition("any").holds({}, TODAY)
    with pytest.raises(ValueError, match="like"):
        holds("like", "a", "a")
    nested = Condition(
        "all", parts=(when_is("a", 1), Condition("not", parts=(Condition("any", parts=(when_is("b", 1),)),)))
    )
    assert list(nested.fields()) == ["a", "b"]


@given(
    st.sampled_from(OPERATORS),
    st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.dictionaries(st.text(), st.text()),
)
def test_any_answer_is_true_or_false(operator, value):
    ago = {"years_ago": 18}
    operands = {"is": "a", "in": ("a", 1, True), "before": ago, "after": "2000-01-01", "at_least": 3}
    assert holds(operator, operands[operator], value) in (True, False)


@given(st.dates(), st.dates(), st.integers(0, 120))
def test_an_age_is_reached_or_not_and_never_both(born, today, years):
    ago = {"years_ago": years}
    assert holds("before", ago, born.isoformat(), today) is not holds("after", ago, born.isoformat(), today)


def test_what_a_missing_answer_decides_is_not_sure():
    elsewhere = Condition("not", parts=(Condition("is", "town", "ours"),))
    assert elsewhere.surely_holds({}, TODAY, {"town"}.__contains__) is None
    assert elsewhere.surely_holds({}, TODAY, ().__contains__) is True, "the question is not asked of this person"
    old = Condition("is", "old", True)
    both, either = Condition("all", parts=(elsewhere, old)), Condition("any", parts=(elsewhere, old))
    assert both.surely_holds({"old": False}, TODAY, {"town"}.__contains__) is False
    assert both.surely_holds({"old": True}, TODAY, {"town"}.__contains__) is None
    assert either.surely_holds({"old": True}, TODAY, {"town"}.__contains__) is True


PRESCHOOL = SilenceRule("accepted", 3, about=Text("L’école maternelle"), when=Condition("is", "level", "preschool"))
YOUNG = SilenceRule("none", when=Condition("before", "birth_date", {"years_ago": 3}))
REST = SilenceRule("refused", 2)
OLDER = SilenceRule("none", about=Text("L’école"))
CANTEEN = SilenceRule("accepted", 2, about=Text("La cantine"), when=Condition("is", "canteen", "yes"))


def test_the_first_that_is_about_the_request_counts() -> None:
    for values, expected in [
        ({"level": "preschool"}, PRESCHOOL),
        ({"level": "preschool", "birth_date": "2000-01-01"}, PRESCHOOL),
        ({"birth_date": "2000-01-01"}, YOUNG),
        ({"level": "primary"}, REST),
        ({}, REST),
    ]:
        assert a_procedure(silence=(PRESCHOOL, YOUNG, REST)).silences_for(values, TODAY) == (expected,)
        assert a_procedure(silence=(PRESCHOOL, YOUNG, REST)).silences_for(values, TODAY) == (expected,)


def test_each_subject_has_one_silence_the_first_that_holds() -> None:
    values = {"level": "preschool", "canteen": "yes"}
    assert a_procedure(silence=(PRESCHOOL, CANTEEN, REST)).silences_for(values, TODAY) == (PRESCHOOL, CANTEEN)
    assert a_procedure(silence=(PRESCHOOL, CANTEEN, OLDER)).silences_for({"canteen": "yes"}, TODAY) == (CANTEEN, OLDER)


def test_one_subject_has_one_silence_the_first_that_holds() -> None:
    fallback = SilenceRule("refused", 2, about=Text("L’école maternelle"))
    assert a_procedure(silence=(PRESCHOOL, CANTEEN, fallback)).silences_for({"level": "preschool"}, TODAY) == (
        PRESCHOOL,
    )
    assert a_procedure(silence=(PRESCHOOL, CANTEEN, fallback)).silences_for({"canteen": "yes"}, TODAY) == (
        CANTEEN,
        fallback,
    )


def test_a_procedure_that_another_body_decides_says_nothing_of_silence() -> None:
    assert a_procedure(silence=()).silences_for({}, TODAY) == ()


def test_a_decision_comes_of_every_meaning_but_none() -> None:
    assert {means for means in SilenceMeans if SilenceRule(means).decides} == set(DECIDES)
    assert not SilenceRule(SilenceMeans.NONE).decides


def test_a_desk_reads_again_for_as_long_as_the_town_hall_says_unless_the_procedure_does() -> None:
    assert [Keeping(months=number).in_days for number in (1, 6, 12, 24)] == [30, 182, 365, 730]
    assert Keeping(days=90).in_days == 90
    assert a_procedure().days_here(Channel.AT_THE_DESK, 30) == 30
    assert a_procedure(retention_days=0).days_here(Channel.AT_THE_DESK, 30) == 0
    assert a_procedure(retention_days=90).days_here(Channel.ALONE, 30) == 0


def test_a_pictogram_is_named_by_its_file_and_those_of_a_procedure_are_told() -> None:
    assert is_own("site-creche") and pictogram_file_name("site-creche") == "creche"
    assert not is_own("house")
    answers = "[{ value: a, label: A, icon: site-court }, { value: b, label: B, icon: house }]"
    named = SOUND.replace("icon: truck", "icon: site-camion").replace("title: Où ?", "title: Où ?\n    icon: site-rue")
    named += f"      - {{ id: side, kind: choice, label: Côté, choices: {answers} }}\n"
    assert named_by(sound(named)) == ["camion", "rue", "court"]
    assert named_by(sound(SOUND)) == []


def audit(*statuses: str) -> Audit:
    criteria = tuple(Criterion(f"1.{place}", "…", status, "…") for place, status in enumerate(statuses, 1))
    return Audit("2026-11-25", (), (Theme(1, "Images", criteria),))


def test_what_applies_counts_and_what_is_not_known_counts_as_not_met() -> None:
    for statuses, per_cent, state in [
        (["met", "met", "not-applicable"], 100, "full"),
        (["met", "not-met", "not-applicable"], 50, "partial"),
        (["met", "unknown", "unknown"], 33, "none"),
        (["met"] * 199 + ["unknown"], 99, "partial"),
        (["not-applicable"], 0, "none"),
    ]:
        result = audit(*statuses)
        assert (result.per_cent, result.state) == (per_cent, state)


MOVE = a_procedure(
    id="move", life_event=Text("Je déménage"), audience=("habitant",), service=Service("accueil", Text("Accueil"))
)
VOTE = a_procedure(
    id="vote", life_event=Text("Je déménage"), audience=("habitant", "citoyen"), service=Service("civil", Text("Civil"))
)
SHOP = a_procedure(id="shop", audience=("entrepreneur",), service=Service("civil", Text("Civil")))
ALL = (MOVE, VOTE, SHOP)


def kept(**chosen: str) -> list[str]:
    return [procedure.id for procedure in ALL if Narrowing(**chosen).keeps(procedure)]


def test_with_nothing_chosen_everything_is_left() -> None:
    assert not Narrowing()
    assert kept() == ["move", "vote", "shop"]


def test_each_way_shortens_the_list_and_they_add_up() -> None:
    assert kept(life_event="je-demenage") == ["move", "vote"]
    assert kept(audience="citoyen") == ["vote"]
    assert kept(service="civil") == ["vote", "shop"]
    assert kept(service="civil", audience="entrepreneur") == ["shop"]
    assert kept(life_event="je-demenage", service="civil", audience="habitant") == ["vote"]


def test_what_nobody_offered_leaves_nothing() -> None:
    assert kept(service="moon") == []
    assert Narrowing(audience="x")


def test_a_choice_has_the_words_of_the_file_or_a_code() -> None:
    assert list_filter_values(MOVE, "life_event") == {"je-demenage": Text("Je déménage")}
    assert list_filter_values(VOTE, "audience") == {"habitant": "habitant", "citoyen": "citoyen"}
    assert list_filter_values(SHOP, "service") == {"civil": Text("Civil")}
    assert list_filter_values(SHOP, "life_event") == {}


PREFECT = Word(Text("Préfet"), Text("Il représente l’État."), ("préfecture",))
COURT = Word(Text("Tribunal administratif"), Text("Le juge des administrations."))
MSA = Word(Text("MSA"), Text("La sécurité sociale des agriculteurs."))
QUOTIENT = Word(Text("Quotient familial"), Text("Un nombre."), ("quotient",))
WORDS = (PREFECT, COURT, MSA, QUOTIENT)


def test_a_word_is_found_in_any_of_its_forms_and_never_inside_another() -> None:
    for said, expected in [
        ("Écrivez au préfet.", (PREFECT,)),
        ("Préfet ou préfecture", (PREFECT,)),
        ("Les préfets, puis le tribunal administratif, puis le préfet", (PREFECT, COURT)),
        ("Tribunal administratif", (COURT,)),
        ("La MSA", (MSA,)),
        ("Le quotient familial", (QUOTIENT,)),
        ("Le quotient", (QUOTIENT,)),
        ("La commune", ()),
        ("Un préfetier, la msa, l’MSAX", ()),
    ]:
        assert words_in(WORDS, [said]) == expected


def test_each_word_is_explained_once_over_all_texts() -> None:
    assert words_in(WORDS, ["La MSA", "Le préfet", "La MSA"]) == (MSA, PREFECT)


def test_the_first_of_two_words_with_one_form_wins() -> None:
    ours = Word(Text("MSA"), Text("Notre maison de la santé."))
    assert words_in((ours, *WORDS), ["La MSA"]) == (ours,)


def test_without_a_glossary_nothing_is_explained() -> None:
    assert words_in((), ["Le préfet"]) == ()
