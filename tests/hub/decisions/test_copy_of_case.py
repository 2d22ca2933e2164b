"""The copy of a case holds everything that the hub can read of it, and says who was told."""

import json

from hub.cases.cases import read_case
from hub.decisions.asking import Asking
from hub.decisions.copy_of_case import copy_of_case
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from tests.gallery.site.central import in_a_month
from tests.hub.samples import Box


def test_a_copy_holds_all_there_is(hub: Hub, box: Box, paul: Staff) -> None:
    box.send(sent := box.submitted())
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    box.send(box.asked("access", sent["reference"], sent["stream"], 3))
    decide(hub, paul, sent["reference"], "incomplete", "Il manque une page.", 0, in_a_month(hub))
    with hub.store.reading() as connection:
        result = copy_of_case(hub, connection, read_case(connection, hub.ring, sent["reference"]))
    assert result["submitted"] == json.loads(sent["body"])
    assert [len(result[word]) for word in ("supplements", "requests", "decisions")] == [1, 1, 1]
    assert result["decisions"][0]["message"] == "Il manque une page."
    assert result["passed_on"] == []


def test_a_copy_says_which_papers_were_asked_for_and_how_the_person_is_told_now(
    hub: Hub, box: Box, paul: Staff
) -> None:
    sent = box.submitted(notices={"email": "lea@example.org", "phone": "02 99 00 00 00"})
    later = {"call": "+33639980012", "message": True, "phone": "02 99 00 00 00", "hours": "le matin"}
    box.send(sent, box.asked("notices", sent["reference"], sent["stream"], 2, notices=later))
    asks = Asking((), "La page 3 du bail")
    decide(hub, paul, sent["reference"], "incomplete", "Il manque une page.", 0, in_a_month(hub), asks)
    with hub.store.reading() as connection:
        copy = json.loads(json.dumps(copy_of_case(hub, connection, read_case(connection, hub.ring, sent["reference"]))))
    assert copy["told_of_news_by"] == {"call": "+33639980012", "message": True}
    assert [(paper["label"], paper["state"]) for paper in copy["papers_asked"]] == [("La page 3 du bail", "open")]


def test_a_copy_says_what_a_desk_noted_of_the_person(hub: Hub, box: Box) -> None:
    fact = {"fact": "address", "by": "Nadia", "at": "2026-12-01T09:00:00+00:00"}
    sent = box.submitted(noted=[fact])
    box.send(sent)
    with hub.store.reading() as connection:
        copy = copy_of_case(hub, connection, read_case(connection, hub.ring, sent["reference"]))
    assert json.loads(json.dumps(copy))["noted_of_the_person"] == [fact]
