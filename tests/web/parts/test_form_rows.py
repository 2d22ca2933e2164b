"""What forms show in rows."""

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.web.parts.form_rows import (
    Option,
    coded,
    coded_lines,
    labelled_faults,
    named,
    question_faults,
    refusals,
    said_faults,
)


def test_a_choice_is_called_as_its_code_is_in_this_language(box: Box) -> None:
    french, english = coded(["passphrase"], "factor", box.words()), coded(["passphrase"], "factor", box.words("en"))
    assert french[0].value == english[0].value == "passphrase"
    assert french[0].label != english[0].label
    assert named([("7", "Nadia")]) == [Option("7", "Nadia")]


def test_an_error_leads_to_its_box_and_says_what_is_wrong_there(box: Box) -> None:
    words, fields = box.words(), tuple(box.catalogue.procedures[0].fields())
    last, first = fields[1], fields[0]
    lines = question_faults(fields, {last.id: "missing", first.id: "missing", "another": "missing"}, words)
    assert [box for box, _ in lines] == [f"f-{first.id}", f"f-{last.id}"], "in the order of the page"
    missing = words.code("fault", "missing")
    assert lines[0][1].startswith(words.text(first.label)) and lines[0][1].endswith(missing)
    assert question_faults(fields, {first.id: ""}, words) == []


def test_a_box_may_have_another_id_than_its_name(box: Box) -> None:
    words, labels = box.words(), {"day": "Le jour", "name": "Nom"}
    faults = {"name": "missing", "day": "missing"}
    lines = labelled_faults(["day", "name", "nothing"], labels, faults, words, {"day": "birth"})
    assert [box for box, _ in lines] == ["birth", "name"] and lines[1][1].startswith("Nom")
    assert said_faults(faults | {"fine": ""}, words) == dict.fromkeys(faults, words.code("fault", "missing"))


def test_a_line_of_a_code_bears_its_name(box: Box) -> None:
    assert coded_lines(["missing"], "fault", box.words()) == [("missing", box.words().code("fault", "missing"))]


def test_a_refusal_is_said_with_its_details(box: Box) -> None:
    refused = Refused(Refusal.NOT_A_REFERENCE)
    assert refusals({"reference": refused}, box.words()) == {"reference": box.words().refused(refused)}
    assert box.words().refused(refused) == box.words().code("refused", refused.code)
    waits = Refused(Refusal.TOO_MANY_TRIES, seconds=60)
    assert box.words("en").refused(waits) == box.words("en").code("refused", waits.code, seconds=60)
