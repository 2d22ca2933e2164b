"""The day by which a case is due follows whatever moves it, in the same transaction."""

from datetime import date

from hub.cases.due_days import NO_DAY, NOT_DUE, read
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from tests.hub.due import days, reckoned
from tests.hub.samples import Box

ACCEPTS = {"means": "accepted", "on": "2027-02-24", "after_months": 3}


def test_a_new_case_is_due_when_silence_decides_it(hub: Hub, box: Box) -> None:
    made = (
        box.submitted(),
        box.submitted(silence=ACCEPTS),
        box.submitted(silence=ACCEPTS, documents=[]),
        box.submitted(silence=None),
        box.prepared(),
    )
    box.send(*made)
    known = days(hub)
    assert [known[case["reference"]] for case in made] == ["2027-01-24", NO_DAY, "2027-02-24", NO_DAY, NOT_DUE]
    assert known == reckoned(hub)
    assert read("2027-01-24") == date(2027, 1, 24) and read(NO_DAY) is read(NOT_DUE) is None


def test_papers_that_are_asked_for_and_come_move_the_day(hub: Hub, box: Box, paul: Staff) -> None:
    case = box.submitted(silence=ACCEPTS, documents=[])
    box.send(case)
    first = days(hub)[case["reference"]]
    due = hub.day(hub.clock.now()).replace(day=1)
    later = due.replace(year=due.year + 1).isoformat()
    decide(hub, paul, case["reference"], "incomplete", "Il manque une pièce.", 0, later)
    asked = days(hub)[case["reference"]]
    assert asked > first
    assert days(hub) == reckoned(hub)
    box.send(box.supplement(case["reference"], case["stream"], 2))
    assert days(hub) == reckoned(hub) != {case["reference"]: asked}


def test_a_case_that_is_decided_or_withdrawn_is_due_no_more(hub: Hub, box: Box, paul: Staff) -> None:
    cases = [box.submitted() for _ in range(2)]
    box.send(*cases)
    decide(hub, paul, cases[0]["reference"], "refused", "Ce n’est pas votre acte.", 0)
    box.send(box.withdrawal(cases[1]["reference"], cases[1]["stream"], 2))
    assert set(days(hub).values()) == {NOT_DUE}
    assert days(hub) == reckoned(hub)
