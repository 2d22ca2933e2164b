"""What a file says and nobody would ever see is told by `kiosk procedures check`; the file stays usable."""

from datetime import date
from pathlib import Path

import pytest

from kiosk.catalogue.define.catalogue import check_files, load_procedure
from tests.catalogue.samples import HEAD, details, found, marked

TODAY = date(2026, 11, 24)
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
