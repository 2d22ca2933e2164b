"""The hub says by when an answer is due, on a case's page and in the list, by the rule of CRPA L. 114-5."""

from datetime import date, timedelta

from hub.cases import case_history
from hub.decisions.decisions import Draft, decide
from hub.hub import Hub
from hub.people.people import Staff
from kiosk.domain.events.silence_facts import SilenceDay
from kiosk.domain.time import calendar
from kiosk.words.words import Words
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.due import days, reckoned
from tests.hub.samples import Box, Item, case_of

ACCEPTED = {"means": "accepted", "on": "2027-02-24", "after_months": 3}


def both(hub: Hub, sent: Item) -> SilenceDay | None:
    """When silence decides, as the page of the case says it."""
    day = case_history.silence_of_case(hub, case_of(hub, sent["reference"]))
    assert days(hub) == reckoned(hub), "the column that sorts the list"
    return day


def test_a_case_is_due_on_the_day_that_its_body_says(hub: Hub, box: Box, sent: Item) -> None:
    assert both(hub, sent) == SilenceDay("refused", 2, date(2027, 1, 24), lacks=True)


def test_papers_asked_for_and_their_coming_move_the_day(hub: Hub, box: Box, paul: Staff) -> None:
    today = hub.day(hub.clock.now())
    silence = {"means": "refused", "on": calendar.after(today, 2).isoformat(), "after_months": 2}
    sent = box.send_case(legal_date=today.isoformat(), silence=silence)
    decide(hub, paul, sent["reference"], Draft("incomplete", "Il manque le livret.", 0, in_a_month(hub)))
    waiting = both(hub, sent)
    assert waiting is not None
    assert (waiting.on, waiting.papers_by) == (calendar.after(today, 2) + timedelta(30), today + timedelta(30))
    came = (today + timedelta(4)).isoformat()
    family = [{"id": "family", "label": "Livret de famille", "state": "seen"}]
    box.send(box.supplement(sent["reference"], sent["stream"], 2, legal_date=came, documents=family))
    resumed = both(hub, sent)
    assert resumed == SilenceDay("refused", 2, calendar.after(today, 2) + timedelta(4))


def test_a_case_about_two_things_is_due_on_the_earliest_day_and_shows_both(
    hub: Hub, box: Box, instructor: Browser
) -> None:
    refused = {"means": "refused", "on": "2027-01-24", "after_months": 2, "about": "Cabane"}
    sent = box.send_case(silence=refused | {"also": [ACCEPTED | {"about": "Jardin"}]}, documents=[])
    day = both(hub, sent)
    assert day is not None and (day.on, [part.about for part in day.by_subject]) == (
        date(2027, 1, 24),
        ["Cabane", "Jardin"],
    )
    page = instructor.open(f"/dossiers/{sent['reference']}").text
    for words in (
        "Votre silence – Cabane Refusée le 24 janvier 2027",
        "Votre silence – Jardin Acceptée le 24 février 2027",
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
    decide(hub, paul, decided["reference"], Draft("accepted", "", 0))
    for sent in (decided, withdrawn, prepared, nothing):
        assert both(hub, sent) is None


def test_a_silence_that_no_box_says_is_not_taken(box: Box) -> None:
    for wrong in [{"means": "perhaps"}, {"after_months": 0}, {"after_months": "2"}, {"on": None}]:
        assert box.outcomes(box.submitted(silence=ACCEPTED | wrong))[0].startswith("rejected: bad-event")


def test_papers_are_asked_for_by_a_day_and_the_page_says_which(
    instructor: Browser, hub: Hub, box: Box, sent: Item
) -> None:
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
        refused["reference"]: "Refusée le 24 janvier 2027",
        later["reference"]: "Le délai de 3 mois n’a pas commencé",
        now["reference"]: "Acceptée le 24 février 2027",
    }
    for reference, words in said.items():
        assert words in instructor.open(f"/dossiers/{reference}").text
        instructor.choose(reference, "in_progress")
        assert "L’accusé de réception part vers la mairie." in instructor.text
    page = instructor.open(f"/dossiers/{nothing['reference']}").text
    assert "Votre silence" not in page
    assert "accusé de réception" not in page, "none is sent for a document that is simply delivered"
