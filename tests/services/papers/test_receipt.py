"""The receipt says what is true, and who decides."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from hub.decisions.decisions import Asking, DraftDecision, decide_case
from hub.message_templates import shipped_templates
from kiosk.domain.events.additions import AddedDocument, Supplement, SupplementItem
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.silence_facts import SilenceDay, silence_day
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.words import Preferences
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.time import calendar
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.papers import receipt
from kiosk.services.papers.kinds import case_receipt, hub_update
from kiosk.services.submitted import follow_case, supplements
from kiosk.store import updates
from kiosk.store.cases import Submission
from kiosk.store.outbox import PastEvent
from kiosk.store.updates import StoredUpdate
from kiosk.words.words import Words
from printers.slip import Big, Line, Notice, Pair, Signature, Slip, Small, WriteIn
from tests.gallery.site.central import Central, in_a_month
from tests.gallery.site.gardens import PARCEL, asked_for, taking
from tests.gallery.site.gestures import BY_TOUCH, answered, form, helped, submitted
from tests.services.conftest import body_of, destroyed, in_letters, say, submitted_event

FRENCH = Preferences()


def said_of(box: Box, case: Submission) -> dict[str, Any]:
    event = submitted_event(box, case.case_id)
    return body_of(box, event.id, helped(box))


def make(box: Box, case: Submission, **changes: Any) -> Slip:
    body = said_of(box, case)
    given = {
        "submission": case, "procedure": box.catalogue.get(body["procedure"]["id"]), "received_at": None,
        "silence": silence_day(body), "site": box.site, "hub_url": "", "words": box.words(), **changes,
    }  # fmt: skip
    return receipt.make_receipt_slip(given.pop("body", body), **given)


def test_who_what_when_and_what_comes_next(box: Box) -> None:
    case = submitted(box)
    slip = make(box, case)
    result = in_letters(slip)
    for words in (
        "Mairie de Saint-Aubin", "Demander un acte de naissance", format_reference(case.reference),
        "Marie Louise Benali", "(naissance : 3 février 1965)", "Avec l’aide de", "Nadia Roux", "Et maintenant ?",
        "À apporter",
        "Une pièce d’identité", "Gardé ici, pas encore transmis", "Service chargé du dossier",
        "Service de l’état civil", "Demande reçue le", "À apporter dès que possible",
        "Si vous n’êtes pas d’accord", "procureur de la République",
        "02 99 00 00 00", "lundi à vendredi",
    ):  # fmt: skip
        assert words in result, words
    assert [block.text for block in slip.blocks if isinstance(block, Big)] == [format_reference(case.reference)]
    for words in ("Date à confirmer", "Ceci n’est pas un dépôt", "Si vous n’avez pas de réponse"):
        assert words not in result, words


def test_what_is_prepared_for_another_body_says_that_it_is_no_deposit(box: Box) -> None:
    """No silence, no remedies: nobody here decides. There is room for the official number."""
    case = submitted(box, "identity-document")
    slip = make(box, case)
    result = in_letters(slip)
    assert "Ceci n’est pas un dépôt." in result
    assert [block for block in slip.blocks if isinstance(block, WriteIn)]
    assert "Elle ne remplace pas votre démarche" in result
    for words in (
        "Si vous n’avez pas de réponse",
        "Si vous n’êtes pas d’accord",
        "Demande reçue le",
        "dès que possible",
    ):
        assert words not in result


def test_received_is_said_only_with_the_moment_it_was_and_a_doubtful_date_is_to_be_confirmed(box: Box) -> None:
    case = submitted(box)
    at = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
    texts = [block.text for block in make(box, case, received_at=at).blocks if isinstance(block, Notice)]
    assert [text for text in texts if "Reçu par" in text and text.endswith("mardi 1er décembre 2026 à 10:05.")]
    slip = make(box, case, submission=replace(case, date_certain=False))
    assert Notice(box.words().code("paper", "date-to-confirm"), "warning") in slip.blocks


def test_a_helper_is_named_and_so_is_the_person_who_is_helped(box: Box) -> None:
    case = submitted(box, "identity-document")
    pairs = {block.label: block.value for block in make(box, case).blocks if isinstance(block, Pair)}
    assert pairs["Demandeur"].startswith("Marie Louise Benali")
    assert (pairs["Personne qui aide"], pairs["Avec l’aide de"]) == ("Paul Durand", "Nadia Roux")
    assert pairs["Demandeur"].endswith("(naissance\N{NO-BREAK SPACE}: 1945)"), "a year alone is a birth date"


def test_who_gave_no_name_is_no_empty_line(box: Box) -> None:
    case = submitted(box)
    body = said_of(box, case)
    nameless = make(box, case, body={**body, "person": {}})
    assert all(block.value for block in nameless.blocks if isinstance(block, Pair))
    assert "Demandeur" in in_letters(make(box, case)) and "Demandeur" not in in_letters(nameless)
    # Several children are among the answers.
    nobody = {"family_name": "", "given_names": "", "birth_date": ""}
    body = {**said_of(box, case), "for_whom": "my_child", "person": nobody}
    labels = [block.label for block in make(box, case, body=body).blocks if isinstance(block, Pair)]
    assert "Pour" not in labels and "En tant que" in labels


def test_who_asks_for_their_child_is_named_apart_from_the_child(box: Box) -> None:
    nadia = helped(box)
    case_id = answered(box)
    drafts.answer_step(box, case_id, "for-whom", form({"f.for_whom": "my_child"}), FRENCH, nadia)
    names = form({"f.applicant_family_name": "Benali", "f.applicant_given_names": "Karim"})
    drafts.answer_step(box, case_id, "applicant", names, FRENCH, nadia)
    born = form({"f.birth_date.year": "2015", "f.birth_town": "Rennes"})
    drafts.answer_step(box, case_id, "birth", born, FRENCH, nadia)
    drafts.answer_step(
        box, case_id, "papers", form({"f.identity_shown": "seen", "f.link_shown": "to_bring"}), FRENCH, nadia
    )
    slip = make(box, submit_case.submit_case(box, case_id, nadia, BY_TOUCH))
    pairs = {block.label: block.value for block in slip.blocks if isinstance(block, Pair)}
    assert pairs["Demandeur"] == "Karim Benali"
    assert pairs["Pour"].startswith("Marie Louise Benali")
    assert "Vu en original par Nadia Roux" in in_letters(slip) and "À apporter" in in_letters(slip)


def test_a_paper_in_the_persons_hands_is_certified_by_nobody(box: Box) -> None:
    """Review of the screens, B3: a citizen alone certified, and the receipt said « Vu en original »."""
    case = submitted(box)
    listed = [{"id": "identity", "label": "Pièce d’identité", "state": "with_me"}]
    result = in_letters(make(box, case, body={**said_of(box, case), "documents": listed}))
    assert "vous les avez avec vous" in result and "Vu en original" not in result
    listed = [{"id": "identity", "label": "Pièce d’identité", "state": "seen"}]
    result = in_letters(make(box, case, body={**said_of(box, case), "documents": listed}))
    assert (
        "Vu en original Une pièce" in result.replace("• ", "").replace("- ", "") and "Vu en original par" not in result
    )


@pytest.mark.parametrize(
    ("confirmation", "words"),
    [
        (Confirmation("citizen", "touch"), "la personne, sur l’écran"),
        (Confirmation("citizen", "touch", second_screen=True), "la personne, sur le second écran"),
        (Confirmation("citizen", "spoken"), "la personne, de vive voix"),
        (Confirmation("alone", "touch"), "la personne, seule à la borne"),
    ],
)
def test_it_says_who_confirmed(box: Box, confirmation: Confirmation, words: str) -> None:
    nadia = helped(box)
    case = submit_case.submit_case(box, answered(box), nadia, confirmation)
    pairs = {block.label: block.value for block in make(box, case).blocks if isinstance(block, Pair)}
    assert words == pairs[box.words().code("paper", "confirmed")]


def test_the_code_leads_to_the_hubs_page_or_holds_the_number_while_there_is_no_hub(box: Box) -> None:
    case = submitted(box)
    with_hub = receipt.make_receipt_code(case, "https://hub.example/", box.words())
    assert (
        with_hub.data == f"HTTPS://HUB.EXAMPLE/R#{receipt_proof.encode_receipt_proof(case.proof)}"
        and case.follow_code not in with_hub.data
    )
    assert receipt.group_follow_code(case.follow_code) in with_hub.caption
    without = receipt.make_receipt_code(case, "", box.words())
    assert without.data == f"{case.reference} {case.follow_code} #{receipt_proof.encode_receipt_proof(case.proof)}"
    assert "guichet" in without.caption


def test_who_signs_on_the_paper_finds_a_frame_for_it(box: Box) -> None:
    case = submitted(box)
    body = said_of(box, case)
    hand = {
        "step": "a",
        "step_title": "A",
        "field": "hand",
        "kind": "signature",
        "label": "Votre signature",
        "shown": "",
    }
    for value, frames in (({"on_paper": True}, ["Votre signature"]), ({"cannot": True, "witness": "Paul"}, [])):
        slip = make(box, case, body=body | {"answers": [*body["answers"], hand | {"value": value}]})
        assert [block.label for block in slip.blocks if isinstance(block, Signature)] == frames


def test_one_line_says_how_long_the_answers_are_kept_and_whom_to_ask(box: Box) -> None:
    case = submitted(box)
    lines = [line for block in make(box, case).blocks if isinstance(block, Small) for line in block.text.splitlines()]
    (line,) = [words for words in lines if words.startswith("Vos données")]
    assert "La mairie les garde ici 30\u00a0jours après leur envoi." in line
    assert line.endswith("les faire effacer\u00a0: Mairie de Saint-Aubin, 02 99 00 00 00")
    assert "Elles sont effacées d’ici dès leur envoi." in in_letters(
        make(box, case, submission=replace(case, retention_days=0))
    )
    officer = make(box, case, site=replace(box.site, officer="dpo@agglo.example"), procedure=None)
    assert "Vos données. Pour les voir, les corriger ou les faire effacer : dpo@agglo.example" in in_letters(officer)


def test_a_procedure_that_has_changed_since_is_told_as_it_was(box: Box) -> None:
    """The body's French stands when the version is another one, or the file is gone."""
    case = submitted(box)
    body = said_of(box, case)
    body["procedure"] |= {"version": 99, "title": "L’ancienne démarche"}
    for slip in (make(box, case, body=body), make(box, case, body=body, procedure=None, words=box.words("en"))):
        assert "L’ancienne démarche" in in_letters(slip)
        assert "pièce d’identité" in in_letters(slip)


def test_a_curator_and_a_stop_are_told_on_the_receipt(box: Box) -> None:
    case = submitted(box)
    body = said_of(box, case) | {"for_whom": "assisted", "assistance": {"family_name": "Udaf 35", "given_names": ""}}
    words = in_letters(make(box, case, body=body))
    assert "Avec l’assistance de" in words and "Udaf 35" in words and "En qualité de" not in words
    body = said_of(box, case)
    assert "L. 114-2" not in in_letters(make(box, case, body=body))
    body["answers"].append({"kind": "stop", "value": "anyway", "label": "Ailleurs", "field": "x"})
    assert "L. 114-2" in in_letters(make(box, case, body=body))


HOME = Supplement("", (AddedDocument(SupplementItem("home", "Un justificatif de domicile"), "seen"),))


@pytest.fixture
def gardens(linked: Box) -> Box:
    """A box that takes requests for gardens."""
    return taking(linked, PARCEL)


def receipt_of(box: Box, case: Submission, language: str = "fr") -> str:
    return in_letters(
        case_receipt.make_case_receipt_slip(box, case.case_id, box.words(language), KeyHolder(helped(box)))
    )


def letter_of(box: Box, case: Submission) -> str:
    update = updates.select_updates(box.store.read(), case.reference)[-1]
    subject = f"{case.reference}:{update.id}"
    return in_letters(hub_update.make_hub_update_slip(box, subject, box.words(), KeyHolder(helped(box))))


def followed(box: Box, case: Submission) -> SilenceDay | None:
    return follow_case.follow_typed_reference(box, case.reference, helped(box)).silence


def told_by_the_hub(box: Box, central: Central, case: Submission, state: str, seen: int = 0) -> None:
    exchange_with_hub(box, hub_of(box))
    say(central, case.reference, state, "Il manque une pièce.", seen)
    exchange_with_hub(box, hub_of(box))


def in_words(box: Box, *, later: int, days: int = 0) -> str:
    return box.words().day(calendar.add_months(box.watch.today().day, later) + timedelta(days=days))


def test_a_receipt_says_the_day_where_nothing_is_missing_and_none_where_a_paper_is(gardens: Box) -> None:
    receipt = receipt_of(gardens, asked_for(gardens, small=True))
    assert "Ce délai commence quand toutes les pièces obligatoires sont là." in receipt
    assert "avant le" not in receipt and "3 mois" in receipt
    assert "Un petit jardin" in receipt and "attestation de cet accord" in receipt
    receipt = receipt_of(gardens, asked_for(gardens, small=True), "en")
    assert "It starts when all the required papers are there." in receipt and "3 months" in receipt
    accepted, refused = asked_for(gardens, small=True, paper="seen"), asked_for(gardens, small=False, paper="seen")
    assert f"avant le {in_words(gardens, later=3)}, votre demande est acceptée" in receipt_of(gardens, accepted)
    assert f"avant le {in_words(gardens, later=2)}, votre demande est refusée" in receipt_of(gardens, refused)
    assert "attestation" not in receipt_of(gardens, refused)


def test_a_receipt_says_what_the_file_says_where_silence_means_nothing(linked: Box) -> None:
    delivered = PARCEL.replace("means: accepted, after_months: 3,", "means: none, text: Le plan vous est remis,")
    box = taking(linked, delivered)
    receipt = receipt_of(box, asked_for(box, small=True))
    assert "Le plan vous est remis" in receipt and "pas de réponse" not in receipt
    assert "Le plan" not in receipt_of(box, asked_for(box, small=False)), "another subject"


def test_a_request_about_two_things_says_the_silence_of_each(linked: Box, central: Central) -> None:
    shed = PARCEL.replace(
        "{ means: refused, after_months: 2 }", "{ means: refused, after_months: 2, about: Une cabane }"
    )
    box = taking(linked, shed)
    case = asked_for(box, small=True, paper="seen")
    accepted = (
        f"Un petit jardin Si vous n’avez pas de réponse avant le {in_words(box, later=3)}, votre demande est acceptée"
    )
    refused = f"Une cabane Si vous n’avez pas de réponse avant le {in_words(box, later=2)}, votre demande est refusée"
    assert accepted in receipt_of(box, case) and refused in receipt_of(box, case)
    told_by_the_hub(box, central, case, "in_progress")
    assert accepted in letter_of(box, case) and refused in letter_of(box, case), "as the hub says it"
    days = followed(box, case)
    assert days is not None and [day.about for day in days.by_subject] == ["Une cabane", "Un petit jardin"]


def test_where_one_of_two_subjects_means_nothing_both_are_said(linked: Box) -> None:
    box = taking(
        linked,
        PARCEL.replace("{ means: refused, after_months: 2 }", "{ means: none, about: Le puits, text: Demandez. }"),
    )
    receipt = receipt_of(box, asked_for(box, small=True, paper="seen"))
    assert "votre demande est acceptée" in receipt and "Le puits Demandez." in receipt


def test_papers_asked_for_by_a_day_move_it_everywhere_and_their_coming_back(gardens: Box, central: Central) -> None:
    case = asked_for(gardens, small=False)
    told_by_the_hub(gardens, central, case, "incomplete")
    due = gardens.words().day(date.fromisoformat(in_a_month(central.hub)))
    for paper in (receipt_of(gardens, case), letter_of(gardens, case)):
        assert f"Donnez-les au plus tard le {due}." in paper
        assert f"avant le {in_words(gardens, later=2, days=30)}" in paper
        assert "Si vos pièces arrivent avant, cette date est plus proche." in paper
        assert "Si le service vous demande" not in paper, "it has asked for them"
    waiting = followed(gardens, case)
    assert waiting is not None and waiting.papers_by == date.fromisoformat(in_a_month(central.hub))
    supplements.append_supplement(gardens, case.reference, HOME, helped(gardens), gardens.clock.new_id())
    come = followed(gardens, case)
    assert come is not None and (come.papers_by, come.lacks) == (None, False)
    assert f"avant le {in_words(gardens, later=2)}" in receipt_of(gardens, case)


def test_a_letter_says_once_which_papers_are_asked_for_and_by_when(gardens: Box, central: Central) -> None:
    due = gardens.words().day(date.fromisoformat(in_a_month(central.hub)))
    paper = "Un justificatif de domicile"
    filled = f"Il manque : un justificatif de domicile. Envoyez-le avant le {due}."
    for message, lists in ((filled, 0), ("Il manque quelque chose.", 1)):
        case = asked_for(gardens, small=False)
        exchange_with_hub(gardens, hub_of(gardens))
        draft = DraftDecision("incomplete", message, 0, in_a_month(central.hub), Asking(documents=("home",)))
        decide_case(central.hub, central.claire, case.reference, draft)
        exchange_with_hub(gardens, hub_of(gardens))
        letter = letter_of(gardens, case)
        assert letter.casefold().count(paper.casefold()) == 1 and letter.count(due) == 1, letter
        assert letter.count("Pièces demandées") == lists
        assert "Le délai de réponse s’arrête jusqu’à" in letter, "what becomes of the delay is said either way"
        assert ("plus haut" in letter) == (message == filled)


def test_an_acceptance_starts_the_day_its_last_paper_comes(gardens: Box, central: Central) -> None:
    case = asked_for(gardens, small=True)
    told_by_the_hub(gardens, central, case, "in_progress")
    accuse = letter_of(gardens, case)
    assert "Accusé de réception" in accuse and "attestation de cet accord" in accuse
    assert "Ce délai commence quand toutes les pièces obligatoires sont là." in accuse
    for words in (
        "Demande reçue le", "Espaces verts", "1 place de la Mairie", "02 99 00 00 00", "Si vous n’êtes pas d’accord",
    ):  # fmt: skip
        assert words in accuse, words
    supplements.append_supplement(gardens, case.reference, HOME, helped(gardens), gardens.clock.new_id())
    assert f"avant le {in_words(gardens, later=3)}" in receipt_of(gardens, case)


WITHOUT_RULE = PARCEL.replace(
    "means: accepted, after_months: 3,", "means: none, text: Le plan vous est remis,"
).replace("name: Espaces verts", "name: Espaces verts, email: jardins@saint-aubin.example")


def test_who_asks_where_no_rule_says_what_silence_means_holds_an_accuse_without_a_day(
    linked: Box, central: Central
) -> None:
    """CRPA L. 112-3 and R. 112-5: the service, the day, the remedies; and no day on which silence would decide."""
    said, unsaid = taking(linked, WITHOUT_RULE), "Aucun délai de réponse n’est fixé ici."
    case = asked_for(said, small=True)
    told_by_the_hub(said, central, case, "in_progress")
    accuse = letter_of(said, case)
    for words in (
        "Accusé de réception", "Demande reçue le", "Service chargé du dossier", "1 place de la Mairie",
        "02 99 00 00 00", "jardins@saint-aubin.example", "Écrivez au maire.", "Le plan vous est remis",
    ):  # fmt: skip
        assert words in accuse, words
    assert unsaid not in accuse and "Si vous n’avez pas de réponse" not in accuse
    assert "Espaces verts – jardins@saint-aubin.example" in receipt_of(said, case), (
        "its address of mail, on the receipt"
    )
    silent = taking(linked, WITHOUT_RULE.replace("text: Le plan vous est remis,", ""))
    other = asked_for(silent, small=True)
    told_by_the_hub(silent, central, other, "in_progress")
    assert unsaid in letter_of(silent, other)


def test_the_day_for_a_missing_paper_is_told_where_silence_means_nothing_too(linked: Box, central: Central) -> None:
    box = taking(linked, WITHOUT_RULE)
    case = asked_for(box, small=True)
    told_by_the_hub(box, central, case, "incomplete")
    due = f"Donnez-les au plus tard le {box.words().day(date.fromisoformat(in_a_month(central.hub)))}."
    for paper in (receipt_of(box, case), letter_of(box, case)):
        assert paper.count(due) == 1, paper
        assert "dès que possible" not in paper, "a day is set"
    assert "Accusé de réception" in letter_of(box, case)
    supplements.append_supplement(box, case.reference, HOME, helped(box), box.clock.new_id())
    assert "au plus tard" not in receipt_of(box, case)


def test_papers_for_a_request_about_two_things_are_not_told_as_if_for_one_of_them(
    linked: Box, central: Central
) -> None:
    box = taking(
        linked,
        PARCEL.replace("{ means: refused, after_months: 2 }", "{ means: refused, after_months: 2, about: Une cabane }"),
    )
    case = asked_for(box, small=True)
    told_by_the_hub(box, central, case, "incomplete")
    for paper in (receipt_of(box, case), letter_of(box, case)):
        assert paper.count("Le service attend des pièces.") == 1, paper
        assert paper.index("Le service attend des pièces.") < paper.index("Un petit jardin"), paper


def test_a_long_way_to_contest_has_a_line_for_each_question(linked: Box) -> None:
    """A voter in a hurry finds « Un vote approche ? » without reading a dozen lines; in Arabic too."""
    box = taking(
        linked, PARCEL.replace("Écrivez au maire.", "Écrivez au maire. Un vote approche\u00a0? N’attendez pas.")
    )
    slip = case_receipt.make_case_receipt_slip(
        box, asked_for(box, small=True).case_id, box.words(), KeyHolder(helped(box))
    )
    assert Line("Écrivez au maire.\nUn vote approche\u00a0? N’attendez pas.") in slip.blocks
    (_, arabic) = receipt.remedy_blocks("اكتبوا. هل اقترب التصويت؟ لا تنتظروا.", "", box.site, Words("ar"))
    assert isinstance(arabic, Line) and arabic.text.startswith("اكتبوا.\nهل")


def test_a_court_is_named_where_a_refusal_is_brought_before_it(linked: Box) -> None:
    """CJA, R. 421-5: whoever does not know which one writes to the wrong one."""
    court = "Tribunal administratif de Rennes, 3 contour de la Motte, 35044 Rennes"
    for remedies, named in (
        ("Saisissez le tribunal administratif.", True),
        ("Saisissez le tribunal judiciaire.", False),
    ):
        box = taking(linked, PARCEL.replace("Écrivez au maire.", remedies))
        case = asked_for(box, small=True)
        slip = make(box, case, site=replace(box.site, court=court))
        assert (court in in_letters(slip)) == named


def test_whom_silence_refuses_is_told_that_the_reasons_can_be_had(gardens: Box, central: Central) -> None:
    """CRPA L. 232-4, beside the attestation of L. 232-3 for whom it accepts."""
    reasons, attestation = "vous pouvez demander pourquoi", "attestation de cet accord"
    refused, accepted = asked_for(gardens, small=False), asked_for(gardens, small=True)
    told_by_the_hub(gardens, central, refused, "in_progress")
    for paper in (receipt_of(gardens, refused), letter_of(gardens, refused)):
        assert reasons in paper and attestation not in paper, paper
    assert reasons not in receipt_of(gardens, accepted) and attestation in receipt_of(gardens, accepted)


def test_a_decided_case_promises_nothing_of_silence(gardens: Box, central: Central) -> None:
    case = asked_for(gardens, small=False)
    told_by_the_hub(gardens, central, case, "accepted")
    assert followed(gardens, case) is None
    for paper in (receipt_of(gardens, case), letter_of(gardens, case)):
        assert "pas de réponse" not in paper


def test_a_case_whose_answers_are_gone_is_told_as_the_hub_said_it_last(gardens: Box, central: Central) -> None:
    case = asked_for(gardens, small=False)
    told_by_the_hub(gardens, central, case, "incomplete")
    told = follow_case.follow_typed_reference(gardens, case.reference, helped(gardens))
    destroyed(gardens, case.case_id)
    after = follow_case.follow_typed_reference(gardens, case.reference, helped(gardens))
    assert told.readable and not after.readable and after.silence == told.silence is not None


AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
BODY = {
    "legal_date": "2026-11-24", "silence": {"means": "refused", "on": "2027-01-24", "after_months": 2},
    "documents": [{"id": "home", "label": "Domicile", "state": "to_bring"}],
}  # fmt: skip
ASKED = StoredUpdate("u", "SA1042X", "state", "incomplete", AT, "s", b"", AT, None, date(2026, 12, 31))


def event(type_: EventType, *, rejected: bool = False) -> PastEvent:
    at = AT + timedelta(days=9)
    return PastEvent("e", "s", 2, type_, b"", at, "", None, at if rejected else None, "", None, replaced=False)


@pytest.mark.parametrize(
    ("history", "day"),
    [
        ([], "2027-02-23"),
        ([(event(EventType.SUPPLEMENT), {"legal_date": "2026-12-08", "documents": []})], "2027-01-31"),
        ([(event(EventType.SUPPLEMENT), None)], "2027-02-02"),
        ([(event(EventType.SUPPLEMENT, rejected=True), None)], "2027-02-23"),
        ([(event(EventType.WITHDRAWAL), None)], None),
        ([(event(EventType.WITHDRAWAL, rejected=True), None)], "2027-02-23"),
        ([(event(EventType.CORRECTION), None)], "2027-02-23"),
    ],
    ids=[
        "nothing came", "it came the day that it says", "nobody here can read it", "the hub refused it",
        "it is withdrawn", "the hub refused the withdrawal", "a correction is no paper",
    ],
)  # fmt: skip
def test_what_happened_here_counts(history: list[receipt.Read], day: str | None) -> None:
    silence = receipt.find_days(BODY, history, [(ASKED, None)], UTC)[0]
    assert (silence and silence.on and silence.on.isoformat()) == day


def test_what_came_elsewhere_counts_as_what_came_here_does() -> None:
    came = replace(ASKED, kind="added", at=AT + timedelta(days=9), papers_by=None)
    said = {"legal_date": "2026-12-08", "documents": [{"id": "identity", "label": "", "state": "joined", "files": 1}]}
    for body, day in ((said, date(2027, 1, 31)), (None, date(2027, 2, 2))):
        silence = receipt.find_days(BODY, [], [(ASKED, None), (came, body)], UTC)[0]
        assert silence is not None and (silence.on, silence.papers_by) == (day, None)
    rights = replace(ASKED, kind="rights", state="in_progress", at=AT + timedelta(days=2), papers_by=None)
    silence = receipt.find_days(BODY, [], [(ASKED, None), (rights, None)], UTC)[0]
    assert silence is not None and silence.papers_by == date(2026, 12, 31)


def test_no_language_says_the_contrary_of_what_was_done() -> None:
    """An Arabic receipt told its reader to look at the originals, a Ukrainian letter that an approval had arrived."""
    assert "اطّلعوا" not in Words("ar").code("paper", "documents-seen-by", name="Nadia Roux")
    accepted = shipped_templates()["Demande acceptée"].texts["uk"]
    assert "схвален" in accepted and "прийнято" not in accepted


def test_every_language_says_the_day_and_by_when_papers_are_due() -> None:
    for means in ["accepted", "refused"]:
        for language in ["fr", "en", "ar", "es", "pt", "uk"]:
            words = Words(language)
            on, due = date(2027, 2, 23), date(2026, 12, 31)
            ((_, sentences),) = receipt.list_silence_sentences(SilenceDay(means, 2, on, due, lacks=True), words)
            said = " ".join(sentences)
            assert words.day(on) in said and words.day(due) in said
            assert "%" not in said
            ((_, later),) = receipt.list_silence_sentences(SilenceDay("accepted", 2, None, lacks=True), words)
            assert words.span(2, "month") in later[0]
