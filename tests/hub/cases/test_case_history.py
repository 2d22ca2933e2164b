"""What happened to a case, newest first."""

from datetime import timedelta

from hub.cases.case_history import happened, happened_to_erased
from hub.cases.cases import read_case
from hub.hub import Hub
from tests.hub.samples import Box, corrected


def test_what_arrived_and_was_decided_stands_newest_first(hub: Hub, box: Box) -> None:
    case = box.submitted()
    reference = case["reference"]
    box.send(case, box.correction(reference, case["stream"], 2, corrections=[corrected("birth_name", "PETIT")]))
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, reference)
    rows = happened(file)
    assert sorted(row.kind for row in rows) == sorted(["received", "correction", *("decision" for _ in file.decisions)])
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
    (event, body) = next(row.about for row in rows if row.kind == "correction")
    assert event.type == "correction" and body["corrections"][0]["shown"] == "PETIT"


def test_of_an_erased_case_hashes_and_states_are_left(hub: Hub) -> None:
    now = hub.clock.now()
    rows = happened_to_erased([("submitted", now, "ab" * 32)], [("closed", now + timedelta(days=1))])
    assert [(row.kind, row.about) for row in rows] == [("state", "closed"), ("event", ("submitted", "ab" * 32))]
