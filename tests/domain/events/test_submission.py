"""The body of a submitted case, and who asks: everything the hub and the receipt need, and nothing else."""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from kiosk.crypto import keys, sealing
from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.events import event
from kiosk.domain.events.event import Event, digest, encode_canonical_body
from kiosk.domain.events.sealed import make_event_statement, seal_event, sealing_key_id, unseal_event
from kiosk.domain.events.submission import (
    CONFIRMED,
    KINDS,
    Confirmation,
    Stamp,
    answer_in_words,
    applicant,
    assistance,
    make_rights_event,
    make_submitted_body,
    roles_of,
)
from kiosk.domain.events.wire.bodies import PersonIdentity
from kiosk.domain.language.spelling import Text
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import Procedure, ProcedureDocument, Service, SilenceRule
from kiosk.errors import Rejected
from tests.domain.samples import TODAY, Codes, a_field, a_procedure, a_step, when_is

AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
SITE = Site("SA", "Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00", "mairie@example.org")
BY_TOUCH = Confirmation("citizen", "touch")
STAMP = Stamp("e" * 32, 1, "SA1001G", date(2026, 12, 31), True, AT, "0" * 64, "5" * 32, "Nadia Roux", BY_TOUCH)
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
    identity = ProcedureDocument("identity", Text("Une pièce d’identité"), Text("Pour vérifier."))
    return a_procedure(*STEPS, **{"documents": (identity,), **more})


def submitted(
    answers: dict[str, Any] | None = None, confirmed: Confirmation = BY_TOUCH, stamp: Stamp = STAMP,
    helper: str = "Nadia Roux", seen_by: str = "", **more: Any,
) -> dict[str, Any]:  # fmt: skip
    kept = {key: Answer(value=value) for key, value in {**ANSWERS, **(answers or {})}.items()}
    kept["identity_shown"] = replace(kept["identity_shown"], by=seen_by)
    chosen = procedure(**more)
    case = Case("c" * 32, chosen.id, chosen.version, chosen.service.id, AT, AT, answers=kept)
    stamped = replace(stamp, helper=helper, confirmation=confirmed)
    made = make_submitted_body(case, compute_journey(chosen, kept, TODAY), SITE, stamped, Codes())
    return dict(json.loads(encode_canonical_body(made)))


def test_it_says_which_case_and_when() -> None:
    result = submitted()
    wanted = {
        "version": 1, "type": "submitted", "id": "e" * 32, "stream": "c" * 32, "sequence": 1, "reference": "SA1001G",
        "replaces": None, "follow_sha256": "0" * 64, "site": {"code": "SA", "name": "Saint-Aubin"},
        "channel": "counter", "language": "fr", "legal_date": "2026-12-31", "date_certain": True,
        "submitted_at": "2026-11-24T13:05:00.000000+00:00", "helper": "Nadia Roux", "for_whom": "myself",
    }  # fmt: skip
    assert {key: result[key] for key in wanted} == wanted
    told = {"id": "p", "version": 1, "kind": "deposited", "title": "Une démarche", "theme": "papiers"}
    assert result["procedure"] == told
    assert result["retention"] == {"hub_days": 365}


def test_it_says_who_confirmed_and_how() -> None:
    for by, how, second_screen in CONFIRMED:
        mandate = "d" * 32 if by == "mandate" else ""
        confirmation = submitted(confirmed=Confirmation(by, how, mandate, second_screen))["confirmation"]
        beside = {"second_screen": True} if second_screen else {}
        assert confirmation == {"by": by, "how": how, "mandate": mandate, "witness": ""} | beside


def test_nobody_else_confirms_in_a_persons_name() -> None:
    """A mediator has a mandate, or does not confirm."""
    for by, how, mandate in [
        ("", "", ""), ("mediator", "touch", ""), ("citizen", "", ""), ("alone", "spoken", ""), ("mandate", "", ""),
        ("citizen", "touch", "d" * 32),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match="nobody confirms so"):
            Confirmation(by, how, mandate)
    with pytest.raises(ValueError, match="nobody confirms so"):
        Confirmation("citizen", "spoken", second_screen=True)


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
    assert submitted({"used_name": "Martin"})["person"]["family_name"] == "Martin"


def test_what_a_person_does_not_have_is_empty_and_never_missing() -> None:
    for missing in ["given_names", "born", "home"]:
        result = submitted({missing: None})
        assert set(result["person"]) == {"family_name", "given_names", "birth_date"}
        assert set(result["contact"]) == {"phone", "email", "address"}
        assert all(isinstance(value, str) for value in (*result["person"].values(), *result["contact"].values()))
    assert submitted()["contact"]["address"] == "3 rue du Lavoir, 35140 Saint-Aubin"


def test_a_service_without_an_address_is_at_the_town_hall() -> None:
    here = submitted()["service"]
    assert (here["address"], here["phone"], here["email"]) == (SITE.address, SITE.phone, SITE.email)
    away = submitted(service=Service("u", Text("Urbanisme"), "2 rue du Port", "02 11 22 33 44"))["service"]
    assert (away["id"], away["name"]) == ("u", "Urbanisme")
    assert (away["address"], away["phone"]) == ("2 rue du Port", "02 11 22 33 44")


def test_silence_falls_on_a_day_that_is_counted_in_whole_months() -> None:
    silence = submitted(silence=(SilenceRule("refused", 2, Text("Deux mois.")),))["silence"]
    assert silence == {"means": "refused", "on": "2027-02-28", "after_months": 2, "text": "Deux mois."}
    assert submitted()["silence"] is None
    place, meal = SilenceRule("accepted", 3, about=Text("École")), SilenceRule("refused", 2, about=Text("Cantine"))
    both = submitted(silence=(place, meal))["silence"]
    assert (both["about"], both["also"][0]["about"], both["also"][0]["on"]) == ("Cantine", "École", "2027-03-31")
    assert submitted(silence=(SilenceRule("none", text=Text("L’acte vous est remis.")),))["silence"] is None


def test_an_answer_that_is_none_is_shown_in_the_fields_own_words() -> None:
    assert answer_in_words(STEPS[1].fields[2], None, Codes()) == "Pas de prénom"
    assert answer_in_words(STEPS[1].fields[1], None, Codes()) == ""
    assert answer_in_words(STEPS[1].fields[0], "Benali", Codes()) == "Benali"


ROLES = {
    "person.birth_name": "Benali", "person.given_names": "Marie", "applicant.family_name": "Durand",
    "applicant.given_names": "Paul", "curator.family_name": "Udaf 35",
}  # fmt: skip


def test_an_assisted_person_asks_themselves_and_the_curator_is_named() -> None:
    for for_whom, name in [
        ("myself", "Benali"),
        ("assisted", "Benali"),
        ("my_child", "Durand"),
        ("represented", "Durand"),
        ("helped", "Durand"),
    ]:
        assert applicant(for_whom, ROLES).family_name == name
    assert assistance("assisted", ROLES) == PersonIdentity(family_name="Udaf 35", given_names="")
    assert assistance("myself", ROLES) is UNSET
    assert applicant("myself", {**ROLES, "person.used_name": "Petit"}).family_name == "Petit"


def test_a_role_is_the_answer_in_words() -> None:
    address = a_field("address", "home", role="contact.address")
    home = {"street": "3 rue du Lavoir", "postcode": "35140", "city": "Saint-Aubin"}
    journey = compute_journey(a_procedure(a_step("home", address)), {"home": Answer({}, home)}, TODAY)
    assert roles_of(journey, Codes()) == {"contact.address": "3 rue du Lavoir, 35140 Saint-Aubin"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
BODIES = st.dictionaries(st.text(), JSON)


@given(BODIES)
def test_one_content_has_one_spelling(body):
    backwards = dict(reversed(body.items()))
    assert encode_canonical_body(backwards) == encode_canonical_body(body)
    assert json.loads(encode_canonical_body(body)) == body
    assert encode_canonical_body(json.loads(encode_canonical_body(body))) == encode_canonical_body(body)


def test_the_spelling_is_utf8_without_white_space_and_its_digest_of_the_body():
    assert encode_canonical_body({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'.encode()
    with pytest.raises(ValueError, match="JSON"):
        encode_canonical_body({"a": float("nan")})
    event = Event("1", "s", 1, "submitted", "SA1042K", b"{}", datetime(2026, 11, 24, tzinfo=UTC))
    assert event.sha256 == digest(b"{}") == hashlib.sha256(b"{}").hexdigest()
    assert event.replaces == ""


SEED = bytes(range(32))
HUB = sealing.pair_of_private(bytes([7] * 32))
EVENT = Event(
    "a" * 32, "b" * 32, 2, "supplement", "SA1042X", encode_canonical_body({"é": 1}), datetime(2026, 11, 24, tzinfo=UTC)
)


def test_only_the_hub_reads_and_anyone_sees_who_signed():
    sent = seal_event(EVENT, "SA", SEED, HUB.public)
    assert EVENT.body not in sent.sealed
    assert unseal_event(sent, sealing.pair_of_private(HUB.private), 100).body == EVENT.body
    assert keys.is_valid_signature(keys.verify_key(SEED), make_event_statement("SA", sent), sent.signature)
    assert sent.key == sealing_key_id(HUB.public) and len(sent.key) == 16


def test_a_signature_is_of_this_site_and_of_every_part_of_the_header():
    sent = seal_event(EVENT, "SA", SEED, HUB.public)
    changes = {
        "id": "c" * 32, "stream": "c" * 32, "sequence": 3, "type": "access", "reference": "SA1K", "replaces": "c" * 32,
        "sha256": "0" * 64,
    }  # fmt: skip
    signed = make_event_statement("SA", sent)
    assert signed == make_event_statement("SA", EVENT) == encode_canonical_body(
        {"version": 2, "site": "SA", "id": "a" * 32, "stream": "b" * 32, "sequence": 2, "type": "supplement",
         "reference": "SA1042X", "replaces": None, "sha256": EVENT.sha256}
    )  # fmt: skip
    assert make_event_statement("BZ", sent) != signed
    for name, value in changes.items():
        assert make_event_statement("SA", replace(sent, **{name: value})) != signed


def test_sealed_to_another_key_it_is_the_same_event():
    sent, other = seal_event(EVENT, "SA", SEED, HUB.public), sealing.pair_of_private(bytes([8] * 32))
    again = seal_event(EVENT, "SA", SEED, other.public)
    assert (again.signature, again.sha256, make_event_statement("SA", again)) == (
        sent.signature,
        sent.sha256,
        make_event_statement("SA", sent),
    )
    assert (unseal_event(again, sealing.pair_of_private(other.private), 100).body, again.key) == (
        EVENT.body,
        sealing_key_id(other.public),
    )


def test_what_cannot_be_opened_or_is_another_body_is_rejected():
    sent = seal_event(EVENT, "SA", SEED, HUB.public)
    for bad in (replace(sent, sealed=sent.sealed[:-1]), replace(sent, sealed=b"")):
        with pytest.raises(Rejected, match="unreadable"):
            unseal_event(bad, sealing.pair_of_private(HUB.private), 100)
    with pytest.raises(Rejected, match="unreadable"):
        unseal_event(sent, sealing.pair_of_private(bytes([8] * 32)), 100)
    with pytest.raises(Rejected, match="unreadable"):
        unseal_event(sent, sealing.pair_of_private(HUB.private), len(EVENT.body) - 1)
    with pytest.raises(Rejected, match="wrong-hash"):
        unseal_event(
            replace(sent, sealed=sealing.seal_packed(HUB.public, b"{}")), sealing.pair_of_private(HUB.private), 100
        )


def request(kind: str, **more: str) -> Event:
    return make_rights_event(
        kind, event_id="e" * 32, stream="c" * 32, sequence=3, reference="SA1001G", site=Site("SA", "Saint-Aubin"),
        day=date(2026, 11, 24), at=AT, helper="Nadia Roux", **more,
    )  # fmt: skip


def test_it_says_who_asks_what_of_which_case_and_holds_no_answer() -> None:
    for kind in KINDS:
        asked = request(kind)
        assert (asked.type, asked.sequence, asked.reference, asked.recorded_at) == (kind, 3, "SA1001G", AT)
        assert json.loads(asked.body) == {
            "version": 1, "type": kind, "id": "e" * 32, "stream": "c" * 32, "sequence": 3, "reference": "SA1001G",
            "replaces": None, "site": {"code": "SA", "name": "Saint-Aubin"}, "legal_date": "2026-11-24",
            "recorded_at": "2026-11-24T13:05:00.000000+00:00", "helper": "Nadia Roux", "message": "",
        }  # fmt: skip
        assert asked.body == event.encode_canonical_body(json.loads(asked.body))
        assert kind in list(event.EventType)


def test_it_can_take_the_place_of_one_that_was_given_up() -> None:
    asked = request("erasure", message=" Merci. ", replaces="a" * 32)
    assert (asked.replaces, json.loads(asked.body)["replaces"], json.loads(asked.body)["message"]) == (
        "a" * 32, "a" * 32, "Merci.",
    )  # fmt: skip
    with pytest.raises(ValueError, match="supplement"):
        request("supplement")
