"""The list: by days left, by state, by reference, by name; prepared cases apart."""

from datetime import timedelta

from flask import Flask

from hub.cases.case_list import PAGE
from hub.cases.states import Scope
from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.people.people import Staff
from kiosk.domain.events.reference import format_reference
from kiosk.domain.time import calendar
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, person
from tests.hub.samples import Box, Item


def _of(box: Box, family: str, given: str = "Awa", **more: object) -> Item:
    name = {"family_name": family, "given_names": given}
    return box.send_case(applicant=name, person=name, **more)


def listed(browser: Browser) -> list[str]:
    return [number.text for number in browser.page.xpath("//ol[@data-worklist]//*[@class='number']")]


def test_an_empty_hub_says_so(instructor: Browser) -> None:
    assert "Aucun dossier pour l’instant" in instructor.open("/dossiers").text


def test_the_case_that_silence_decides_first_comes_first(instructor: Browser, hub: Hub, box: Box) -> None:
    today = hub.day(hub.clock.now())
    days = {}
    for family, ago in (("Benali", 0), ("Le Goff", 40), ("Haddad", 20)):
        legal = today - timedelta(days=ago)
        due = calendar.add_months(legal, 1)
        silence = {"means": "refused", "on": due.isoformat(), "after_months": 1, "text": ""}
        _of(box, family, silence=silence, legal_date=legal.isoformat())
        days[family] = f"{(due - today).days} jours"
    _of(box, "Petit", silence=None)
    instructor.open("/dossiers")
    assert _names(instructor) == ["Awa Le Goff", "Awa Haddad", "Awa Benali", "Awa Petit"]
    left = [" ".join(state.text_content().split()) for state in instructor.page.xpath("//*[@class='row-top']/*[2]")]
    assert [words.rpartition(": ")[2] for words in left] == ["en retard", days["Haddad"], days["Benali"]]
    red = instructor.page.xpath("//ol[@data-worklist]//*[contains(@class, 'danger')]")
    assert len(red) == 1, "nothing is red that is not late"


def test_cases_are_listed_by_state(instructor: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    one, two, three = (_of(box, family) for family in ("Benali", "Le Goff", "Haddad"))
    decide_case(hub, lea, two["reference"], DraftDecision("in_progress", "", 0))
    decide_case(hub, lea, two["reference"], DraftDecision("incomplete", "Il manque une pièce.", 1, in_a_month(hub)))
    decide_case(hub, lea, three["reference"], DraftDecision("accepted", "", 0))
    for state, sent in (("received", one), ("incomplete", two), ("accepted", three)):
        assert listed(instructor.open(f"/dossiers?state={state}")) == [format_reference(sent["reference"])]
    assert listed(instructor.open("/dossiers?state=in_progress")) == []
    ended = [" ".join(link.text_content().split()) for link in instructor.page.xpath("//ul[@class='ended']/li")]
    assert ended == ["Acceptés 1"], "a count of zero is not shown"


def test_a_name_is_found_without_accents_capitals_or_order(instructor: Browser, box: Box) -> None:
    wanted = _of(box, "Durand-Lefèvre", "Marie-Hélène Nguyễn")
    _of(box, "Haddad")
    for words in ["lefevre", "LEFÈVRE marie", "durand-le", "  marie   durand ", "Nguyen"]:
        instructor.open("/dossiers").fill("/dossiers", words=words)
        assert listed(instructor) == [format_reference(wanted["reference"])]


def test_no_sign_means_everything(instructor: Browser, box: Box) -> None:
    _of(box, "Haddad")
    for words in ["%", "_", "\\", "' OR 1=1 --"]:
        instructor.open("/dossiers").fill("/dossiers", words=words)
        assert instructor.status == 200
        assert listed(instructor) == []


def test_a_reference_is_found_however_it_is_typed(instructor: Browser, box: Box) -> None:
    wanted = _of(box, "Haddad")
    _of(box, "Benali")
    typed = format_reference(wanted["reference"]).lower().replace(" ", "-")
    assert listed(instructor.open("/dossiers").fill("/dossiers", words=typed)) == [
        format_reference(wanted["reference"])
    ]


def test_a_case_prepared_for_another_body_is_shown_apart(instructor: Browser, box: Box) -> None:
    deposited, prepared = box.submitted(), box.prepared()
    box.send(deposited, prepared)
    assert listed(instructor.open("/dossiers")) == [format_reference(deposited["reference"])]
    instructor.open("/dossiers/prepares")
    assert listed(instructor) == [format_reference(prepared["reference"])]
    assert "Préparé ici, décidé ailleurs : ceci n’est pas un dépôt" in instructor.text
    assert "Déposé le" not in instructor.text


def test_people_of_a_service_see_its_cases_only(app: Flask, hub: Hub, box: Box) -> None:
    person(hub, "ccas", "Ali Rey", scope=Scope(("ccas",)))
    mine = _of(box, "Haddad", service={"id": "ccas", "name": "CCAS"})
    theirs = _of(box, "Benali")
    ali = Browser(app.test_client()).sign_in("ccas", PASSPHRASE)
    assert listed(ali.open("/dossiers")) == [format_reference(mine["reference"])]
    assert ali.open(f"/dossiers/{theirs['reference']}").status == 404
    assert ali.open(f"/dossiers/{mine['reference']}").status == 200


def test_a_supplement_nobody_has_answered_is_marked(instructor: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    sent = _of(box, "Haddad")
    decide_case(hub, lea, sent["reference"], DraftDecision("incomplete", "Il manque une pièce.", 0, in_a_month(hub)))
    assert "Complément reçu" not in instructor.open("/dossiers").text
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    assert "Complément reçu" in instructor.open("/dossiers").text
    decide_case(hub, lea, sent["reference"], DraftDecision("in_progress", "", 1))
    assert "Complément reçu" not in instructor.open("/dossiers").text


def test_a_long_list_goes_on_over_pages_with_each_case_once(instructor: Browser, box: Box) -> None:
    sent = [box.submitted() for _ in range(2 * PAGE + 3)]
    for start in range(0, len(sent), 100):
        box.send(*sent[start : start + 100])
    seen, sizes = listed(instructor.open("/dossiers")), [PAGE]
    for _ in range(2):
        seen += listed(instructor.open(_further(instructor)[0]))
        sizes.append(len(listed(instructor)))
    assert not _further(instructor)
    assert sizes == [PAGE, PAGE, 3]
    # of those due on one day, who waits longest
    assert seen == [format_reference(event["reference"]) for event in sent]


def _further(browser: Browser) -> list[str]:
    return [str(link) for link in browser.page.xpath("//a[contains(., 'Suite de la liste')]/@href")]


def _names(browser: Browser) -> list[str]:
    return [name.text for name in browser.page.xpath("//ol[@data-worklist]//*[@class='row-top']/strong/bdi")]


def test_erased_is_said_only_of_what_was_erased(instructor: Browser, box: Box) -> None:
    """Review of the field, D6: the list said « Effacé » of every report without a name, and of associations."""
    nobody = {"family_name": "", "given_names": ""}
    box.send(box.submitted(applicant=nobody, person=nobody))
    box.send(box.submitted(applicant=nobody, person=nobody, organisation="Les amis du lac"))
    helper = {"family_name": "Petit", "given_names": "Anne"}
    box.send(box.submitted(applicant=helper, person=nobody))
    assert _names(instructor.open("/dossiers")) == ["Sans nom", "Les amis du lac", "Anne Petit"]
    instructor.open("/dossiers").fill("/dossiers", words="amis lac")
    assert _names(instructor) == ["Les amis du lac"]
