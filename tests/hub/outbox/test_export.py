"""Many cases in one file: all that was asked for, nothing a spreadsheet would calculate, no secret."""

import csv
import io
import json
from datetime import date

from hub.cases.states import Scope
from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.outbox import export
from hub.outbox.export import ExportQuery, write_json_lines, write_table
from hub.people.people import Staff
from tests.hub.samples import Box


def table(hub: Hub, wanted: ExportQuery) -> list[dict[str, str]]:
    out = io.StringIO()
    with hub.store.reading() as connection:
        number = write_table(out, connection, hub.ring, wanted)
    rows = list(csv.DictReader(io.StringIO(out.getvalue()), delimiter=";"))
    assert len(rows) == number
    return rows


def test_a_table_holds_the_cases_that_were_asked_for(hub: Hub, box: Box, paul: Staff) -> None:
    sent = [box.submitted(), box.submitted(legal_date="2026-11-26"), box.prepared()]
    box.send(*sent)
    decide_case(hub, paul, sent[0]["reference"], DraftDecision("accepted", "", 0))

    def found(wanted: ExportQuery) -> list[int]:
        references = [case["reference"] for case in sent]
        return sorted(references.index(row["reference"]) for row in table(hub, wanted))

    assert found(ExportQuery()) == [0, 1, 2]
    assert found(ExportQuery(state="accepted")) == [0] and found(ExportQuery(Scope(services=("ccas",)))) == []
    assert found(ExportQuery(first=date(2026, 11, 25))) == [1] and 1 not in found(ExportQuery(last=date(2026, 11, 24)))
    row = next(row for row in table(hub, ExportQuery()) if row["reference"] == sent[0]["reference"])
    assert (row["state"], row["person"], row["birth_date"]) == ("accepted", "Awa Benali", "1945-03-02")
    assert row["phone"] == "'+33612345678" and "Prénoms : Awa Marie" in row["answers"]


def test_no_cell_is_a_formula_and_no_line_holds_what_proves(hub: Hub, box: Box) -> None:
    box.send(box.submitted(person={"family_name": "=1+1", "given_names": "", "birth_date": "1945"}))
    assert table(hub, ExportQuery())[0]["person"] == "'=1+1"
    out = io.StringIO()
    with hub.store.reading() as connection:
        assert write_json_lines(out, connection, hub.ring, ExportQuery()) == 1
    content = json.loads(out.getvalue())["content"]
    assert content["person"]["family_name"] == "=1+1" and "follow_sha256" not in content


def test_cases_are_fetched_some_at_a_time(hub: Hub, box: Box) -> None:
    box.send(*(box.submitted() for _ in range(3)))
    with hub.store.reading() as connection:
        result = export._contents(connection, hub.ring, ExportQuery())
        assert next(result)[0].reference and sum(1 for _ in result) == 2
