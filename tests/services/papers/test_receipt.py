"""The receipt says what is true, and who decides."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.domain.events.reference import spoken
from kiosk.domain.events.silence_facts import silence_day
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.words import Preferences
from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Box
from kiosk.services.drafts import draft_answers, submit_case
from kiosk.services.papers import receipt
from kiosk.store.cases.cases import Submission
from printers.slip import Big, Notice, Pair, Signature, Slip, Small, WriteIn
from tests.gallery.site.gestures import BY_TOUCH, answered, form, helped, submitted
from tests.services.conftest import body_of, in_letters, submitted_event

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
    return receipt.slip(given.pop("body", body), **given)


def test_who_what_when_and_what_comes_next(box: Box) -> None:
    case = submitted(box)
    slip = make(box, case)
    result = in_letters(slip)
    for words in (
        "Mairie de Saint-Aubin", "Demander une copie d’un acte de naissance", spoken(case.reference),
        "Marie Louise Benali", "(naissance : 3 février 1965)", "Avec l’aide de", "Nadia Roux", "Et maintenant ?",
        "À apporter",
        "Une pièce d’identité", "Gardé ici, pas encore transmis", "Qui décide", "Service de l’état civil",
        "Si vous n’êtes pas d’accord", "procureur de la République",
        "02 99 00 00 00", "lundi à vendredi",
    ):  # fmt: skip
        assert words in result, words
    assert [block.text for block in slip.blocks if isinstance(block, Big)] == [spoken(case.reference)]
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
    for words in ("Si vous n’avez pas de réponse", "Si vous n’êtes pas d’accord", "Enregistré le"):
        assert words not in result


def test_received_is_said_only_with_the_moment_it_was(box: Box) -> None:
    case = submitted(box)
    at = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
    texts = [block.text for block in make(box, case, received_at=at).blocks if isinstance(block, Notice)]
    assert [text for text in texts if "Reçu par" in text and text.endswith("mardi 1er décembre 2026 à 10:05.")]


def test_a_date_that_is_not_certain_is_to_be_confirmed(box: Box) -> None:
    case = submitted(box)
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


def test_where_no_one_person_is_named_no_empty_line_says_for_whom(box: Box) -> None:
    """Several children are among the answers."""
    case = submitted(box)
    nobody = {"family_name": "", "given_names": "", "birth_date": ""}
    body = {**said_of(box, case), "for_whom": "my_child", "person": nobody}
    labels = [block.label for block in make(box, case, body=body).blocks if isinstance(block, Pair)]
    assert "Pour" not in labels and "En tant que" in labels


def test_who_asks_for_their_child_is_named_apart_from_the_child(box: Box) -> None:
    nadia = helped(box)
    case_id = answered(box)
    draft_answers.answer(box, case_id, "for-whom", form({"f.for_whom": "my_child"}), FRENCH, nadia)
    names = form({"f.applicant_family_name": "Benali", "f.applicant_given_names": "Karim"})
    draft_answers.answer(box, case_id, "applicant", names, FRENCH, nadia)
    born = form({"f.birth_date.year": "2015", "f.birth_town": "Rennes"})
    draft_answers.answer(box, case_id, "birth", born, FRENCH, nadia)
    draft_answers.answer(
        box, case_id, "papers", form({"f.identity_shown": "seen", "f.link_shown": "to_bring"}), FRENCH, nadia
    )
    slip = make(box, submit_case.submit(box, case_id, nadia, BY_TOUCH))
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


def test_a_receipt_of_an_earlier_version_does_not_say_who_saw_an_original(box: Box) -> None:
    case = submitted(box)
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
    case = submit_case.submit(box, answered(box), nadia, confirmation)
    pairs = {block.label: block.value for block in make(box, case).blocks if isinstance(block, Pair)}
    assert words == pairs[box.words().code("paper", "confirmed")]


def test_the_code_leads_to_the_hubs_page_or_holds_the_number_while_there_is_no_hub(box: Box) -> None:
    case = submitted(box)
    with_hub = receipt.code(case, "https://hub.example/", box.words())
    assert (
        with_hub.data == f"HTTPS://HUB.EXAMPLE/R#{receipt_proof.text(case.proof)}"
        and case.follow_code not in with_hub.data
    )
    assert receipt.grouped(case.follow_code) in with_hub.caption
    without = receipt.code(case, "", box.words())
    assert without.data == f"{case.reference} {case.follow_code} #{receipt_proof.text(case.proof)}"
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
    texts = [block.text for block in make(box, case).blocks if isinstance(block, Small)]
    (line,) = [words for words in texts if words.startswith("Vos données")]
    assert "Ce poste les garde 30\u00a0jours après leur envoi." in line
    assert line.endswith("les faire effacer\u00a0: Mairie de Saint-Aubin, 02 99 00 00 00")
    assert "Ce poste les efface dès leur envoi." in in_letters(
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


def test_a_curator_who_assists_is_named_beside_the_person_who_asks(box: Box) -> None:
    case = submitted(box)
    body = said_of(box, case) | {"for_whom": "assisted", "assistance": {"family_name": "Udaf 35", "given_names": ""}}
    words = in_letters(make(box, case, body=body))
    assert "Avec l’assistance de" in words and "Udaf 35" in words and "En qualité de" not in words


def test_who_filed_in_spite_of_a_stop_reads_what_follows(box: Box) -> None:
    case = submitted(box)
    body = said_of(box, case)
    assert "L. 114-2" not in in_letters(make(box, case, body=body))
    body["answers"].append({"kind": "stop", "value": "anyway", "label": "Ailleurs", "field": "x"})
    assert "L. 114-2" in in_letters(make(box, case, body=body))
