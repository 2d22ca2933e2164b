"""A condition asks one thing of a field that came before, in words that make sense for it."""

from datetime import date

from kiosk.domain.procedure.condition import Condition
from tests.catalogue.samples import HEAD, details, found, sound

TODAY = date(2026, 11, 24)
STEPS = """\
steps:
  - id: one
    title: Un
    fields:
      - {{ id: size, kind: choice, label: Taille, choices: [{{ value: big, label: G }}, {{ value: no, label: N }}] }}
      - {{ id: tools, kind: choices, label: Outils, choices: [{{ value: saw, label: S }}, {{ value: axe, label: A }}] }}
      - {{ id: age, kind: number, label: Âge, least: 3 }}
      - {{ id: price, kind: number, label: Prix, decimals: 2 }}
      - {{ id: born, kind: date, label: Né le }}
      - {{ id: sure, kind: yes_no, label: Sûr }}
      - {{ id: name, kind: text, label: Nom, shortest: 2, longest: 30 }}
      - {{ id: home, kind: address, label: Adresse }}
      - {{ id: lisez, kind: note, label: Lisez }}
      - {{ id: at, kind: commune, label: Né à }}
  - id: two
    title: Deux
    when: {when}
    fields: [{{ id: x, kind: text, label: X }}]
"""


def when(words: str) -> Condition:
    condition = sound(HEAD + STEPS.format(when=words)).steps[-1].when
    assert condition is not None
    return condition


def test_it_holds_for_these_answers_and_not_for_those() -> None:
    for words, answers, others in [
        ("{ field: size, is: no }", {"size": "no"}, {"size": "big"}),
        ("{ field: tools, is: saw }", {"tools": ["saw", "axe"]}, {"tools": ["axe"]}),
        ("{ field: tools, in: [saw, axe] }", {"tools": ["axe"]}, {}),
        ("{ field: age, at_least: 18 }", {"age": 18}, {"age": 17}),
        ("{ field: price, at_least: 3 }", {"price": "3.00"}, {"price": "2.99"}),
        ("{ field: age, is: 18 }", {"age": 18}, {"age": 1}),
        ("{ field: sure, is: oui }", {"sure": True}, {"sure": False}),
        ("{ field: sure, is: false }", {"sure": False}, {"sure": True}),
        ("{ field: born, before: 2000-01-01 }", {"born": "1999-12-31"}, {"born": "2000-01-01"}),
        ("{ field: born, before: { years_ago: 18 } }", {"born": "1950"}, {"born": "2020-01-01"}),
        ("{ field: born, after: 2000-01-01 }", {"born": "2000-01-02"}, {"born": "2000-01-01"}),
        ("{ field: born, after: { years_ago: 16 } }", {"born": "2020-01-01"}, {"born": "1950"}),
        ("{ field: at, is: ours }", {"at": {"ours": True}}, {"at": {"ours": False}}),
        ("{ field: name, is: 010 }", {"name": "010"}, {"name": "8"}),
        ("{ not: { field: age, at_least: 18 } }", {"age": 4}, {"age": 20}),
        ("{ any: [{ field: age, is: 4 }, { field: sure, is: oui }] }", {"age": 4}, {"age": 5}),
    ]:
        condition = when(words)
        assert condition.holds(answers, TODAY)
        assert not condition.holds(others, TODAY)


def test_only_a_number_can_be_at_least() -> None:
    for field in ["size", "tools", "sure", "born", "name", "home", "lisez"]:
        codes = [code for *_, code in found(HEAD + STEPS.format(when=f"{{ field: {field}, at_least: 3 }}"))]
        assert codes == ["wrong-operator"]


def test_an_answer_that_the_question_refuses_is_no_condition() -> None:
    for words in ["{ field: age, is: 2 }", "{ field: name, is: x }"]:
        assert [code for *_, code in found(HEAD + STEPS.format(when=words))] == ["never-answered"]


def test_a_faulty_question_does_not_make_its_conditions_faulty_too() -> None:
    text = HEAD + STEPS.format(when="{ field: age, at_least: 3 }").replace("age, kind: number", "age, kind: nombr")
    assert [code for *_, code in found(text)] == ["unknown-word-near"]


def test_a_slip_is_answered_with_the_nearest_word() -> None:
    result = details(HEAD + STEPS.format(when="{ field: syze, is: big }"))
    assert result["unknown-field-near"]["near"] == "size"


def test_a_commune_is_ours_or_not_and_nothing_else() -> None:
    assert list(details(HEAD + STEPS.format(when="{ field: at, is: lyon }"))) == ["unknown-word"]
    assert list(details(HEAD + STEPS.format(when="{ field: at, in: [ours] }"))) == ["wrong-operator"]
