"""One of each message of the wire, made by the code that boxes and hubs make them with."""

import json
from datetime import UTC, date, datetime
from typing import Any

from msgspec import convert
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.events import additions, submission
from kiosk.domain.events.additions import AddedDocument, Supplement, SupplementItem, Withdrawal
from kiosk.domain.events.event import Event, EventType, encode_canonical_body
from kiosk.domain.events.reference import Alias
from kiosk.domain.events.sealed import EventHeader, SealedEvent, event_to_wire, make_event_statement
from kiosk.domain.events.submission import Confirmation, Correction, Stamp
from kiosk.domain.events.wire.bodies import CorrectedAnswer
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.events.wire.statements import EventAcknowledgement, FileAcknowledgement, HubStanding, ReleaseNote
from kiosk.domain.language.spelling import Text
from kiosk.domain.notices import wish
from kiosk.domain.notices.wish import Wish
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import Procedure, ProcedureDocument, SilenceRule
from kiosk.domain.proofs import enrolment, receipt_proof, signed_statement
from kiosk.domain.proofs.enrolment import NewFollowCode
from kiosk.domain.proofs.receipt_proof import KeyList, SitePublicKey
from tests.domain.samples import TODAY, Codes, a_field, a_procedure, a_step

SEED = bytes(range(32))
AT = datetime(2026, 11, 24, 13, 5, 0, 120, tzinfo=UTC)
SITE = Site("SA", "Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00", "mairie@example.org")
STEPS = (
    a_step("whom", a_field("choice", "for_whom", choices=("myself", "assisted"))),
    a_step(
        "person",
        a_field("text", "birth_name", role="person.birth_name"),
        a_field("text", "given_names", role="person.given_names", none="Pas de prénom"),
        a_field("date", "born", role="person.birth_date"),
        a_field("text", "mother", unknown=True),
        a_field("amount", "rent"),
    ),
    a_step("curator", a_field("text", "curator", role="curator.family_name")),
    a_step("club", a_field("text", "club", role="organisation.name")),
    a_step("contact", a_field("address", "home", role="contact.address")),
    a_step(
        "papers",
        a_field("document", "identity_shown", document="identity"),
        a_field("document", "home_shown", document="home", required=False),
    ),
)
ANSWERS = {
    "for_whom": Answer(value="myself"), "birth_name": Answer(value="Benali"),
    "given_names": Answer(value="Awa «É» \u202f", language="ar"), "born": Answer(value="1945-03-02"),
    "mother": Answer(unknown=True), "rent": Answer(value="420.50"), "curator": Answer(value="Petit"),
    "club": Answer(value="Les amis du lac"),
    "home": Answer(value={"street": "3 rue du Lavoir", "postcode": "35140", "city": "Saint-Aubin"}),
    "identity_shown": Answer(value="seen", by="Jean Petit"), "home_shown": Answer(value="joined"),
}  # fmt: skip
BY_TOUCH = Confirmation("citizen", "touch")
STAMP = Stamp("e" * 32, 1, "SA1042X", date(2026, 11, 24), True, AT, "0" * 64, "5" * 32, "Nadia Roux", BY_TOUCH)
FILES = {"home_shown": (Attachment("f" * 32, "facture.pdf", "application/pdf", 48213, "a" * 64),)}
ADDED: dict[str, Any] = {
    "event_id": "d" * 32, "stream": "c" * 32, "sequence": 2, "reference": "SA1042X", "site": SITE,
    "day": date(2026, 11, 30), "at": AT, "helper": "Nadia Roux",
}  # fmt: skip


WISH = Wish("awa@example.org", "+33612345678", "+33612345678", True)


def _procedure(*silence: SilenceRule, **more: Any) -> Procedure:
    identity = ProcedureDocument("identity", Text("Une pièce d’identité"), Text("Pour vérifier."))
    home = ProcedureDocument("home", Text("Un justificatif"), Text("Pour vérifier."))
    return a_procedure(*STEPS, documents=(identity, home), silence=silence, remedies=Text("Un recours."), **more)


def _submitted(chosen: Procedure, stamp: Stamp, confirmed: Confirmation, **answers: Answer) -> bytes:
    kept = ANSWERS | answers
    case = Case("c" * 32, chosen.id, chosen.version, chosen.service.id, AT, AT, answers=kept)
    walked = compute_journey(chosen, kept, TODAY)
    stamped = replace(stamp, confirmation=confirmed)
    return encode_canonical_body(submission.make_submitted_body(case, walked, SITE, stamped, Codes(), FILES))


def bodies() -> dict[str, bytes]:
    """The bodies of events, by a name of each."""
    school = SilenceRule("accepted", 3, Text("Trois mois."), about=Text("École"))
    meals = SilenceRule("refused", 2, Text("Deux mois."), about=Text("Cantine"))
    corrected = (
        submission.make_correction_in_words("Mon nom", "BENALI-PETIT"),
        CorrectedAnswer(field="rent", label="Loyer", kind="amount", value=None, shown=""),
        CorrectedAnswer(field="home", label="Adresse", kind="address", value={"city": "Rennes"}, shown="Rennes"),
    )
    added = (
        additions.make_supplement_event(
            Supplement(
                "Voici.",
                (
                    AddedDocument(SupplementItem("identity", "Pièce"), "seen"),
                    AddedDocument(SupplementItem("", "Autre"), "to_bring"),
                ),
            ),
            **ADDED,
        ),
        submission.make_correction_event(Correction(corrected, "J’avais mal lu."), **ADDED),
        additions.make_withdrawal_event(Withdrawal("citizen", "spoken", "J’ai déménagé."), **ADDED),
        submission.make_rights_event(EventType.ERASURE, "Tout.", **ADDED, replaces="b" * 32),
        submission.make_rights_event(EventType.ACCESS, **ADDED),
        enrolment.make_new_code_event(NewFollowCode("9" * 64, "5a" * 16, "passport", "lost"), **ADDED),
        wish.make_notices_event(wish.wish_to_notices(WISH, "02 99 00 00 00", "lundi : 9 h – 12 h"), **ADDED),
    )
    number = wish.make_number_event(Wish(sms="+33612345678"), "ar", **ADDED)
    alone = additions.make_withdrawal_event(
        Withdrawal("alone", "touch", "", "9" * 64), **(ADDED | {"helper": "", "sequence": 1})
    )
    renumbered = replace(STAMP, replaces="b" * 32)
    assisted = Answer(value="assisted")
    return {
        "submitted": _submitted(_procedure(), STAMP, Confirmation("citizen", "touch")),
        "submitted-subjects": _submitted(
            _procedure(school, meals), renumbered, Confirmation("mandate", "", "7" * 32), for_whom=assisted
        ),
        "submitted-prepared": _submitted(
            _procedure(kind="prepared", where=Text("À Rennes."), official_number=Text("AB12"), payment=Text("86 €")),
            STAMP, Confirmation("alone", "touch"),
        ),
        **{event.type: event.body for event in added},
        "withdrawal-alone": alone.body,
        "notices-number": number.body,
    }  # fmt: skip


def sealed(number: int = 0, alias: Alias | None = None) -> SealedEvent:
    event = Event("e" * 32, "c" * 32, 1, EventType.SUBMITTED, "SA1042X", b"{}", AT)
    signature = keys.sign_bytes(SEED, make_event_statement("SA", convert(event, EventHeader, from_attributes=True)))
    return SealedEvent(
        event.id, event.stream, event.sequence, event.type, event.reference, "b" * 32 if number else "", event.sha256,
        "1" * 16, b"sealed \x00\xff", signature, alias.to_wire(SEED) if alias else None,
    )  # fmt: skip


ALIAS = Alias("SA", "c" * 32, "SA1042X", ("XX1003Y",))


def messages() -> dict[str, bytes]:
    """Everything else that is sent or signed, by a name of each."""
    hub = keys.verify_key(SEED)
    update = {"id": "d" * 32, "reference": "SA1042X", "kind": "state", "state": "incomplete", "message": "Il manque…",
              "at": AT.isoformat(timespec="microseconds"), "by": "État civil", "papers_by": "2026-12-31"}  # fmt: skip
    listed = (
        SitePublicKey(hub, "SA", "Saint-Aubin", None, date(2027, 3, 1), ("XX",)),
        SitePublicKey("2" * 64, "SB", "Bois", date(2027, 3, 1)),
    )
    refusal = signed_statement.refusal_to_wire(event_to_wire(sealed()), "SA", "unknown-reference", "reference", SEED)
    question = enrolment.make_question("7KQ2-MPXW-W4T8-3HJN", hub, "0" * 32, "SA")
    answer = {"version": 2, "site": "SA", "name": "Saint-Aubin", "token": "t", "verify_key": hub}
    return {
        "header": make_event_statement("SA", sealed()),
        "header-replaces": make_event_statement("SA", sealed(1)),
        "event": _text(event_to_wire(sealed())),
        "event-alias": _text(event_to_wire(sealed(1, ALIAS))),
        "alias": ALIAS.statement(),
        "acknowledgement": EventAcknowledgement("e" * 32, "a" * 64, "SA", "SA1042X", 1, "submitted", AT, 2).statement(),
        "file": FileAcknowledgement("f" * 32, "e" * 32, "a" * 64, 48213, "SA", AT, 2).statement(),
        "refusal": _text(refusal),
        "standing": _text(
            signed_statement.sign_message(HubStanding("SA", "8" * 32, 17, "9" * 32, AT, 2), SEED).to_wire()
        ),
        "update": _text(signed_statement.update_to_wire(update, "SA", 16, SEED)),
        "keys": receipt_proof.make_key_list_statement(KeyList(listed, 17, AT, "8" * 32, hub)),
        "release": signed_statement.sign_message(ReleaseNote("0.2.1", "Mettez à jour.", AT, 2), SEED).statement,
        "question": encode(question),
        "enrolled": _text(
            {**answer, "proof": enrolment.make_enrolment_proof(bytes(32), {**answer, "nonce": "0" * 32})}
        ),
    }


def _text(message: dict[str, Any]) -> bytes:
    """The bytes that are sent, in the order in which the message is made."""
    return json.dumps(message, ensure_ascii=False).encode()
