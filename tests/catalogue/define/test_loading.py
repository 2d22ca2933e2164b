"""A procedure file is loaded whole, or all that is wrong with it is said at once, at its line and column."""

from datetime import date
from pathlib import Path

import pytest

from kiosk.catalogue.define.catalogue import check_files, load_procedure
from kiosk.catalogue.read.source import CatalogueFaults
from tests.catalogue.samples import HEAD, SOUND, STEPS, found, marked, sound

TODAY = date(2026, 11, 24)


def test_a_sound_file_is_a_procedure() -> None:
    procedure = sound(SOUND)
    assert (procedure.id, procedure.version, procedure.minutes) == ("parking", 2, 4)
    assert procedure.title.context == "parking"
    assert [step.id for step in procedure.steps] == ["for-whom", "applicant", "place"]


BROKEN = {
    "unknown and missing keys": """\
⟦missing-key⟧⟦missing-key⟧⟦missing-key⟧⟦missing-key⟧⟦missing-key⟧id: parking
⟦unknown-key-near⟧titel: Stationner
⟦unknown-key⟧xyzzy: 1
kind: deposited
theme: logement
⟦missing-key⟧service:
"""
    + STEPS,
    "wrong words and types": HEAD.replace("kind: deposited", "kind: ⟦unknown-word-near⟧depositted")
    .replace("version: 2", "version: ⟦not-an-integer⟧010")
    .replace("minutes: 4", "minutes: ⟦too-small⟧0")
    .replace("theme: logement", "theme: ⟦unknown-word⟧zzz")
    .replace("[habitant]", "[habitant, ⟦unknown-word-near⟧citoyens, ⟦duplicate-word⟧habitant]")
    .replace("means: refused, after_months: 2", "means: ⟦unknown-word-near⟧refuse, after_months: ⟦not-an-integer⟧deux")
    .replace("2024-03-03", "⟦not-a-day⟧2024-02-31")
    .replace("next: [Nous vous répondons.]", "next: ⟦not-a-list⟧Nous vous répondons.")
    .replace("icon: truck", "icon: ⟦bad-kebab⟧Camion !")
    .replace("cost: Gratuit", "cost: ⟦not-a-text⟧[Gratuit]")
    + STEPS,
    "texts with variants": HEAD.replace("Stationner un camion", "{ text: A, ⟦unknown-key-near⟧plaine: B }  #")
    .replace("summary: Pour réserver des places dans la rue.", "summary: ⟦missing-key⟧{ plain: B }")
    .replace("[Nous vous répondons.]", "[Nous, ⟦empty-text⟧'']")
    + STEPS,
    "a deposit says nothing of where to go": HEAD.replace("silence: { means: refused, after_months: 2 }\n", "")
    .replace("id: parking", "⟦missing-key⟧id: parking")
    + "⟦only-prepared⟧where: Ailleurs\n⟦only-prepared⟧official_number: Numéro\n"
    + STEPS,
    "ids given twice, misshapen or taken": HEAD
    + """\
documents:
  - { id: proof, title: Preuve, why: Pour voir }
  - { id: ⟦repeated-document⟧proof, title: Preuve, why: Pour voir }
steps:
  - id: ⟦reserved-id⟧applicant
    title: Un
    fields:
      - { id: street, kind: text, label: Rue }
      - { id: ⟦bad-snake⟧Street-2, kind: text, label: Rue }
      - { id: ⟦reserved-id⟧for_whom, kind: text, label: Rue }
  - id: two
    title: Deux
    fields:
      - { id: ⟦repeated-field⟧street, kind: text, label: Rue }
  - id: ⟦repeated-step⟧two
    title: Deux
    ⟦missing-key⟧fields:
  - id: ⟦reserved-id⟧review
    title: Trois
    fields: ⟦empty-list⟧[]
""",
    "questions that cannot be asked so": HEAD
    + """\
documents:
  - { id: proof, title: Preuve, why: Pour voir }
steps:
  - id: place
    title: Où ?
    fields:
      - { id: a, kind: ⟦unknown-word-near⟧texte, label: Rue }
      - { id: b, kind: text, label: Rue, ⟦unknown-key-near⟧requird: oui }
      - { id: c, kind: text, label: Rue, required: ⟦not-a-flag⟧yes }
      - { id: d, kind: text, label: Rue, required: non, none: ⟦none-not-needed⟧Rien }
      - { id: e, kind: text, label: Rue, role: ⟦unknown-word-near⟧person.birthname }
      - { id: f, kind: text, label: Rue, choices: ⟦choices-not-used⟧[{ value: un, label: Un }] }
      - { id: g, kind: ⟦too-few-to-choose⟧choice, label: Rue }
      - { id: h, kind: choice, label: Rue, choices: [{ value: a, label: A }, { value: ⟦repeated-choice⟧a, label: A }] }
      - { id: i, kind: document, label: Preuve, document: ⟦unknown-document-near⟧prof }
      - ⟦missing-key⟧{ id: j, kind: document, label: Preuve }
      - { id: k, kind: note, label: Lisez, ⟦asks-nothing⟧required: oui }
      - { id: l, kind: ⟦limits-crossed⟧number, label: Âge, least: 9, most: 3 }
      - { id: m, kind: number, label: Âge, least: ⟦not-an-integer⟧12:30:45 }
      - ⟦not-a-table⟧rien
""",
    "conditions that ask nothing sensible": HEAD
    + """\
steps:
  - id: one
    title: Un
    when: { field: ⟦later-field⟧age, at_least: 3 }
    fields:
      - { id: age, kind: number, label: Âge }
      - { id: name, kind: text, label: Nom }
      - { id: born, kind: date, label: Né le }
      - { id: sure, kind: yes_no, label: Sûr ? }
      - { id: size, kind: choice, label: Taille, choices: [{ value: big, label: G }, { value: small, label: P }] }
  - id: two
    title: Deux
    when:
      all:
        - { field: ⟦unknown-field-near⟧agge, at_least: 3 }
        - { field: name, ⟦wrong-operator⟧at_least: 3 }
        - { field: age, ⟦wrong-operator⟧before: 2020-01-01 }
        - { field: born, before: ⟦not-a-day⟧2020 }
        - { field: born, before: { years_ago: ⟦too-large⟧1800 } }
        - { field: size, is: ⟦not-offered-near⟧bigg }
        - { field: size, in: [big, ⟦not-offered⟧zzz] }
        - { field: sure, is: ⟦not-a-flag⟧peut-être }
        - { field: age, is: ⟦never-answered⟧beaucoup }
        - ⟦no-question⟧{ field: age }
        - ⟦two-questions⟧{ field: age, is: 3, at_least: 2 }
        - ⟦two-questions⟧{ field: age, not: { field: age, is: 3 } }
        - any: ⟦empty-list⟧[]
        - not: ⟦not-a-table⟧age
        - { field: age, ⟦unknown-key-near⟧att_least: 3, is: 4 }
    fields:
      - { id: x, kind: text, label: X }
""",
    "steps that nobody sees": HEAD
    + """\
for_whom: [myself, my_child]
documents:
  - id: proof
    title: Preuve
    why: Pour voir
    when: ⟦unreachable-document⟧{ all: [{ field: size, is: big }, { field: size, is: small }] }
steps:
  - id: one
    title: Un
    fields:
      - { id: size, kind: choice, label: Taille, choices: [{ value: big, label: G }, { value: small, label: P }] }
      - { id: age, kind: number, label: Âge }
  - id: two
    title: Deux
    when: { field: for_whom, is: ⟦not-offered⟧represented }
    fields: [{ id: x, kind: text, label: X }]
  - id: three
    title: Trois
    when: ⟦unreachable-step⟧{ all: [{ field: age, at_least: 18 }, { not: { field: age, at_least: 16 } }] }
    fields: [{ id: y, kind: text, label: Y }]
  - id: four
    title: Quatre
    when: { field: size, is: big }
    fields:
      - { id: z, kind: text, label: Z, when: ⟦unreachable-field⟧{ field: size, is: small } }
""",
    "what YAML repeats, names and hides": HEAD.replace("title: Stationner", "title: ⟦anchor⟧&t Stationner")
    .replace("summary: Pour réserver des places dans la rue.", "summary: ⟦alias⟧*t")
    .replace("cost: Gratuit", "cost: ⟦tag⟧!!str Gratuit")
    .replace("delay: Dix jours", "delay: Dix⟦tab⟧\tjours")
    .replace("remedies: Écrivez", "remedies: Écrivez⟦strange-character⟧\u2028")
    + "⟦duplicate-key⟧version: 3\n? ⟦not-a-key⟧[a]\n: b\n"
    + STEPS,
    "two documents": SOUND + "⟦several-documents⟧---\nid: other\n",
    "a quote left open": SOUND + "where: ⟦unclosed-quote⟧'Ici\n",
}  # fmt: skip


def test_every_fault_is_found_in_one_pass_at_its_place() -> None:
    for name in BROKEN:
        text, expected = marked(BROKEN[name])
        assert found(text) == expected
    text, expected = marked(
        SOUND.replace("id: parking", "⟦missing-key⟧id: parking", 1).replace("deposited", "prepared")
    )
    assert found(text) == expected
    assert sound(SOUND.replace("deposited", "prepared") + "where: À la préfecture\n").prepared


def test_faults_read_as_path_line_column() -> None:
    with pytest.raises(CatalogueFaults) as caught:
        load_procedure(b"id: x\ntitle: @x\n", "mine.yaml")
    assert str(caught.value) == "mine.yaml:2:8: forbidden-start"
    assert caught.value.details == {"count": 1}


def test_a_folder_is_checked_whole(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SOUND, "utf-8")
    (tmp_path / "b.yml").write_text(SOUND, "utf-8")
    (tmp_path / "c.yaml").write_text("", "utf-8")
    (tmp_path / ".hidden.yaml").write_text("", "utf-8")
    (tmp_path / "notes.txt").write_text("", "utf-8")
    faults = check_files([tmp_path], TODAY)
    assert [(Path(fault.path).name, fault.code) for fault in faults] == [
        ("b.yml", "repeated-procedure"),
        ("c.yaml", "empty-file"),
    ]
    assert [fault.code for fault in check_files([tmp_path / "none.yaml"], TODAY)] == ["unreadable"]
    assert check_files([tmp_path / "a.yaml"], TODAY) == []
