"""A procedure is one file that says everything of it."""

import re
from datetime import date
from pathlib import Path

import msgspec
import pytest

from kiosk.catalogue.define import procedures, steps
from kiosk.catalogue.define.catalogue import check_files, load_procedure
from kiosk.catalogue.define.procedures import (
    DOCUMENT_KEYS,
    KEEPING_KEYS,
    NOTICE_KEYS,
    PROCEDURE_KEYS,
    SERVICE_KEYS,
    find_example_faults,
)
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.facts import EVIDENCE_KEYS, Evidence
from kiosk.domain.procedure.notice import BASES, Keeping
from kiosk.domain.procedure.procedure import (
    AUDIENCES,
    DRAWINGS,
    FOR_WHOM,
    ROLES,
    THEMES,
    USUAL_FOR_WHOM,
    Procedure,
    SilenceRule,
)
from kiosk.words.words import Words
from tests.catalogue.samples import HEAD, ROOT, SHIPPED, SOUND, STEPS, details, found, marked, sound

FULL = (
    SOUND.replace("deposited", "prepared").replace("version: 2", "version: 7")
    + """\
keywords: [camion, no]
cerfa: 14023*01
documents:
  - id: proof
    title: { text: Un justificatif, plain: Un papier }
    why: Pour connaître l'adresse.
    alternatives: [Une facture, Une quittance]
where: À la préfecture.
official_number: Numéro d'arrêté
checked_on: 2026-11-24
checked_by: Nadia Roux
changes_yearly: [cost, cerfa]
"""
)


def test_every_key_lands_in_the_procedure() -> None:
    procedure = sound(FULL)
    assert procedure.keywords[1] == Text("no", "", "parking")
    assert procedure.cerfa == "14023*01"
    assert procedure.documents[0].title == Text("Un justificatif", "Un papier", "parking")
    assert [text.text for text in procedure.documents[0].alternatives] == ["Une facture", "Une quittance"]
    assert procedure.official_number.text == "Numéro d’arrêté"
    assert procedure.evidence.checked_on == date(2026, 11, 24)
    assert procedure.evidence.checked_by == "Nadia Roux"
    assert procedure.evidence.source_date == date(2024, 3, 3)
    assert [(silence.means, silence.after_months) for silence in procedure.silence] == [("refused", 2)]
    assert procedure.changes_yearly == ("cost", "cerfa")
    assert procedure.for_whom == USUAL_FOR_WHOM


@pytest.mark.parametrize(
    ("written", "price"), [("8,50", "8.50"), ("8.50 €", "8.50"), ("12", "12.00"), ("0,05", "0.05"), ("", "")]
)
def test_a_price_is_euros_and_cents(written: str, price: str) -> None:
    procedure = sound(SOUND.replace("cost: Gratuit", f"price: {written}"))
    assert procedure.price == price
    assert [fact.text.text for fact in procedure.facts if fact.key == "price"] == (
        [f"{price} €".replace(".", ",")] if price else []
    )


def test_every_field_of_a_procedure_has_its_key() -> None:
    names = set(Procedure.__struct_fields__)
    assert names ^ set(PROCEDURE_KEYS) == {"next_steps", "next", "file", "sha256", "evidence", "facts", *EVIDENCE_KEYS}


def test_every_key_of_every_kind_is_documented() -> None:
    page = (ROOT / "docs/procedures.md").read_text("utf-8")
    words = {
        *PROCEDURE_KEYS,
        *steps.STEP_KEYS,
        *steps.FIELD_KEYS,
        *steps.CHOICE_KEYS,
        *DOCUMENT_KEYS,
        *SERVICE_KEYS,
        *procedures.SILENCE_KEYS,
    }
    words |= {*AUDIENCES, *THEMES, *DRAWINGS, *FOR_WHOM, *ROLES, *steps.RESERVED}
    words |= {word for kind in KINDS for word in (kind.kind, *(option.name for option in kind.options))}
    assert {word for word in words if not re.search(rf"`{word}\b", page)} == set()


def test_the_twelve_lines_of_the_documentation_are_a_procedure() -> None:
    page = (ROOT / "docs/procedures.md").read_text("utf-8")
    shortest = page.split("```yaml\n")[1].split("```")[0]
    assert len(shortest.splitlines()) == 12
    procedure = sound(shortest)
    assert (procedure.version, procedure.minutes, procedure.audience) == (1, 3, ("habitant",))


def test_what_nobody_has_checked_stays_empty_and_a_version_counts_from_one() -> None:
    assert details(SOUND.replace("version: 2", "version: 0"))["too-small"]["least"] == 1
    assert sound(SOUND).evidence.checked_on is None
    assert sound(SOUND + "checked_on:\n").evidence.checked_on is None
    assert found(SOUND + "changes_yearly: [cost, cerfa]\n")[0][2] == "unknown-word"
    assert found(SOUND + "changes_yearly: [cost, delay]\n") == []


SOURCED = SOUND.replace(
    "cost: Gratuit\n",
    "cost:\n  text: Gratuit\n  source: service-public.fr, fiche F34752\n"
    "  source_date: 2025-07-29\n  read_on: 2026-11-30\n",
)


def test_a_fact_rests_on_its_own_source_and_any_other_on_that_of_the_file() -> None:
    procedure = sound(SOURCED)
    facts = {fact.key: fact for fact in procedure.facts}
    assert procedure.cost.text == "Gratuit"
    assert facts["cost"].evidence == Evidence("service-public.fr, fiche F34752", date(2025, 7, 29), date(2026, 11, 30))
    others = [fact for fact in procedure.facts if fact.key != "cost"]
    assert others and all(fact.evidence == procedure.evidence and not fact.own for fact in others)


def test_nobody_is_said_to_have_checked_without_a_name_and_no_fact_is_read_nowhere() -> None:
    unsigned = details(SOURCED.replace("  read_on: 2026-11-30", "  checked_on: 2026-11-30"))
    assert unsigned["missing-key"]["key"] == "checked_by"
    undated = details(SOURCED.replace("  read_on: 2026-11-30", "  checked_by: Nadia Roux"))
    assert undated["missing-key"]["key"] == "checked_on"
    unsourced = details(SOURCED.replace("  source: service-public.fr, fiche F34752\n", ""))
    assert unsourced["missing-key"]["key"] == "source"


def test_the_documentation_says_what_each_key_of_a_source_is_for() -> None:
    page = (ROOT / "docs/procedures.md").read_text("utf-8")
    for name, of in msgspec.json.schema(Evidence)["$defs"]["Evidence"]["properties"].items():
        assert f"| `{name}` | {of['description']} |" in page, name


def test_a_procedure_is_discreet_when_its_file_says_so() -> None:
    for said, discreet in [("oui", True), ("true", True), ("non", False), ("false", False)]:
        assert sound(f"{SOUND}discreet: {said}\n").discreet is discreet
        assert not sound(SOUND).discreet, "and is named on every paper otherwise"
    for said, code in [("peut-être", "not-a-flag"), ("1", "not-a-flag"), ("[oui]", "not-a-text")]:
        line = len(SOUND.splitlines()) + 1
        assert found(f"{SOUND}discreet: {said}\n") == [(line, len("discreet: ") + 1, code)]


def test_the_shared_file_is_no_procedure() -> None:
    shared = (ROOT / "kiosk/catalogue/for_whom.yaml").read_bytes()
    assert found(shared) == [(1, 1, "no-procedure")]
    assert "unknown-key" in {code for *_, code in found(HEAD.replace("id: parking", "id: for-whom") + STEPS)}


def test_every_stop_of_a_prepared_procedure_is_absolute() -> None:
    stop = "steps:\n  - { id: a, title: A, fields: [{ id: no, kind: stop, label: Non, where: Ailleurs }] }\n"
    prepared = HEAD.replace("kind: deposited", "kind: prepared") + stop + "where: Ailleurs\n"
    assert sound(prepared).steps[-1].fields[0].options["absolute"] is True
    assert "absolute" not in sound(HEAD + stop).steps[-1].fields[0].options


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


TYPED = (
    "day: { day: 3, month: 2, year: 1945 }",
    "colours: [red, blue]",
    "people: [{ name: Lina, birth: { year: 2015 } }]",
)


def test_an_example_is_what_is_typed_in_each_part() -> None:
    example = sound(file_of(*TYPED)).examples[0]
    assert example.answers == {
        "day": {"day": ("3",), "month": ("2",), "year": ("1945",)},
        "colours": {"": ("red", "blue")},
        "people": {"1.name": ("Lina",), "1.birth.year": ("2015",)},
    }
    assert not list(find_example_faults(sound(file_of(*TYPED)), "a.yaml", TODAY))
    example = sound(file_of("day: { none: oui }", *TYPED[1:])).examples[0]
    assert example.answers["day"] == {"none": ("1",)}
    faults = list(find_example_faults(sound(file_of(*TYPED[:2])), "a.yaml", TODAY))
    assert [(fault.code, fault.details["field"]) for fault in faults] == [("unanswered-example", "people")]


def test_what_no_question_asks_is_a_fault_at_its_line() -> None:
    for answer, code in [
        ("dai: 3", "unknown-field-near"),
        ("day: { dya: 3 }", "unknown-part-near"),
        ("people: [{ nmae: L }]", "unknown-field-near"),
    ]:
        line = file_of(answer).splitlines().index(f"      {answer}") + 1
        assert [(at, fault_code) for at, _, fault_code in found(file_of(answer))] == [(line, code)]


def test_an_answer_that_its_question_refuses_is_said_at_its_line(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = file_of("day: { day: 31, month: 2, year: 1945 }", *TYPED[1:])
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    [fault] = check_files([tmp_path], TODAY)
    assert (fault.code, fault.details["field"], fault.details["fault"]) == ("wrong-example", "day", "not-a-date")
    assert text.splitlines()[fault.line - 1].strip().startswith("day:")


def test_every_procedure_that_ships_has_examples_that_run() -> None:
    for path in SHIPPED:
        procedure = load_procedure(path)
        assert len(procedure.examples) >= 2
        assert not list(find_example_faults(procedure, path.name, TODAY))


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
        assert [fault.code for fault in find_example_faults(sound(text), "", TODAY)] == codes


ONE = "silence: { means: refused, after_months: 2 }\n"
BY_SUBJECT = """\
silence:
  - { means: accepted, after_months: 3, when: { field: small, is: oui }, about: L'inscription, text: Trois mois. }
  - { means: none, when: { field: small, is: non }, text: { text: Le service vous répond., plain: On vous répond. } }
  - { means: refused, after_months: 2 }
"""
QUESTION = STEPS + "      - { id: small, kind: yes_no, label: Petit, required: non }\n"


def with_silence(silence: str, steps: str = STEPS) -> str:
    return HEAD.replace(ONE, silence) + steps


def test_a_document_that_is_simply_delivered_gives_no_right_by_silence() -> None:
    for written in ["none", "'none'", "{ means: none }", "[{ means: none }]"]:
        assert sound(with_silence(f"silence: {written}\n")).silence == (SilenceRule("none"),)
    (silence,) = sound(with_silence("silence: { means: none, text: L'acte vous est remis. }\n")).silence
    assert (silence.text, silence.decides) == (Text("L’acte vous est remis.", "", "parking"), False)
    prepared = with_silence("", STEPS).replace("kind: deposited", "kind: prepared\nwhere: Ailleurs")
    assert sound(prepared).silence == ()
    assert sound(prepared).silences_for({}, TODAY) == ()


def test_each_subject_has_its_own_silence() -> None:
    for small, means, months, about in [
        (True, "accepted", 3, "L’inscription"),
        (False, "none", 0, ""),
        (None, "refused", 2, ""),
    ]:
        procedure = sound(with_silence(BY_SUBJECT, QUESTION))
        [silence] = procedure.silences_for({} if small is None else {"small": small}, TODAY)
        assert (silence.means, silence.after_months, silence.about.text) == (means, months, about)
    procedure = sound(with_silence(BY_SUBJECT, QUESTION))
    assert {silence.text.context for silence in procedure.silence if silence.text} == {"parking"}
    assert sound(SOUND).silence == (SilenceRule("refused", 2),)


SILENCE_FAULTS = {
    "another word": "silence: ⟦unknown-word-near⟧non\n",
    "a meaning that is none": "silence: { means: ⟦unknown-word⟧perhaps, after_months: 2 }\n",
    "no delay": "silence: ⟦missing-key⟧{ means: accepted }\n",
    "a delay for nothing": "silence: { means: none, ⟦silence-none-months⟧after_months: 2 }\n",
    "no accusé where silence refuses": """\
silence: { means: refused, after_months: 2 }
⟦silence-needs-accuse⟧accuse: non
""",
    "an empty list": "silence: ⟦empty-list⟧[]\n",
    "a word in the list": "silence:\n  - ⟦not-a-table⟧none\n",
    "everything else is forgotten": "silence: { means: none, when: ⟦silence-without-rest⟧{ field: small, is: oui } }\n",
    "what can never be reached": """\
silence:
  - ⟦silence-not-last⟧{ means: refused, after_months: 2 }
  - { means: none }
""",
    "a subject that nobody can have": """\
silence:
  - means: none
    when: ⟦unreachable-silence⟧{ all: [{ field: small, is: oui }, { field: small, is: non }] }
  - { means: refused, after_months: 2 }
""",
    "a question that is not there": """\
silence:
  - { means: none, when: { field: ⟦unknown-field⟧age, is: oui } }
  - { means: refused, after_months: 2 }
""",
}


def test_each_mistake_about_silence_is_said_at_its_place() -> None:
    for silence in SILENCE_FAULTS.values():
        clean, expected = marked(with_silence(silence, QUESTION))
        assert found(clean) == expected


SHORT = "notice: { legal_basis: public_task, hub_retention: { months: 12 } }\n"
WHOLE = """\
retention_days: 7
notice:
  purpose: { text: réserver la place, plain: garder la place }
  legal_basis: legal_obligation
  law: Code de la route
  recipients: [le service de la voirie, la police municipale]
  hub_retention: { days: 90 }
  officer: Anne Petit, dpo@example.org
"""


def test_every_key_lands_in_the_notice() -> None:
    notice = sound(SOUND).notice
    assert (notice.legal_basis, notice.hub_retention) == ("public_task", Keeping(months=12))
    assert not (notice.purpose or notice.law or notice.recipients or notice.officer)
    assert sound(SOUND).retention_days is None
    procedure = sound(SOUND.replace(SHORT, WHOLE))
    notice = procedure.notice
    assert procedure.retention_days == 7
    assert (notice.purpose.text, notice.purpose.plain, notice.purpose.context) == (
        "réserver la place", "garder la place", "parking",
    )  # fmt: skip
    assert (notice.legal_basis, notice.law.text) == ("legal_obligation", "Code de la route")
    assert [recipient.text for recipient in notice.recipients] == ["le service de la voirie", "la police municipale"]
    assert (notice.hub_retention, notice.officer) == (Keeping(days=90), "Anne Petit, dpo@example.org")


NOTICE_FAULTS = {
    "none at all": (HEAD + STEPS).replace(SHORT, "").replace("id: parking", "⟦missing-key⟧id: parking", 1),
    "an empty one": SOUND.replace(SHORT, "⟦missing-key⟧notice:\n"),
    "words where a table is due": SOUND.replace(SHORT, "notice: ⟦not-a-table⟧public_task\n"),
    "neither basis nor duration": SOUND.replace(SHORT, "notice: ⟦missing-key⟧⟦missing-key⟧{ purpose: Servir }\n"),
    "a basis that is none": SOUND.replace("public_task", "⟦unknown-word-near⟧public_tasks"),
    "a basis no authority has": SOUND.replace("public_task", "⟦not-for-authorities⟧legitimate_interests"),
    "no duration": SOUND.replace("{ months: 12 }", "⟦days-or-months⟧{ days: }"),
    "two durations": SOUND.replace("{ months: 12 }", "⟦days-or-months⟧{ days: 3, months: 1 }"),
    "for ever": SOUND.replace("months: 12", "months: ⟦not-an-integer⟧toujours"),
    "for no time": SOUND.replace("months: 12", "months: ⟦too-small⟧0"),
    "in years": SOUND.replace("{ months: 12 }", "⟦days-or-months⟧{ ⟦unknown-key⟧years: 1 }"),
    "less than no days here": SOUND.replace("version: 2", "version: 2\nretention_days: ⟦too-small⟧-1"),
}


def test_each_mistake_of_a_notice_is_said_at_its_place() -> None:
    for text in NOTICE_FAULTS.values():
        clean, expected = marked(text)
        assert found(clean) == expected


def test_what_is_wrong_is_said_in_words_a_secretary_understands() -> None:
    words = Words()
    given = details(SOUND.replace("public_task", "legitimate_interests"))["not-for-authorities"]
    assert "n’est pas permis à une mairie" in words.code("mistake", "not-for-authorities", **given)
    assert "{ months: 12 }" in words.code("mistake", "days-or-months")


def test_every_key_and_every_basis_is_documented() -> None:
    page = (ROOT / "docs/procedures.md").read_text("utf-8")
    assert not [word for word in (*NOTICE_KEYS, *BASES) if f"`{word}`" not in page]
    assert not [word for word in KEEPING_KEYS if f"`{{ {word}: " not in page]


def test_what_ships_says_its_own_purpose_law_and_readers() -> None:
    for path in SHIPPED:
        notice = sound(path.read_text("utf-8")).notice
        assert notice.purpose.text and notice.law and notice.recipients, path.stem
        assert notice.legal_basis in ("public_task", "legal_obligation")
        assert notice.purpose.text.split()[0].endswith(("er", "ir", "re")), "it follows « Vos réponses servent à »"


REACHED = """\
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
    return [code for *_, code in found(HEAD + REACHED.format(when=when))]


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


ASKED = "      - { id: proof, kind: document, label: Votre preuve, document: proof }\n"
NAME = "      - { id: name, kind: text, label: Votre nom, role: person.birth_name }\n"
STEP = "steps:\n  - id: you\n    title: Vous\n    fields:\n"


def warned(folder: Path, text: str) -> list[tuple[int, str]]:
    """Line and code of each warning of a file that is sound."""
    (folder / "a.yaml").write_text(text, "utf-8")
    faults = check_files([folder], TODAY)
    assert all(fault.warning for fault in faults), faults
    return [(fault.line, fault.code) for fault in faults]


def expected(text: str) -> tuple[str, list[tuple[int, str]]]:
    plain, places = marked(text)
    return plain, [(line, code) for line, _, code in places]


PAPER = "documents:\n  - { id: ⟦unasked-document⟧proof, title: Preuve, why: Pour voir }\n"
MYSELF = "for_whom: [myself]\n"
ODD = {
    "a paper that no question asks for": HEAD + PAPER + STEP + NAME,
    "one role twice": HEAD + STEP + NAME + NAME.replace("name,", "again,").replace("person", "⟦repeated-role⟧person"),
    "the applicant of oneself": HEAD
    + MYSELF
    + STEP
    + NAME.replace("person.birth", "⟦applicant-of-oneself⟧applicant.family"),
    "the applicant asked for by the first steps": HEAD
    + STEP
    + NAME.replace("person.birth", "⟦repeated-role⟧applicant.family"),
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_what_nobody_would_see_is_told_at_its_line(tmp_path: Path, text: str) -> None:
    plain, places = expected(text)
    assert warned(tmp_path, plain) == places
    assert load_procedure(plain.encode()).id == "parking", "an older version took such a file, so it stays usable"


def test_a_paper_that_is_asked_for_and_roles_that_exclude_each_other_are_in_order(tmp_path: Path) -> None:
    paper = PAPER.replace("⟦unasked-document⟧", "")
    assert warned(tmp_path, HEAD + paper + STEP + ASKED) == []
    grown = "      - { id: grown, kind: yes_no, label: Êtes-vous majeur ? }\n"
    first = NAME.replace(" }", ", when: { field: grown, is: oui } }")
    other = NAME.replace("name,", "child,").replace(" }", ", when: { field: grown, is: non } }")
    assert warned(tmp_path, HEAD + STEP + grown + first + other) == []


def test_an_id_that_cannot_be_is_one_mistake_and_not_two() -> None:
    fields = (
        "      - { id: ⟦bad-snake⟧Ma-Question, kind: yes_no, label: Oui ? }\n"
        "      - { id: more, kind: text, label: Quoi ?, when: { field: Ma-Question, is: oui } }\n"
    )
    text, places = marked(HEAD + STEP + fields)
    assert found(text) == places


def test_bare_choices_are_told_with_the_way_to_write_them() -> None:
    fields = (
        "      - { id: side, kind: choice, label: Côté, choices: [⟦bare-choice⟧Nord, ⟦bare-choice⟧Très à l’Est] }\n"
    )
    text, places = marked(HEAD + STEP + fields)
    assert found(text) == places
    assert details(text)["bare-choice"] == {"value": "Très à l’Est", "id": "tres_a_l_est"}


def test_what_comes_next_follows_the_answers() -> None:
    certificate = load_procedure(ROOT / "kiosk/procedures/birth-certificate.yaml")
    for delivery, said in (("counter", "guichet"), ("post", "courrier")):
        texts = " ".join(text.text for text in certificate.next_for({"delivery": delivery}, date(2026, 12, 1)))
        assert said in texts and ("guichet" in texts) != ("courrier" in texts), delivery
