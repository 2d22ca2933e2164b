"""What can never concern anybody is a fault; what can is not."""

from tests.catalogue.samples import HEAD, found

STEPS = """\
for_whom: [myself, my_child]
steps:
  - id: one
    title: Un
    fields:
      - {{ id: size, kind: choice, label: Taille, choices: [{{ value: big, label: G }}, {{ value: small, label: P }}] }}
      - {{ id: tools, kind: choices, label: Outils, choices: [{{ value: saw, label: S }}, {{ value: axe, label: A }}] }}
      - {{ id: age, kind: number, label: Âge }}
      - {{ id: born, kind: date, label: Né le }}
      - {{ id: sure, kind: yes_no, label: Sûr }}
      - {{ id: name, kind: text, label: Nom }}
  - id: child
    title: Enfant
    when: {{ field: for_whom, is: my_child }}
    fields: [{{ id: school, kind: yes_no, label: École }}]
  - id: two
    title: Deux
    when: {when}
    fields: [{{ id: x, kind: text, label: X }}]
"""


def codes(when: str) -> list[str]:
    return [code for *_, code in found(HEAD + STEPS.format(when=when))]


def test_a_step_that_nobody_can_see_is_a_fault() -> None:
    for when in [
        "{ all: [{ field: size, is: big }, { field: size, is: small }] }",
        "{ all: [{ field: size, is: big }, { not: { field: size, in: [big, small] } }] }",
        "{ all: [{ field: age, at_least: 18 }, { not: { field: age, at_least: 18 } }] }",
        "{ all: [{ field: age, is: 3 }, { field: age, at_least: 4 }] }",
        "{ all: [{ field: born, before: 2000-01-01 }, { not: { field: born, before: 2010-01-01 } }] }",
        "{ all: [{ field: born, before: { years_ago: 65 } }, { not: { field: born, before: { years_ago: 18 } } }] }",
        "{ all: [{ field: sure, is: oui }, { field: sure, is: non }] }",
        "{ all: [{ field: name, is: Ana }, { field: name, is: Eva }] }",
        "{ all: [{ field: tools, is: saw }, { not: { field: tools, in: [saw, axe] } }] }",
        "{ all: [{ field: for_whom, is: myself }, { field: school, is: oui }] }",
        "{ any: [{ all: [{ field: age, is: 1 }, { field: age, is: 2 }] }, { all: [{ field: sure, is: oui }, "
        "{ not: { field: sure, is: oui } }] }] }",
        "{ not: { any: [{ field: size, is: big }, { not: { field: size, is: big } }] } }",
    ]:
        assert codes(when) == ["unreachable-step"]


def test_a_step_that_somebody_can_see_is_not() -> None:
    for when in [
        "{ all: [{ field: tools, is: saw }, { field: tools, is: axe }] }",
        "{ all: [{ field: tools, is: saw }, { not: { field: tools, is: axe } }] }",
        "{ all: [{ field: age, at_least: 16 }, { not: { field: age, at_least: 18 } }] }",
        "{ all: [{ field: born, before: { years_ago: 18 } }, { not: { field: born, before: { years_ago: 65 } } }] }",
        "{ all: [{ field: born, before: { years_ago: 18 } }, { not: { field: born, before: 2020-01-01 } }] }",
        "{ all: [{ field: born, before: 2020-01-01 }, { not: { field: born, before: { years_ago: 18 } } }] }",
        "{ all: [{ field: for_whom, is: myself }, { not: { field: school, is: oui } }] }",
        "{ not: { field: size, in: [big, small] } }",
        "{ any: [{ field: size, is: big }, { field: size, is: small }] }",
    ]:
        assert codes(when) == []


def test_a_condition_of_too_many_ways_is_believed() -> None:
    pair = "{ any: [{ field: size, is: big }, { field: tools, is: saw }, { field: age, is: 3 }] }"
    assert codes("{ all: [" + ", ".join([pair] * 12) + "] }") == []


def test_questions_that_each_hang_on_two_others_are_weighed_within_bounds() -> None:
    fields = ["{ id: f0, kind: yes_no, label: A }", "{ id: f1, kind: yes_no, label: A }"]
    for number in range(2, 60):
        pair = f"{{ field: f{number - 1}, is: oui }}, {{ field: f{number - 2}, is: oui }}"
        fields.append(f"{{ id: f{number}, kind: yes_no, label: A, when: {{ any: [{pair}] }} }}")
    lines = "".join(f"      - {field}\n" for field in fields)
    assert found(HEAD + f"steps:\n  - id: one\n    title: Un\n    fields:\n{lines}") == []
