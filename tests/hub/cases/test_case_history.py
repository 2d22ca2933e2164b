"""What follows from what happened to a case: its history, its line, its due day, what counts now."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hub.cases import case_history, cases
from hub.cases.case_history import Change, list_changed_answers, list_erased_happenings, list_happenings
from hub.cases.cases import read_case
from hub.cases.states import DECIDED, check_state_change, next_states, papers_due
from hub.decisions.decisions import DraftDecision, decide_case
from hub.decisions.rights import copy_of_case
from hub.hub import Hub
from hub.intake import one_event
from hub.people.people import Staff
from hub.secrets.vault import lock_of
from hub.store.schema import other_content
from kiosk.domain.events.case_line import CaseLine, Holder, Stage
from kiosk.domain.events.silence_facts import SilenceDay
from kiosk.domain.time import calendar
from kiosk.errors import Refused
from kiosk.words.words import Words
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.due import days, reckoned
from tests.hub.samples import Box, Item, answers, case_of, corrected, destroy_case, query_rows


def test_what_arrived_and_was_decided_stands_newest_first(hub: Hub, box: Box) -> None:
    case = box.submitted()
    reference = case["reference"]
    box.send(case, box.correction(reference, case["stream"], 2, corrections=[corrected("birth_name", "PETIT")]))
    file = case_of(hub, reference)
    rows = list_happenings(file)
    assert sorted(row.kind for row in rows) == sorted(["received", "correction", *("decision" for _ in file.decisions)])
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
    (event, body) = next(row.about for row in rows if row.kind == "correction")
    assert event.type == "correction" and body["corrections"][0]["shown"] == "PETIT"


def test_of_an_erased_case_hashes_and_states_are_left(hub: Hub) -> None:
    now = hub.clock.now()
    rows = list_erased_happenings([("submitted", now, "ab" * 32)], [("closed", now + timedelta(days=1))])
    assert [(row.kind, row.about) for row in rows] == [("state", "closed"), ("event", ("submitted", "ab" * 32))]


def test_each_correction_says_what_was_there_before_it(hub: Hub, box: Box, other_box: Box) -> None:
    case = box.submitted()
    reference = case["reference"]
    box.send(case, box.correction(reference, case["stream"], 2, corrections=[corrected("birth_name", "BENALI-PETIT")]))
    twice = [corrected("birth_name", "PETIT"), corrected("", "La rue est fermée.", label="Une autre question")]
    other_box.send(other_box.correction(reference, corrections=[*twice, corrected("new_one", "oui")]))
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, reference)
        copied = copy_of_case(hub, connection, file)
    result = list_changed_answers(file.submitted, file.corrections)
    assert [change for _, changed in result for change in changed] == [
        Change("birth_name", "Nom de naissance", "BENALI", "BENALI-PETIT"),
        Change("birth_name", "Nom de naissance", "BENALI-PETIT", "PETIT"),
        Change("", "Une autre question", "", "La rue est fermée."),
        Change("new_one", "Nom de naissance", "", "oui"),
    ]
    assert [added[1]["site"]["code"] for added, _ in result] == ["SA", "BZ"]
    assert file.submitted["answers"][0]["shown"] == "BENALI", "what was submitted stays as it was"
    assert [row["corrections"][0]["shown"] for row in copied["corrections"]] == ["BENALI-PETIT", "PETIT"]


def line(hub: Hub, reference: str) -> CaseLine:
    return case_history.line_of_case_file(hub, case_of(hub, reference))


def test_a_case_moves_along_the_line_as_it_is_decided(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    reference = sent["reference"]
    arrived = line(hub, reference)
    assert (arrived.current.stage, arrived.holder, arrived.promise is not None) == (Stage.SENT, Holder.SERVICE, True)
    decide_case(hub, paul, reference, DraftDecision("incomplete", "Il manque le livret.", 0, in_a_month(hub)))
    asked = line(hub, reference)
    assert (asked.asks, asked.papers_by and asked.papers_by.isoformat()) == (True, in_a_month(hub))
    decide_case(hub, paul, reference, DraftDecision("refused", "Le registre ne le porte pas.", 1))
    assert (line(hub, reference).outcome, line(hub, reference).promise) == ("refused", None)
    made = box.prepared()
    box.send(made)
    assert line(hub, made["reference"]).holder is Holder.BODY


def _other(box: Box, sent: Item, answer: str) -> Item:
    rows = answers()
    rows[0]["shown"] = answer
    return box.submitted(id=sent["id"], answers=rows)


def test_both_are_kept_once_and_staff_see_both(hub: Hub, box: Box, instructor: Browser) -> None:
    sent = box.submitted()
    other = _other(box, sent, "BENALI-PETIT")
    assert box.outcomes(sent, other, other) == ["acknowledged"] + ["rejected: changed-event"] * 2
    assert box.outcomes(other) == ["rejected: changed-event"]
    page = instructor.open(f"/dossiers/{sent['reference']}")
    assert "BENALI-PETIT" in page.text and "BENALI" in page.text
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, sent["reference"])
        [kept] = cases.read_other_contents(connection, file.id, file.lock)
        copied = copy_of_case(hub, connection, file)
        [stored] = connection.execute(select(other_content.c.body)).scalars()
    assert kept.site == "SA" and kept.body["answers"][0]["shown"] == "BENALI-PETIT"
    assert copied["other_contents"] == [kept.body] and b"BENALI" not in stored
    assert file.submitted["answers"][0]["shown"] == "BENALI", "the first counts"


def test_a_box_that_makes_another_each_time_does_not_fill_the_disk(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent, *(_other(box, sent, str(number)) for number in range(one_event.MOST_OTHERS + 5)))
    assert len(query_rows(hub, select(other_content.c.sha256)).all()) == one_event.MOST_OTHERS


def test_they_are_erased_with_the_case_and_none_is_kept_after(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent, _other(box, sent, "BENALI-PETIT"))
    destroy_case(hub, sent["stream"])
    assert box.outcomes(_other(box, sent, "BENALI-GRAND")) == ["rejected: changed-event"]
    with hub.store.reading() as connection:
        assert lock_of(connection, hub.ring, sent["stream"]) is None
        assert connection.execute(select(other_content)).first() is None


TODAY = date(2026, 11, 24)


def test_a_change_that_cannot_be_says_why() -> None:
    for state in DECIDED:
        assert set(next_states(state, prepared=False)) <= {"closed"}
    for state, to, message, code in [
        ("accepted", "refused", "…", "no-such-change"), ("received", "received", "", "message-missing"),
        ("received", "", "", "no-such-change"), ("received", "refused", "", "message-missing"),
        ("in_progress", "incomplete", "", "message-missing"), ("received", "closed", "", "message-missing"),
        ("incomplete", "closed", "", "message-missing"), ("in_progress", "accepted", "x" * 5001, "message-too-long"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            check_state_change(state, to, message, prepared=False)
    for state, prepared in [("accepted", False), ("refused", False), ("received", True)]:
        check_state_change(state, "closed", "", prepared=prepared)


def test_papers_are_asked_for_by_a_day_to_come() -> None:
    for typed in ["2026-11-25", " 2026-12-24 ", "2027-11-25"]:
        assert papers_due("incomplete", typed, TODAY) == typed.strip()
    for typed, code in [
        ("", "papers-day-missing"), ("  ", "papers-day-missing"), ("bientôt", "papers-day-wrong"),
        ("2027-02-30", "papers-day-wrong"), ("2026-11-24", "papers-day-wrong"), ("2026-11-01", "papers-day-wrong"),
        ("2027-11-26", "papers-day-wrong"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            papers_due("incomplete", typed, TODAY)
    assert papers_due("in_progress", "2026-12-24", TODAY) == papers_due("accepted", "", TODAY) == ""


ACCEPTED = {"means": "accepted", "on": "2027-02-24", "after_months": 3}


def both(hub: Hub, sent: Item) -> SilenceDay | None:
    """When silence decides, as the page of the case says it."""
    day = case_history.silence_day_of_case(hub, case_of(hub, sent["reference"]))
    assert days(hub) == reckoned(hub), "the column that sorts the list"
    return day


def test_a_case_is_due_on_the_day_that_its_body_says(hub: Hub, box: Box, sent: Item) -> None:
    assert both(hub, sent) == SilenceDay("refused", 2, date(2027, 1, 24), lacks=True)


def test_papers_asked_for_and_their_coming_move_the_day(hub: Hub, box: Box, paul: Staff) -> None:
    today = hub.day(hub.clock.now())
    silence = {"means": "refused", "on": calendar.add_months(today, 2).isoformat(), "after_months": 2}
    sent = box.send_case(legal_date=today.isoformat(), silence=silence)
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque le livret.", 0, in_a_month(hub)))
    waiting = both(hub, sent)
    assert waiting is not None
    assert (waiting.on, waiting.papers_by) == (calendar.add_months(today, 2) + timedelta(30), today + timedelta(30))
    came = (today + timedelta(4)).isoformat()
    family = [{"id": "family", "label": "Livret de famille", "state": "seen"}]
    box.send(box.supplement(sent["reference"], sent["stream"], 2, legal_date=came, documents=family))
    resumed = both(hub, sent)
    assert resumed == SilenceDay("refused", 2, calendar.add_months(today, 2) + timedelta(4))


def test_a_case_about_two_things_is_due_on_the_earliest_and_shows_both(hub: Hub, box: Box, instructor: Browser) -> None:
    refused = {"means": "refused", "on": "2027-01-24", "after_months": 2, "about": "Cabane"}
    sent = box.send_case(silence=refused | {"also": [ACCEPTED | {"about": "Jardin"}]}, documents=[])
    day = both(hub, sent)
    assert day is not None and (day.on, [part.about for part in day.by_subject]) == (
        date(2027, 1, 24),
        ["Cabane", "Jardin"],
    )
    page = instructor.open(f"/dossiers/{sent['reference']}").text
    for words in (
        "Sans réponse de votre part – Cabane Refus le 24 janvier 2027",
        "Sans réponse de votre part – Jardin Accord le 24 février 2027",
    ):
        assert words in page


def test_an_acceptance_starts_with_the_last_paper(hub: Hub, box: Box) -> None:
    sent = box.send_case(silence=ACCEPTED)
    waiting = both(hub, sent)
    assert waiting is not None and waiting.on is None
    family = [{"id": "family", "label": "Livret de famille", "state": "seen"}]
    box.send(box.supplement(sent["reference"], sent["stream"], 2, documents=family))
    assert both(hub, sent) == SilenceDay("accepted", 3, date(2027, 2, 28))


def test_nothing_is_due_in_a_case_that_is_over_or_never_was_due(hub: Hub, box: Box, paul: Staff) -> None:
    decided, withdrawn, prepared = box.submitted(), box.submitted(), box.prepared()
    nothing = box.submitted(silence=None)
    box.send(decided, withdrawn, prepared, nothing, box.withdrawal(withdrawn["reference"], withdrawn["stream"], 2))
    decide_case(hub, paul, decided["reference"], DraftDecision("accepted", "", 0))
    for sent in (decided, withdrawn, prepared, nothing):
        assert both(hub, sent) is None


def test_a_silence_that_no_box_says_is_not_taken(box: Box) -> None:
    for wrong in [{"means": "perhaps"}, {"after_months": 0}, {"after_months": "2"}, {"on": None}]:
        assert box.outcomes(box.submitted(silence=ACCEPTED | wrong))[0].startswith("rejected: bad-event")


def test_papers_are_asked_for_by_a_day_that_the_page_says(instructor: Browser, hub: Hub, sent: Item) -> None:
    page = f"/dossiers/{sent['reference']}"
    instructor.decide(page.rpartition("/")[2], "incomplete", message="Il manque une pièce.", papers_by="")
    assert instructor.status == 422
    assert "Donnez un jour : les pièces sont attendues" in instructor.text
    assert instructor.page.get_element_by_id("message").text == "Il manque une pièce."
    instructor.fill(page, to="incomplete", message="Il manque une pièce.", papers_by="2020-01-01")
    assert "Donnez un jour à venir" in instructor.text
    assert instructor.page.get_element_by_id("papers_by").get("value") == "2020-01-01"
    instructor.fill(page, to="incomplete", message="Il manque une pièce.", papers_by=in_a_month(hub))
    due = Words().day(date.fromisoformat(in_a_month(hub)))
    assert instructor.text.count(f"Pièces attendues au plus tard le {due}") == 2, "in the facts and in the history"


def test_a_page_says_what_comes_of_silence_and_when(instructor: Browser, box: Box) -> None:
    refused = box.submitted()
    later = box.submitted(silence={"means": "accepted", "on": "2027-02-24", "after_months": 3})
    now = box.submitted(silence={"means": "accepted", "on": "2027-02-24", "after_months": 3}, documents=[])
    nothing = box.submitted(silence=None)
    box.send(refused, later, now, nothing)
    said = {
        refused["reference"]: "Refus le 24 janvier 2027",
        later["reference"]: "Le délai de 3 mois n’a pas commencé",
        now["reference"]: "Accord le 24 février 2027",
    }
    for reference, words in said.items():
        assert words in instructor.open(f"/dossiers/{reference}").text
        instructor.choose(reference, "in_progress")
        assert "L’accusé de réception est envoyé à la mairie." in instructor.text
    page = instructor.open(f"/dossiers/{nothing['reference']}").text
    assert "Sans réponse de votre part" not in page
    assert "accusé de réception" not in page, "none is sent for a document that is simply delivered"
