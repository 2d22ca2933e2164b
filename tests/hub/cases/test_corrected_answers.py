"""What corrections change: the answer before, and the one that counts now."""

from hub.cases.cases import read_case
from hub.cases.corrected_answers import Change, changes
from hub.decisions.copy_of_case import copy_of_case
from hub.hub import Hub
from tests.hub.samples import Box, corrected


def test_each_correction_says_what_was_there_before_it(hub: Hub, box: Box, other_box: Box) -> None:
    case = box.submitted()
    reference = case["reference"]
    box.send(case, box.correction(reference, case["stream"], 2, corrections=[corrected("birth_name", "BENALI-PETIT")]))
    twice = [corrected("birth_name", "PETIT"), corrected("", "La rue est fermée.", label="Une autre question")]
    other_box.send(other_box.correction(reference, corrections=[*twice, corrected("new_one", "oui")]))
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, reference)
        copied = copy_of_case(hub, connection, file)
    result = changes(file.submitted, file.corrections)
    assert [change for _, changed in result for change in changed] == [
        Change("birth_name", "Nom de naissance", "BENALI", "BENALI-PETIT"),
        Change("birth_name", "Nom de naissance", "BENALI-PETIT", "PETIT"),
        Change("", "Une autre question", "", "La rue est fermée."),
        Change("new_one", "Nom de naissance", "", "oui"),
    ]
    assert [added[1]["site"]["code"] for added, _ in result] == ["SA", "BZ"]
    assert file.submitted["answers"][0]["shown"] == "BENALI", "what was submitted stays as it was"
    assert [row["corrections"][0]["shown"] for row in copied["corrections"]] == ["BENALI-PETIT", "PETIT"]
