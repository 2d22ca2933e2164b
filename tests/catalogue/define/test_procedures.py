"""A procedure file says everything a citizen is owed, and is read to the letter."""

import re
from datetime import date

from kiosk.catalogue.define import procedures, steps
from kiosk.catalogue.define.procedures import DOCUMENT_KEYS, PROCEDURE_KEYS, SERVICE_KEYS
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import AUDIENCES, DRAWINGS, FOR_WHOM, ROLES, THEMES, USUAL_FOR_WHOM, Procedure
from tests.catalogue.samples import HEAD, ROOT, SOUND, STEPS, details, found, sound

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
    assert procedure.checked_on == date(2026, 11, 24)
    assert procedure.source_date == date(2024, 3, 3)
    assert [(silence.means, silence.after_months) for silence in procedure.silence] == [("refused", 2)]
    assert procedure.changes_yearly == ("cost", "cerfa")
    assert procedure.for_whom == USUAL_FOR_WHOM


def test_every_field_of_a_procedure_has_its_key() -> None:
    names = set(Procedure.__struct_fields__)
    assert names ^ set(PROCEDURE_KEYS) == {"next_steps", "next", "file", "sha256"}


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


def test_a_version_counts_from_one() -> None:
    assert details(SOUND.replace("version: 2", "version: 0"))["too-small"]["least"] == 1


def test_what_nobody_has_checked_stays_empty() -> None:
    assert sound(SOUND).checked_on is None
    assert sound(SOUND + "checked_on:\n").checked_on is None


def test_a_fact_that_the_file_does_not_have_cannot_change_with_the_year() -> None:
    assert found(SOUND + "changes_yearly: [cost, cerfa]\n")[0][2] == "unknown-word"
    assert found(SOUND + "changes_yearly: [cost, delay]\n") == []


def test_a_procedure_is_discreet_when_its_file_says_so() -> None:
    for said, discreet in [("oui", True), ("true", True), ("non", False), ("false", False)]:
        assert sound(f"{SOUND}discreet: {said}\n").discreet is discreet
        assert not sound(SOUND).discreet, "and is named on every paper otherwise"


def test_what_is_neither_yes_nor_no_is_a_fault_where_it_stands() -> None:
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
