"""The body of a submitted case: everything the hub and the receipt need, and nothing else."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.answers.journey import walk
from kiosk.domain.events.event import canonical
from kiosk.domain.events.submission import CONFIRMED, Confirmation, Stamp, body, shown
from kiosk.domain.language.text import Text
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import Document, Procedure, Service
from kiosk.domain.procedure.silence import Silence
from tests.domain.samples import TODAY, Codes, a_field, a_procedure, a_step, when_is

AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
SITE = Site("SA", "Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00", "mairie@example.org")
STAMP = Stamp("e" * 32, 1, "SA1001G", date(2026, 12, 31), True, AT, "0" * 64, "5" * 32)
BY_TOUCH = Confirmation("citizen", "touch")
STEPS = (
    a_step("whom", a_field("choice", "for_whom", choices=("myself", "my_child", "helped"))),
    a_step(
        "person",
        a_field("text", "birth_name", role="person.birth_name", label="Nom de naissance"),
        a_field("text", "used_name", role="person.used_name", required=False),
        a_field("text", "given_names", role="person.given_names", none="Pas de prénom"),
        a_field("date", "born", role="person.birth_date"),
    ),
    a_step(
        "applicant",
        a_field("text", "applicant_name", role="applicant.family_name"),
        a_field("text", "applicant_given", role="applicant.given_names"),
        when=when_is("for_whom", "my_child"),
    ),
    a_step("contact", a_field("address", "home", role="contact.address"), a_field("note", "hint")),
    a_step("papers", a_field("document", "identity_shown", document="identity")),
)
ANSWERS = {
    "for_whom": "myself", "birth_name": "Benali", "given_names": "Awa Marie", "born": "1945-03-02",
    "home": {"street": "3 rue du Lavoir", "postcode": "35140", "city": "Saint-Aubin"}, "identity_shown": "seen",
}  # fmt: skip


def procedure(**more: Any) -> Procedure:
    identity = Document("identity", Text("Une pièce d’identité"), Text("Pour vérifier."))
    return a_procedure(*STEPS, **{"documents": (identity,), **more})


def submitted(
    answers: dict[str, Any] | None = None, confirmed: Confirmation = BY_TOUCH, stamp: Stamp = STAMP,
    helper: str = "Nadia Roux", seen_by: str = "", **more: Any,
) -> dict[str, Any]:  # fmt: skip
    kept = {key: Answer(value=value) for key, value in {**ANSWERS, **(answers or {})}.items()}
    kept["identity_shown"] = replace(kept["identity_shown"], by=seen_by)
    chosen = procedure(**more)
    case = Case("c" * 32, chosen.id, chosen.version, chosen.service.id, AT, AT, answers=kept)
    made = body(case, walk(chosen, kept, TODAY), SITE, stamp, helper, confirmed, Codes())
    return dict(json.loads(canonical(made)))


def test_it_says_which_case_and_when() -> None:
    result = submitted()
    wanted = {
        "version": 1, "type": "submitted", "id": "e" * 32, "stream": "c" * 32, "sequence": 1, "reference": "SA1001G",
        "replaces": None, "follow_sha256": "0" * 64, "site": {"code": "SA", "name": "Saint-Aubin"},
        "channel": "counter", "language": "fr", "legal_date": "2026-12-31", "date_certain": True,
        "submitted_at": "2026-11-24T13:05:00.000000+00:00", "helper": "Nadia Roux", "for_whom": "myself",
    }  # fmt: skip
    assert {key: result[key] for key in wanted} == wanted
    assert result["procedure"] == {
        "id": "p",
        "version": 1,
        "kind": "deposited",
        "title": "Une démarche",
        "theme": "papiers",
    }


@pytest.mark.parametrize(("by", "how", "second_screen"), CONFIRMED)
def test_it_says_who_confirmed_and_how(by: str, how: str, second_screen: bool) -> None:
    mandate = "d" * 32 if by == "mandate" else ""
    confirmation = submitted(confirmed=Confirmation(by, how, mandate, second_screen))["confirmation"]
    beside = {"second_screen": True} if second_screen else {}
    assert confirmation == {"by": by, "how": how, "mandate": mandate, "witness": ""} | beside


def test_nobody_speaks_to_a_second_screen() -> None:
    with pytest.raises(ValueError, match="nobody confirms so"):
        Confirmation("citizen", "spoken", second_screen=True)


@pytest.mark.parametrize(
    ("by", "how", "mandate"),
    [
        ("", "", ""), ("mediator", "touch", ""), ("citizen", "", ""), ("alone", "spoken", ""), ("mandate", "", ""),
        ("citizen", "touch", "d" * 32),
    ],
)  # fmt: skip
def test_nobody_else_confirms_in_a_persons_name(by: str, how: str, mandate: str) -> None:
    """A mediator has a mandate, or does not confirm."""
    with pytest.raises(ValueError, match="nobody confirms so"):
        Confirmation(by, how, mandate)


def test_each_answer_has_its_words_so_that_the_hub_need_not_know_the_procedure() -> None:
    answers = {answer["field"]: answer for answer in submitted()["answers"]}
    assert answers["birth_name"] == {
        "step": "person", "step_title": "person", "field": "birth_name", "kind": "text", "label": "Nom de naissance",
        "value": "Benali", "shown": "Benali",
    }  # fmt: skip
    assert (answers["born"]["value"], answers["born"]["shown"]) == ("1945-03-02", "day:1945-03-02")


def test_notes_are_no_answers_and_documents_stand_apart() -> None:
    result = submitted()
    assert not {"hint", "identity_shown"} & {answer["field"] for answer in result["answers"]}
    assert [document["id"] for document in result["documents"]] == ["identity"]


def test_who_saw_an_original_is_named_even_where_another_mediator_sends_the_case() -> None:
    identity = {"id": "identity", "label": "Une pièce d’identité"}
    for seen_by, helper, listed in (
        ("Jean Petit", "Nadia Roux", {"state": "seen", "by": "Jean Petit"}),
        ("Jean Petit", "", {"state": "seen", "by": "Jean Petit"}),
    ):
        assert submitted(seen_by=seen_by, helper=helper)["documents"] == [identity | listed]


def test_what_does_not_concern_the_person_is_not_in_it() -> None:
    result = submitted({"applicant_name": "Petit", "applicant_given": "Anne"})
    assert "applicant_name" not in {answer["field"] for answer in result["answers"]}
    assert result["applicant"] == {"family_name": "Benali", "given_names": "Awa Marie"}


def test_who_asks_for_their_child_is_the_applicant() -> None:
    result = submitted({"for_whom": "my_child", "applicant_name": "Petit", "applicant_given": "Anne"})
    assert result["applicant"] == {"family_name": "Petit", "given_names": "Anne"}
    assert result["person"] == {"family_name": "Benali", "given_names": "Awa Marie", "birth_date": "1945-03-02"}


def test_the_name_in_use_is_the_name_a_person_goes_by() -> None:
    assert submitted({"used_name": "Martin"})["person"]["family_name"] == "Martin"


@pytest.mark.parametrize("missing", ["given_names", "born", "home"])
def test_what_a_person_does_not_have_is_empty_and_never_missing(missing: str) -> None:
    result = submitted({missing: None})
    assert set(result["person"]) == {"family_name", "given_names", "birth_date"}
    assert set(result["contact"]) == {"phone", "email", "address"}
    assert all(isinstance(value, str) for value in (*result["person"].values(), *result["contact"].values()))


def test_an_address_is_one_line_where_one_is_wanted() -> None:
    assert submitted()["contact"]["address"] == "3 rue du Lavoir, 35140 Saint-Aubin"


def test_a_service_without_an_address_is_at_the_town_hall() -> None:
    here = submitted()["service"]
    assert (here["address"], here["phone"], here["email"]) == (SITE.address, SITE.phone, SITE.email)
    away = submitted(service=Service("u", Text("Urbanisme"), "2 rue du Port", "02 11 22 33 44"))["service"]
    assert (away["id"], away["name"], away["address"], away["phone"]) == (
        "u",
        "Urbanisme",
        "2 rue du Port",
        "02 11 22 33 44",
    )


def test_silence_falls_on_a_day_that_is_counted_in_whole_months() -> None:
    silence = submitted(silence=(Silence("refused", 2, Text("Deux mois.")),))["silence"]
    assert silence == {"means": "refused", "on": "2027-02-28", "after_months": 2, "text": "Deux mois."}
    assert submitted()["silence"] is None
    place, meal = Silence("accepted", 3, about=Text("École")), Silence("refused", 2, about=Text("Cantine"))
    both = submitted(silence=(place, meal))["silence"]
    assert (both["about"], both["also"][0]["about"], both["also"][0]["on"]) == ("Cantine", "École", "2027-03-31")
    assert submitted(silence=(Silence("none", text=Text("L’acte vous est remis.")),))["silence"] is None


def test_an_answer_that_is_none_is_shown_in_the_fields_own_words() -> None:
    assert shown(STEPS[1].fields[2], None, Codes()) == "Pas de prénom"
    assert shown(STEPS[1].fields[1], None, Codes()) == ""
    assert shown(STEPS[1].fields[0], "Benali", Codes()) == "Benali"


def test_it_says_for_how_many_days_the_service_keeps_it() -> None:
    assert submitted()["retention"] == {"hub_days": 365}
