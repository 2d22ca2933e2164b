"""The papers of a case: receipts, checklist, what was added, what the hub says, an attestation, answers to copy."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from hub.cases.cases import read_case
from hub.decisions import decisions
from hub.decisions.decisions import NOTHING, DraftDecision, decide_case
from hub.files.listed_file import NewDocument
from hub.message_templates import shipped_templates
from hub.replies import Passing
from kiosk.domain.events.reference import format_reference, mint_reference
from kiosk.domain.events.submission import Correction, make_correction_in_words
from kiosk.domain.language.words import Preferences
from kiosk.domain.proofs import receipt_proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import NO_ONE, KeyHolder
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.lost import replace_receipt
from kiosk.services.lost.replace_receipt import ReplacementForm
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import case_receipt, handouts, hub_update, supplement_papers
from kiosk.services.papers.paper import letterhead
from kiosk.services.spool import print_queue
from kiosk.services.submitted import requests
from kiosk.store import spool, updates
from kiosk.words import paper_fonts
from printers.renderers.pdf import A4, ROLL_80
from printers.renderers.text import TEXT_42
from printers.slip import Code, Heading, Items, Line, Rule, Slip
from tests.gallery.site.central import Central
from tests.gallery.site.gardens import PARCEL, asked_for, taking
from tests.gallery.site.gestures import answered, form, helped, submitted, supplemented
from tests.gallery.site.strange_files import picture, plain_pdf, saved
from tests.services.conftest import destroyed, in_letters, say

KEPT = "pas encore transmis"
RECEIVED = "Reçu par le système central"


def nadias_eyes(box: Box) -> KeyHolder:
    return KeyHolder(helped(box))


def test_a_receipt_says_that_a_case_is_only_kept_here_until_it_is_received(linked: Box) -> None:
    case = submitted(linked)
    before = in_letters(case_receipt.make_case_receipt_slip(linked, case.case_id, linked.words(), nadias_eyes(linked)))
    exchange_with_hub(linked, hub_of(linked))
    after = in_letters(case_receipt.make_case_receipt_slip(linked, case.case_id, linked.words(), nadias_eyes(linked)))
    assert KEPT in before and RECEIVED not in before
    assert RECEIVED in after and KEPT not in after


def test_a_receipt_is_printed_in_the_persons_language(box: Box) -> None:
    case = submitted(box)
    english = case_receipt.make_case_receipt_slip(box, case.case_id, box.words("en"), nadias_eyes(box))
    assert (english.language, english.direction) == ("en", "ltr")
    assert english.title != case_receipt.make_case_receipt_slip(box, case.case_id, box.words(), nadias_eyes(box)).title


FORM = "f" * 32


def printed(box: Box, language: str = "fr") -> str:
    slip = supplement_papers.make_new_receipt_slip(box, FORM, box.words(language), KeyHolder(helped(box)))
    return in_letters(slip)


def test_it_says_truthfully_when_the_new_code_works(linked: Box) -> None:
    case, seen = submitted(linked), ReplacementForm("passport", "lost")
    replace_receipt.replace_receipt(linked, case.reference, seen, helped(linked), FORM)
    code = replace_receipt.read_replacement_receipt(linked, FORM, helped(linked)).code
    before = printed(linked)
    assert f"{code[:5]}-{code[5:]}" in before and "dès que le système central l’aura reçu" in before
    exchange_with_hub(linked, hub_of(linked))
    assert "Le nouveau code est valable" in printed(linked)
    for language in linked.settings.languages:
        assert code[:5] in printed(linked, language)


def test_of_another_towns_case_it_bears_number_and_code_and_the_page_where_both_are_typed(linked: Box) -> None:
    elsewhere, _ = mint_reference("BZ", 1041)
    replace_receipt.replace_receipt(linked, elsewhere, ReplacementForm("passport", "lost"), helped(linked), FORM)
    code = replace_receipt.read_replacement_receipt(linked, FORM, helped(linked)).code
    slip = supplement_papers.make_new_receipt_slip(linked, FORM, linked.words(), KeyHolder(helped(linked)))
    (square,) = [block for block in slip.blocks if isinstance(block, Code)]
    assert square.data.endswith("/f") and code not in square.data and f"{code[:5]}-{code[5:]}" in square.caption


FRENCH = Preferences()


def made(box: Box, subject: str, actor: Actor | None = None) -> Slip:
    return handouts.make_checklist_slip(box, subject, box.words(), KeyHolder(actor) if actor else NO_ONE)


def test_before_the_first_question_the_list_tells_all_and_needs_nobody_s_key(box: Box, nadia: Actor) -> None:
    result = in_letters(made(box, "birth-certificate"))
    for words in (
        "À rapporter", "Demander un acte de naissance", "Selon votre situation", "Une pièce d’identité",
        "n’est demandé qu’en cas de doute.", "Un passeport", "1 place de la Mairie", "9 h à 17 h",
    ):  # fmt: skip
        assert words in result, words
    assert "commencée" not in result
    blocks = made(box, "birth-certificate").blocks
    lists = [
        after for before, after in pairwise(blocks) if before == Line(box.words().code("paper", "checklist-instead"))
    ]
    assert isinstance(lists[0], Items) and lists[0].items[:2] == ("Un passeport", "Un permis de conduire")
    procedure = box.catalogue.get("identity-document")
    assert procedure is not None
    assert procedure.where.text.split(".")[0] in in_letters(made(box, "identity-document"))


def test_after_some_answers_it_tells_what_concerns_this_person(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    result = in_letters(made(box, case_id, nadia))
    assert "Une pièce d’identité" in result
    assert "Selon votre situation" not in result
    assert "lien avec la personne" not in result
    assert "Elle vous attend à l’accueil." in result
    drafts.answer_step(box, case_id, "papers", form({"f.identity_shown": "seen"}), FRENCH, nadia)
    assert "Rien à rapporter" in in_letters(made(box, case_id, nadia))


def test_it_names_nobody_and_bears_the_number_once_there_is_one(box: Box, nadia: Actor) -> None:
    done = submitted(box, actor=nadia)
    slip = made(box, done.case_id, nadia)
    result = in_letters(slip)
    assert done.reference in result.replace(" ", "").replace("\u00a0", "")
    for word in ("Benali", "Marie", "1965", "02 99 00 00 01"):
        assert word not in result
        assert word not in slip.title + slip.job_title


def test_who_cannot_read_the_case_makes_no_list_of_it(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    for subject in (case_id, "f" * 32, "no-such-procedure"):
        with pytest.raises(Refused, match=Refusal.NOTHING_TO_PRINT):
            made(box, subject)


def test_it_prints_in_the_reader_s_language_and_no_copy_is_called_one(box: Box) -> None:
    for _ in range(2):
        with box.store.write() as db:
            print_queue.queue_paper(box, db, handouts.CHECKLIST, "", "birth-certificate", Preferences("en"), Actor())
    assert print_queue.print_due_jobs(box) == 2, "with nobody on shift"
    jobs = spool.select_recent_jobs(box.store.read())
    assert {(job.copy, job.language, job.state) for job in jobs} == {(1, "en", "completed")}
    assert len(box.carrier.jobs) == 2  # type: ignore[attr-defined]


def test_a_case_s_list_waits_for_a_sign_in_where_nobody_left_its_key(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    box.shifts.end(nadia.mediator_id)
    with box.store.write() as db:
        print_queue.queue_paper(box, db, handouts.CHECKLIST, "", case_id, FRENCH, nadia)
    assert print_queue.print_due_jobs(box) == 0
    (job,) = spool.select_recent_jobs(box.store.read())
    assert (job.state, job.detail) == ("held", "waits-for-sign-in")


def test_a_supplement_says_what_was_added_and_where_it_is(linked: Box) -> None:
    added = supplemented(linked, submitted(linked).reference)
    slip = supplement_papers.supplement_slip(linked, added, linked.words(), nadias_eyes(linked))
    assert list(slip.blocks[:2]) == letterhead(linked.site, linked.words()) and "1 place de la Mairie" in in_letters(
        slip
    )
    case = submitted(linked)
    added = supplemented(linked, case.reference)
    before = in_letters(supplement_papers.supplement_slip(linked, added, linked.words(), nadias_eyes(linked)))
    assert "Pièce d’identité" in before and "Voici la pièce." in before and KEPT in before
    exchange_with_hub(linked, hub_of(linked))
    assert RECEIVED in in_letters(supplement_papers.supplement_slip(linked, added, linked.words(), nadias_eyes(linked)))


def test_the_french_half_of_a_supplement_has_no_heading_of_nothing(linked: Box) -> None:
    added = supplemented(linked, submitted(linked).reference)
    french = linked.words()
    theirs = linked.words("en").marked
    slip = papers.both(
        papers.mark_french_blocks(supplement_papers.supplement_slip(linked, added, theirs, nadias_eyes(linked))),
        supplement_papers.supplement_slip(linked, added, french, nadias_eyes(linked)),
        french,
    )
    said = in_letters(slip)
    assert linked.words("en").code("paper", "message") in said and said.count("Voici la pièce.") == 1
    assert "Votre réponse" not in said and "Pièces ajoutées" in said and KEPT in said


def test_a_correction_says_the_new_answer_and_where_it_is(linked: Box) -> None:
    case = submitted(linked)
    correction = Correction(
        (make_correction_in_words("La rue", "Rue des Lilas"), make_correction_in_words("L’étage", "")),
        "Je me suis trompée.",
    )
    made = requests.correct_answers(linked, case.reference, correction, helped(linked), linked.clock.new_id())
    before = in_letters(supplement_papers.correction_slip(linked, made, linked.words(), nadias_eyes(linked)))
    for words in ("Correction de votre dossier", "Rue des Lilas", "Sans réponse", "Je me suis trompée.", KEPT):
        assert words in before, words
    exchange_with_hub(linked, hub_of(linked))
    assert RECEIVED in in_letters(supplement_papers.correction_slip(linked, made, linked.words(), nadias_eyes(linked)))


def test_what_a_person_asked_for_is_proven_by_a_paper_that_names_nobody(linked: Box) -> None:
    case = submitted(linked)
    asked = requests.request_data_right(linked, case.reference, "erasure", helped(linked), linked.clock.new_id())
    paper = in_letters(supplement_papers.request_slip(linked, asked, linked.words(), NO_ONE))
    assert format_reference(case.reference) in paper and linked.words().code("paper", "erasure") in paper
    assert "Benali" not in paper


def answered_case(box: Box, central: Central, reference: str, state: str, message: str) -> str:
    """The paper of what the service says of a case that the hub has received."""
    exchange_with_hub(box, hub_of(box))
    say(central, reference, state, message)
    exchange_with_hub(box, hub_of(box))
    (update,) = updates.select_updates(box.store.read(), reference)
    return in_letters(hub_update.make_hub_update_slip(box, f"{reference}:{update.id}", box.words(), nadias_eyes(box)))


def test_no_accuse_de_reception_is_made_where_a_record_is_just_delivered(linked: Box, central: Central) -> None:
    """CRPA R. 112-4, 2°; what an accusé has to say is in test_case_silence."""
    case = submitted(linked)
    paper = answered_case(linked, central, case.reference, "in_progress", "Nous regardons.")
    assert "Nous regardons." in paper and "Où en est votre demande" in paper
    assert "Réponse à votre demande" not in paper, "nothing is answered yet"
    for words in ("Accusé de réception", "Si vous n’avez pas de réponse", "votre demande est refusée"):
        assert words not in paper


def test_a_decision_is_told_in_the_words_of_who_decided(linked: Box, central: Central) -> None:
    case = submitted(linked)
    paper = answered_case(linked, central, case.reference, "accepted", "Venez la chercher.")
    for words in (
        "Pour Marie Louise Benali",
        "Demander un acte de naissance",
        "Écrit par Claire Morel",
        "Une question ?",
    ):
        assert words in paper, paper
    assert "Réponse à votre demande" in paper and "Acceptée" in paper and "Venez la chercher." in paper


@pytest.mark.parametrize(("state", "said"), [("refused", "Refusée"), ("closed", "Demande close")])
def test_a_refusal_or_an_end_without_answer_says_why_and_how_to_contest_it(
    linked: Box, central: Central, state: str, said: str
) -> None:
    case = asked_for(taking(linked, PARCEL), small=False)
    paper = answered_case(linked, central, case.reference, state, "La parcelle est prise.")
    for words in (said, "La parcelle est prise.", "Si vous n’êtes pas d’accord", "Espaces verts", "02 99 00"):
        assert words in paper, paper
    assert ("se conteste comme un refus" in paper) == (state == "closed"), "whoever reads « close » sees no refusal"


def test_a_request_that_was_passed_on_says_who_has_it_and_sends_nobody_to_the_old_service(
    linked: Box, central: Central
) -> None:
    case = asked_for(taking(linked, PARCEL), small=False)
    exchange_with_hub(linked, hub_of(linked))
    passing = Passing(body="La préfecture")
    decide_case(central.hub, central.claire, case.reference, DraftDecision("received", "Voyez-la.", 0, passing=passing))
    exchange_with_hub(linked, hub_of(linked))
    (update,) = updates.select_updates(linked.store.read(), case.reference)
    slip = hub_update.make_hub_update_slip(linked, f"{case.reference}:{update.id}", linked.words(), nadias_eyes(linked))
    said, asks = in_letters(slip), slip.blocks[-1]
    today = linked.words().day(linked.watch.today().day)
    assert f"Transmise le {today} à : La préfecture." in said and "Voyez-la." in said, said
    assert "Demande close" not in said and "Si vous n’êtes pas d’accord" not in said, "nothing was decided"
    assert isinstance(asks, Line) and linked.site.name in asks.text and "Espaces verts" not in asks.text


def test_a_template_that_nobody_changed_is_printed_in_the_persons_language(linked: Box, central: Central) -> None:
    case, hub = submitted(linked), central.hub
    exchange_with_hub(linked, hub_of(linked))
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, case.reference)
        words, used = decisions.fill_template(connection, file, shipped_templates()["Demande acceptée"].id, "", NOTHING)
    decide_case(hub, central.claire, case.reference, DraftDecision("accepted", words, 0, used=used))
    exchange_with_hub(linked, hub_of(linked))
    (update,) = updates.select_updates(linked.store.read(), case.reference)
    paper = {
        language: in_letters(
            hub_update.make_hub_update_slip(
                linked, f"{case.reference}:{update.id}", linked.words(language), nadias_eyes(linked)
            )
        )
        for language in ("fr", "en", "tr")
    }
    assert "is accepted. Keep its number" in paper["en"] and "est acceptée" not in paper["en"]
    assert "est acceptée" in paper["fr"] and "est acceptée" in paper["tr"], "French where there is no translation"


WHY = "l’acte n’est pas dans nos registres."


def refused_in(box: Box, central: Central, language: str, why: str = WHY, changed: str = "") -> Slip:
    """The letter of a refusal for who reads this language, of the shipped template in which somebody wrote why."""
    case, hub = submitted(box), central.hub
    exchange_with_hub(box, hub_of(box))
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, case.reference)
        words, used = decisions.fill_template(connection, file, shipped_templates()["Demande refusée"].id, "", NOTHING)
    words = words.replace("{à compléter}", why) + changed
    decide_case(hub, central.claire, case.reference, DraftDecision("refused", words, 0, used=used))
    exchange_with_hub(box, hub_of(box))
    (update,) = updates.select_updates(box.store.read(), case.reference)
    subject = f"{case.reference}:{update.id}"
    return papers.slip_of_kind(box, hub_update.UPDATE.kind, subject, box.words(language), nadias_eyes(box))


def halves_of(slip: Slip) -> tuple[str, str]:
    """What a letter says in the person's language, and in French after it."""
    at = slip.blocks.index(Rule())
    return in_letters(replace(slip, blocks=slip.blocks[:at])), in_letters(replace(slip, blocks=slip.blocks[at:]))


def test_a_refusal_is_in_the_persons_language_around_what_the_service_wrote(linked: Box, central: Central) -> None:
    theirs, french = halves_of(refused_in(linked, central, "en"))
    assert "What the service wrote, in French:" in theirs and f"« {WHY} »" in theirs
    for words in ("number", "is refused", "Défenseur des droits", "If you disagree", "The French text is the one"):
        assert words in theirs, theirs
    for words in (
        "Voici pourquoi : " + WHY,
        "Si vous n’êtes pas d’accord",
        "Vous pouvez écrire au procureur",
        "qui fait foi",
    ):
        assert words in french, french
    assert "Vous pouvez" not in theirs and "is refused" not in french


def test_what_a_service_changed_is_announced_as_french_and_never_translated(linked: Box, central: Central) -> None:
    theirs, french = halves_of(refused_in(linked, central, "en", changed=" Venez me voir lundi."))
    assert "What the service wrote, in French:" in theirs and "is refused" not in theirs
    for half in (theirs, french):
        assert "Venez me voir lundi." in half
    assert "You can write to the public prosecutor" in theirs or "Défenseur des droits" in theirs


def test_a_french_letter_announces_nothing_and_says_nothing_twice(linked: Box, central: Central) -> None:
    letter = in_letters(refused_in(linked, central, "fr"))
    assert letter.count(WHY) == 1 and "Ce que le service a écrit" not in letter and "qui fait foi" not in letter


PDF = saved(plain_pdf("Lettre", pages=2))


def _given(box: Box, central: Central, document: NewDocument) -> str:
    case = submitted(box)
    exchange_with_hub(box, hub_of(box))
    decide_case(
        central.hub, central.claire, case.reference, DraftDecision("accepted", "C’est fait.", 0), document=document
    )
    exchange_with_hub(box, hub_of(box))
    (update,) = updates.select_updates(box.store.read(), case.reference)
    return f"{case.reference}:{update.id}"


def _slip(box: Box, subject: str) -> Slip:
    return papers.slip_of_kind(box, hub_update.GIVEN.kind, subject, box.words("ar"), KeyHolder(helped(box)))


def test_its_own_pages_come_out_on_a_sheet(linked: Box, central: Central) -> None:
    subject = _given(linked, central, NewDocument("lettre.pdf", "application/pdf", PDF))
    slip = _slip(linked, subject)
    assert A4.render(slip, paper_fonts.load_paper_fonts()) == PDF
    assert ROLL_80.render(slip, paper_fonts.load_paper_fonts()) != PDF
    assert "Imprimez-le sur une imprimante A4" in in_letters(slip)


def test_a_picture_is_set_on_a_page(linked: Box, central: Central) -> None:
    subject = _given(linked, central, NewDocument("lettre.jpg", "image/jpeg", picture("JPEG")))
    with pikepdf.open(BytesIO(A4.render(_slip(linked, subject), paper_fonts.load_paper_fonts()))) as pdf:
        assert len(pdf.pages) == 1 and len(pdf.pages[0].get_images()) == 1


def test_number_days_and_proof_are_left_and_no_name(box: Box) -> None:
    done = submitted(box)
    destroyed(box, done.case_id)
    slip = case_receipt.make_attestation_slip(box, done.case_id, box.words(), NO_ONE)
    text = TEXT_42.render(slip, paper_fonts.load_paper_fonts()).decode()
    assert "Attestation de dépôt" in text and done.reference[:2] in text
    assert "Benali" not in text and "naissance" not in text
    (code,) = [block for block in slip.blocks if isinstance(block, Code)]
    assert receipt_proof.parse_receipt_proof(code.data).proof.reference == done.reference


def test_what_was_only_prepared_is_no_deposit_and_of_nothing_there_is_none(box: Box) -> None:
    done = submitted(box, "identity-document")
    slip = case_receipt.make_attestation_slip(box, done.case_id, box.words(), NO_ONE)
    text = TEXT_42.render(slip, paper_fonts.load_paper_fonts()).decode()
    assert "Attestation de préparation" in text and "n’est pas un dépôt" in text
    with pytest.raises(Refused):
        case_receipt.make_attestation_slip(box, "x" * 32, box.words(), NO_ONE)


def test_each_answer_stands_under_its_step_and_without_the_key_none_does(box: Box, nadia: Actor) -> None:
    case_id = submitted(box, "identity-document", nadia).case_id
    slip = case_receipt.make_answers_slip(box, case_id, box.words(), KeyHolder(nadia))
    headings = [block.text for block in slip.blocks if block.kind == "heading" and block.level == 3]
    pairs = {block.label: block.value for block in slip.blocks if block.kind == "pair"}
    assert headings[0] == "Que voulez-vous demander\u00a0?", "who asks for whom is on the receipt"
    assert "Nom d’usage" not in pairs, "what was left empty is not there"
    assert pairs["Nom de naissance"] == "Benali"
    assert [block.items for block in slip.blocks if block.kind == "items"], "what to take along"
    assert any(block.kind == "notice" for block in slip.blocks), "it is no deposit"
    with pytest.raises(Refused, match="nothing-to-print"):
        case_receipt.make_answers_slip(box, case_id, box.words(), KeyHolder(Actor()))


def test_it_is_printed_with_the_receipt_of_a_preparation_only(box: Box, nadia: Actor) -> None:
    for procedure, kinds in (("identity-document", {"receipt", "answers"}), ("birth-certificate", {"receipt"})):
        made = submitted(box, procedure, nadia)
        jobs = [row for row in spool.select_recent_jobs(box.store.read()) if row.reference == made.reference]
        assert {job.kind for job in jobs} == kinds


def test_without_the_key_there_is_nothing_to_print(box: Box, nadia: Actor) -> None:
    case_id = submitted(box, "identity-document", nadia).case_id
    with pytest.raises(Refused, match="nothing-to-print"):
        case_receipt.make_answers_slip(box, case_id, box.words(), KeyHolder(Actor()))


def test_each_of_several_people_is_a_line_of_its_own() -> None:
    people = {"step": "home", "step_title": "Qui vit là ?", "kind": "group", "label": "Les personnes"}
    results = list(case_receipt.answers({"answers": [{**people, "shown": "Prénom : Lina\nPrénom : Adam"}]}))
    assert results == [Heading("Qui vit là ?", 3), Items(("Prénom : Lina", "Prénom : Adam"), "Les personnes")]
    assert not list(case_receipt.answers({"answers": [{**people, "shown": ""}]}))
