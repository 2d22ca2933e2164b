"""What is read of the forms of decisions and templates, and days as people read them."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from msgspec.structs import replace

from hub.decisions.decisions import Asking
from hub.replies import TakenDecision
from hub.screens.case import EMPTY, DecisionForm, make_decision_form, reopen_decision_form
from hub.web.pages import age, ago, day, duration, gigabytes, moment, phone
from kiosk.domain.events.wire.statements import RequestedPaper
from kiosk.http import form_tokens
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box

AT = datetime(2026, 11, 24, tzinfo=UTC)
ASKED = (RequestedPaper("a" * 32, "identity", "Pièce d’identité"), RequestedPaper("b" * 32, "", "La page 3"))
TAKEN = TakenDecision("d" * 32, "e" * 32, "incomplete", "…", ASKED, "2026-12-31", "", "Paul", AT, AT, "", "arrived")


def test_a_decision_that_is_not_offered_is_not_chosen() -> None:
    assert make_decision_form({"decision": "refused"}, ("closed",), None, "2026-12-24") == EMPTY
    assert make_decision_form({"decision": "closed"}, ("closed",), None, "2026-12-24") == DecisionForm(
        "closed", papers_by="2026-12-24"
    )


def test_one_that_was_stopped_is_proposed_again_with_its_words() -> None:
    kept = DecisionForm("incomplete", "…", papers_by="2026-12-31", asks=Asking(("identity",), "La page 3"))
    assert reopen_decision_form(TAKEN) == kept
    offered = ("incomplete", "accepted")
    assert make_decision_form({"decision": "incomplete"}, offered, TAKEN, "2026-12-24") == kept
    assert make_decision_form({"decision": "accepted"}, offered, replace(TAKEN), "").message == ""


STRANGE = (
    {"to": ""},
    {"to": "received"},
    {"to": "pigeon", "carries": "document"},
    {"seen": ""},
    {"seen": "-1"},
    {"seen": "9" * 5_000},
    {"message": "", "to": "refused"},
    {"message": "x" * 6_000},
    {"message": "{à compléter}"},
    {"papers_by": "", "to": "incomplete", "others": "Une page"},
    {"papers_by": "2027-02-30", "to": "incomplete", "others": "Une page"},
    {"to": "incomplete", "asked": "no-such-paper"},
    {"to": "incomplete", "others": "x" * 300},
    {"used": "no-such-template:1:" + "0" * 64, "given_names": ""},
    {"quality": ""},
    {"family_name": "x" * 150},
    {"carries": "document"},
)


def test_a_form_with_a_field_missing_or_strange_is_shown_again_with_a_sentence(instructor: Browser, box: Box) -> None:
    box.send(made := box.submitted())
    action = f"/dossiers/{made['reference']}"
    whole = instructor.choose(made["reference"], "accepted").fields(action)
    whole |= {"given_names": "Claire", "family_name": "Morel", "quality": "Adjointe au maire"}
    missing = [{name: kept for name, kept in whole.items() if name != lost} for lost in ("to", "seen", "family_name")]
    elsewhere = {"note": "Elle rappelle lundi.", "to": "accepted", form_tokens.FIELD: whole[form_tokens.FIELD]}
    for sent in (*(whole | strange for strange in STRANGE), *missing, elsewhere):
        answer = instructor.client.post(action, data=sent)
        assert answer.status_code == 422, sent
        assert instructor.look(answer).page.xpath("//*[@id='faults-list']//a//text()"), sent


def test_a_day_and_a_moment_are_said_in_french_in_the_time_of_paris(app: Flask) -> None:
    with app.test_request_context():
        assert day("2026-11-01") == "1er novembre 2026"
        assert moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2 juillet 2026, 00:30"
        assert moment(datetime(2026, 12, 1, 22, 30, tzinfo=UTC)) == "1er décembre 2026, 23:30"


def test_a_french_number_is_said_as_it_is_dialled_at_home() -> None:
    for number, said in [
        ("+33612345678", "06 12 34 56 78"),
        ("+3361234567", "+3361234567"),
        ("+212612345678", "+212612345678"),
        ("", ""),
        ("+33x12345678", "+33x12345678"),
    ]:
        assert phone(number).replace("\N{NO-BREAK SPACE}", " ") == said


def test_an_age_a_duration_and_a_disk_are_said_as_people_say_them(app: Flask) -> None:
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    with app.test_request_context():
        said = (
            ago(now - timedelta(days=3), now), ago(now + timedelta(hours=2), now), age(now - timedelta(days=3), now),
            duration(720), gigabytes(41_460_000_000),
        )  # fmt: skip
    plain = [words.replace("\N{NO-BREAK SPACE}", " ") for words in said]
    assert plain == ["il y a 3 jours", "dans 2 heures", "3 jours", "12 minutes", "41,5"]
