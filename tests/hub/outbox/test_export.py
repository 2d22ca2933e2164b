"""Many cases in files: tables that a service can sort, nothing a spreadsheet would calculate, no secret."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from lxml import etree

from hub.cases.states import EVERYTHING, Scope
from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.outbox.export import choose_cases, write_json_lines, write_tables
from hub.people.people import Staff
from hub.trail import list_audit_lines
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import person, signed_in
from tests.hub.samples import Box, answers, corrected

Chosen = tuple[Scope, str, date | None, date | None]
ALL: Chosen = (EVERYTHING, "", None, None)
CHILDREN = {
    "step": "children",
    "step_title": "Les enfants",
    "field": "children",
    "kind": "group",
    "label": "Enfants à la cantine",
    "value": [{"first": "Lina", "school": "jean-moulin"}, {"first": "Adam", "school": "jules-ferry"}],
    "shown": "Prénom : Lina ; École : Jean-Moulin\nPrénom : Adam ; École : Jules-Ferry",
}


def tables(hub: Hub, wanted: Chosen = ALL, form: str = "csv", *, named: bool = True) -> dict[str, list[dict[str, str]]]:
    """The rows of each table, by the name of its file, or of its file and sheet."""
    with hub.store.reading() as connection:
        name, content, _ = write_tables(hub, connection, choose_cases(*wanted), form, named=named)
    packed = {name: content}
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            packed = {one: opened.read(one) for one in opened.namelist()}
    found: dict[str, list[dict[str, str]]] = {}
    for name, content in packed.items():
        if name.endswith(".csv"):
            found[name] = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
            continue
        found |= {f"{name} {title}": rows for title, rows in _read_workbook(content).items()}
    return found


def _read_workbook(content: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: etree.fromstring(book.read(name)) for name in book.namelist() if name.endswith(".xml")}
    texts = ["".join(text.itertext()) for text in parts["xl/sharedStrings.xml"]]
    found = {}
    for number, sheet in enumerate(parts["xl/workbook.xml"].iterfind(".//{*}sheet"), 1):
        cells = parts[f"xl/worksheets/sheet{number}.xml"].iterfind(".//{*}row")
        heads, *rows = ([texts[int(cell.findtext("{*}v") or 0)] for cell in row] for row in cells)
        found[str(sheet.get("name"))] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


BIRTH = "Copie d’un acte de naissance"


def test_a_procedure_has_a_file_with_a_column_a_question_in_words_with_its_code(
    hub: Hub, box: Box, paul: Staff
) -> None:
    sent = [box.submitted(), box.submitted(legal_date="2026-11-26"), box.prepared()]
    box.send(*sent)
    box.send(box.correction(sent[0]["reference"], corrections=[corrected("birth_name", "BENALLI")]))
    decide_case(hub, paul, sent[0]["reference"], DraftDecision("accepted", "", 0))
    found = tables(hub)
    row = next(row for row in found[f"{BIRTH} - Dossiers.csv"] if row["Numéro"] == sent[0]["reference"])
    assert (row["État"], row["État (code)"], row["Déposé le"]) == ("Accepté", "accepted", "2026-11-24")
    assert (row["Ce que vous demandez"], row["Ce que vous demandez (code)"]) == ("Copie intégrale", "full")
    assert row["Nom de naissance"] == "BENALLI", "as it was corrected"
    assert row["Livret de famille"] == "À apporter" and row["Demandeur"] == "Awa Benali"
    assert row["Téléphone"].startswith("'+33") or row["Téléphone"].startswith("06"), "no formula"


def test_the_cases_that_were_asked_for_are_there(hub: Hub, box: Box, paul: Staff) -> None:
    sent = [box.submitted(), box.submitted(legal_date="2026-11-26")]
    box.send(*sent)
    decide_case(hub, paul, sent[0]["reference"], DraftDecision("accepted", "", 0))

    def found(*wanted: Any) -> list[int]:
        references = [case["reference"] for case in sent]
        return sorted(references.index(row["Numéro"]) for rows in tables(hub, wanted).values() for row in rows)

    assert found(*ALL) == [0, 1] and found(EVERYTHING, "accepted", None, None) == [0]
    assert found(Scope(services=("ccas",)), "", None, None) == []
    assert found(EVERYTHING, "", date(2026, 11, 25), None) == [1]
    assert found(EVERYTHING, "", None, date(2026, 11, 24)) == [0]


@pytest.mark.parametrize(
    ("form", "name"), [("csv", " - Enfants à la cantine.csv"), ("xlsx", ".xlsx Enfants à la cantine")]
)
def test_a_group_has_a_sheet_with_a_line_an_item(hub: Hub, box: Box, form: str, name: str) -> None:
    sent = box.submitted(answers=[*answers(), CHILDREN])
    box.send(sent)
    first, second = tables(hub, form=form)[f"{BIRTH}{name}"]
    assert first == {"Numéro": sent["reference"], "Rang": "1", "Prénom": "Lina", "École": "Jean-Moulin"}
    assert (second["Rang"], second["École"]) == ("2", "Jules-Ferry")


def test_a_table_without_names_has_nothing_in_ones_own_words(hub: Hub, box: Box) -> None:
    box.send(box.submitted(answers=[*answers(), CHILDREN]))
    told = json.dumps(tables(hub, named=False), ensure_ascii=False)
    assert "Copie intégrale" in told and "À apporter" in told
    for secret in ("Benali", "BENALI", "Awa", "Ma retraite", "12 34", "+336", "1945", "Lina"):
        assert secret not in told


def test_no_cell_is_a_formula_and_no_line_holds_what_proves(hub: Hub, box: Box) -> None:
    box.send(box.submitted(person={"family_name": "=1+1", "given_names": "", "birth_date": "1945"}))
    assert tables(hub)[f"{BIRTH} - Dossiers.csv"][0]["Personne concernée"] == "'=1+1"
    assert tables(hub, form="xlsx")[f"{BIRTH}.xlsx Dossiers"][0]["Personne concernée"] == "=1+1", (
        "a text, not calculated"
    )
    out = io.StringIO()
    with hub.store.reading() as connection:
        assert write_json_lines(hub, connection, out, choose_cases(*ALL)) == 1
    content = json.loads(out.getvalue())["content"]
    assert content["person"]["family_name"] == "=1+1" and "follow_sha256" not in content


def test_the_list_is_downloaded_as_it_is_filtered_and_the_journal_says_it(
    app: Any, hub: Hub, box: Box, other_box: Box
) -> None:
    here, there = box.send_case(), other_box.send_case()
    browser: Browser = signed_in(app, hub, person(hub, "vera", "Véra Lenoir"))
    browser.open("/dossiers?site=BZ")
    form = browser._form("/dossiers/telecharger")
    data = {**browser.fields("/dossiers/telecharger"), "form": "csv", "named": "1"}
    answer = browser.client.post(form.get("action"), data=data)
    assert there["reference"] in answer.text and here["reference"] not in answer.text
    assert "attachment" in answer.headers["Content-Disposition"] and answer.headers["Cache-Control"] == "no-store"
    assert [line.detail for line in list_audit_lines(hub.store) if line.action == "cases-exported"] == ["csv named"]
    limited = signed_in(app, hub, person(hub, "omar", "Omar Diallo", scope=Scope(sites=("SA",))))
    limited.open("/dossiers")
    data = {**limited.fields("/dossiers/telecharger"), "form": "csv", "named": "1"}
    assert there["reference"] not in limited.client.post("/dossiers/telecharger?site=BZ", data=data).text
