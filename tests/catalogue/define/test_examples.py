"""Examples are answers that run: what a file says a person answers is tried on its own questions."""

from datetime import date

from kiosk.catalogue.define.catalogue import check_files, load_procedure
from kiosk.catalogue.define.examples import wrong
from tests.catalogue.samples import HEAD, SHIPPED, found, sound

TODAY = date(2026, 11, 24)
QUESTIONS = """\
for_whom: [myself]
steps:
  - id: people
    title: Qui ?
    fields:
      - { id: day, kind: date, label: Quand ?, none: Je ne sais pas }
      - id: colours
        kind: choices
        label: Couleurs
        choices: [{ value: red, label: Rouge }, { value: blue, label: Bleu }]
      - id: people
        kind: group
        label: Avec qui ?
        item: Personne
        fields: [{ id: name, kind: text, label: Nom }, { id: birth, kind: date, label: Naissance, year_alone: true }]
"""


def file_of(*answers: str) -> str:
    lines = "".join(f"      {answer}\n" for answer in answers)
    return f"{HEAD}{QUESTIONS}examples:\n  - title: Essai\n    answers:\n{lines}"


SOUND = (
    "day: { day: 3, month: 2, year: 1945 }",
    "colours: [red, blue]",
    "people: [{ name: Lina, birth: { year: 2015 } }]",
)


def test_an_example_is_what_is_typed_in_each_part() -> None:
    example = sound(file_of(*SOUND)).examples[0]
    assert example.answers == {
        "day": {"day": ("3",), "month": ("2",), "year": ("1945",)},
        "colours": {"": ("red", "blue")},
        "people": {"1.name": ("Lina",), "1.birth.year": ("2015",)},
    }
    assert not list(wrong(sound(file_of(*SOUND)), "a.yaml", TODAY))


def test_whoever_has_none_says_so() -> None:
    example = sound(file_of("day: { none: oui }", *SOUND[1:])).examples[0]
    assert example.answers["day"] == {"none": ("1",)}


def test_what_no_question_asks_is_a_fault_at_its_line() -> None:
    for answer, code in [
        ("dai: 3", "unknown-field-near"),
        ("day: { dya: 3 }", "unknown-part-near"),
        ("people: [{ nmae: L }]", "unknown-field-near"),
    ]:
        line = file_of(answer).splitlines().index(f"      {answer}") + 1
        assert [(at, fault_code) for at, _, fault_code in found(file_of(answer))] == [(line, code)]


def test_an_answer_that_its_question_refuses_is_said_at_its_line(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = file_of("day: { day: 31, month: 2, year: 1945 }", *SOUND[1:])
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    [fault] = check_files([tmp_path], TODAY)
    assert (fault.code, fault.details["field"], fault.details["fault"]) == ("wrong-example", "day", "not-a-date")
    assert text.splitlines()[fault.line - 1].strip().startswith("day:")


def test_a_question_that_is_left_out_is_said() -> None:
    faults = list(wrong(sound(file_of(*SOUND[:2])), "a.yaml", TODAY))
    assert [(fault.code, fault.details["field"]) for fault in faults] == [("unanswered-example", "people")]


def test_every_procedure_that_ships_has_examples_that_run() -> None:
    for path in SHIPPED:
        procedure = load_procedure(path)
        assert len(procedure.examples) >= 2
        assert not list(wrong(procedure, path.name, TODAY))


STOPPED = """\
for_whom: [myself]
steps:
  - id: age
    title: Âge
    fields:
      - { id: born, kind: date, label: Né le, unknown: allowed }
      - { id: young, kind: stop, label: Trop tôt, where: Plus tard, when: { field: born, after: { years_ago: 16 } } }
  - { id: name, title: Nom, fields: [{ id: name, kind: text, label: Nom }] }
examples:
  - title: Essai
    answers:
"""


def test_an_example_may_end_at_a_stop_or_go_on() -> None:
    for answers, codes in [
        (["born: { year: 2020, month: 1, day: 1 }"], []),
        (["born: { year: 2020, month: 1, day: 1 }", "young: anyway"], ["unanswered-example"]),
        (["born: { year: 2020, month: 1, day: 1 }", "young: anyway", "name: Lina"], []),
        (["born: { unknown: oui }", "name: Lina"], []),
    ]:
        text = HEAD + STOPPED + "".join(f"      {answer}\n" for answer in answers)
        assert [fault.code for fault in wrong(sound(text), "", TODAY)] == codes
