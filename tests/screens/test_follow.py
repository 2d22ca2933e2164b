"""A submitted case is found and followed."""

from datetime import timedelta

import pytest

from hub.decisions.decisions import DraftDecision, decide_case
from hub.files.listed_file import NewDocument
from kiosk.domain.events.reference import mint_reference
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.spool import print_queue
from kiosk.store import cases, counters, spool
from tests.conftest import Watch
from tests.gallery.site import household, steps_taken
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import at_a_terminal, leaves, submitted_alone
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.strange_files import plain_pdf, saved
from tests.screens.conftest import Decide, reject, transmit
from tests.services.conftest import reached_at


def look(desk: Browser, typed: str) -> Page:
    return desk.send(desk.get("/desk/find").form_to("/desk/find").with_values({"reference": typed}))


def test_a_number_is_found_as_people_write_it(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    letters, counter, sign = reference[:2], reference[2:-1], reference[-1]
    for typed in (reference, reference.lower(), f"{letters} {counter} {sign}", f" {letters}-{counter}-{sign} "):
        assert look(desk, typed).path == f"/desk/references/{reference}", typed


def test_a_mistyped_sign_is_said_beside_the_number_which_is_kept(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    wrong = reference.replace("1001", "1002")
    page = look(desk, wrong)
    assert page.status == 422
    assert "Un caractère du numéro est faux." in page.main
    assert page.one("#reference").get("value") == wrong
    assert page.one("#reference").get("aria-invalid") == "true"
    assert page.one(".notice.danger a").get("href") == "#reference"


def test_an_address_with_a_wrong_number_is_said_to_have_one(desk: Browser) -> None:
    """« On ne peut pas faire cela maintenant » had somebody wait; the number is what is to be mended."""
    wrong = steps_taken.reference_of(steps_taken.submitted(desk)).replace("1001", "1002")
    for typed in (wrong, "bonjour"):
        page = desk.get(f"/desk/references/{typed}")
        assert page.words("h1") == ["Ce numéro n’est pas le bon"], typed


def test_nobody_of_that_name_is_said_so(desk: Browser) -> None:
    for typed in ["bonjour", "SA", "<script>alert(1)</script>", "'; DROP TABLE cases; --"]:
        page = look(desk, typed)
        assert (page.status, page.all(".notice.danger")) == (200, []), "nothing is to be corrected"
        assert "Rien trouvé Aucun dossier à ce nom." in page.main
        assert "Un dossier fait à une borne n’a plus de nom ici une fois envoyé." in page.main
        assert page.one("#reference").get("value") == typed


def test_digits_alone_are_no_number_and_it_is_said_so(desk: Browser) -> None:
    page = look(desk, "1234")
    assert page.status == 422
    assert "Un numéro de dossier commence par des lettres" in page.main


def test_an_empty_line_asks_again_without_a_reproach(desk: Browser) -> None:
    page = look(desk, "   ")
    assert page.status == 200
    assert not page.all(".notice.danger")


def test_a_number_of_another_town_hall_is_found_too(desk: Browser) -> None:
    elsewhere, _ = mint_reference("BZ", 1000)
    page = look(desk, elsewhere)
    assert page.path == f"/desk/references/{elsewhere}"
    assert "Ce dossier ne vient pas d’ici" in page.main


def test_a_person_is_found_by_the_beginnings_of_names_or_a_birth_date(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    for typed in ["benali", "BÉNALI", "ben", "marie ben", "louise", "03/02/1965", "1965-02-03", "benali 3.2.1965"]:
        page = look(desk, typed)
        assert page.status == 200
        assert page.words("main tbody th") == ["Marie Louise Benali Acte de naissance"]
        assert page.one("main tbody a").get("href") == f"/desk/references/{reference}"
        assert "3 février 1965" in page.main
        assert page.all("main tbody .state") and len(page.all("main thead th")) == 5
        assert page.path == "/desk/find", "a name never stands in an address"


def test_a_draft_is_found_too_and_leads_where_it_was_left(desk: Browser) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    page = look(desk, "benali")
    assert desk.get(page.one("main tbody a").get("href")).path == draft.path


def test_who_does_not_match_in_every_word_is_not_shown(desk: Browser) -> None:
    steps_taken.submitted(desk)
    for typed in ["enali", "benali zoe", "04/02/1965", "benali 1965-02-04"]:
        assert not look(desk, typed).all("main tbody th")


def test_a_mediator_of_another_service_finds_nobody(desk: Browser, omars_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    assert "Aucun dossier à ce nom." in look(omars_desk, "benali").main
    by_number = look(omars_desk, reference)
    assert by_number.status == 422
    assert "Ce dossier appartient à un autre service." in by_number.main
    assert omars_desk.get(f"/desk/references/{reference}").status == 409


def test_the_name_of_birth_is_said_where_it_is_not_the_one_that_is_shown(desk: Browser) -> None:
    given = steps_taken.IDENTITY_DOCUMENT["person"] | {"f.used_name": "Exemple"}
    page = steps_taken.fill(desk, steps_taken.begin(desk, "identity-document"), "identity-document", until="person")
    steps_taken.answer(desk, page, given)
    for typed in ("benali", "exemple"):
        assert look(desk, typed).words("main tbody th .more") == [
            "nom de naissance Benali · Carte d’identité, passeport"
        ]
    steps_taken.answer(desk, page, given | {"f.used_name": "Benali"})
    assert look(desk, "benali").words("main tbody th .more") == ["Carte d’identité, passeport"]


def test_while_a_name_is_typed_its_cases_come_without_a_press(desk: Browser) -> None:
    """From the desk's first page to a case: the field, and the case."""
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = desk.get("/desk").form("find").with_values({"reference": "bena"})
    htmx = {"HX-Request": "true", "HX-Target": "div#people-found"}
    part = desk.send(form, headers=htmx)
    assert f"/desk/references/{reference}" in part.source and "<html" not in part.source
    assert "person-strip" in part.source, "one person: who they are stands above"
    short = desk.send(form.with_values({"reference": "b"}), headers=htmx)
    assert reference not in short.source


def made_alone(linked: Box, desk: Browser) -> str:
    alone = at_a_terminal(linked)
    case = submitted_alone(linked, alone)
    leaves(linked, alone)
    transmit(desk)
    return case.reference


def ask(desk: Browser, **typed: str) -> Page:
    return desk.send(desk.get("/desk/find/by-name").form("named").with_values(typed))


def test_it_is_found_from_the_desks_own_search_by_one_press_more(
    linked: Box, linked_desk: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    reference = made_alone(linked, linked_desk)
    caplog.set_level("DEBUG")
    page = linked_desk.send(linked_desk.get("/desk/find").form_to("/find").with_values({"reference": "Benali"}))
    found = linked_desk.send(page.form_to("/by-name"))
    assert "Marie Louise Benali (1965)" in found.main
    assert any(link.endswith(f"/desk/references/{reference}") for link in found.links())
    assert found.headers["Cache-Control"] == "no-store"
    assert not [record for record in caplog.records if "Benali" in record.getMessage()]


def test_nothing_of_what_the_hub_answers_is_kept(linked: Box, linked_desk: Browser) -> None:
    made_alone(linked, linked_desk)
    rows = rows_of(linked)
    ask(linked_desk, name="Benali", birth_date="03/02/1965")
    after = rows_of(linked)
    assert {table for table in rows if rows[table] != after[table]} <= {"journal", "sessions"}


def test_a_name_that_nobody_bears_and_one_that_is_no_name_are_said(linked_desk: Browser) -> None:
    page = ask(linked_desk, name="Zzyzx")
    assert (page.status, "Rien trouvé" in page.main) == (200, True)
    page = ask(linked_desk, name="", birth_date="03/02/1965")
    assert (page.status, len(page.all("#name-fault"))) == (422, 1)
    page = ask(linked_desk, name="Benali", birth_date="hier")
    assert (page.status, len(page.all("#birth_date-fault"))) == (422, 1)
    assert page.one("#name").get("value") == "Benali"


def test_without_a_line_it_says_so_and_what_to_do(linked: Box, linked_desk: Browser, central: Central) -> None:
    reached_at(linked, url="http://127.0.0.1:9")
    page = ask(linked_desk, name="Benali")
    assert "Le système central ne répond pas" in page.main and "son numéro" in page.main


def rows_of(box: Box) -> dict[str, int]:
    db = box.store.read()
    return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in db.table_names()}


def opened(desk: Browser, reference: str) -> Page:
    return desk.get(f"/desk/references/{reference}")


def test_it_shows_what_was_asked_and_what_happened(desk: Browser) -> None:
    page = opened(desk, steps_taken.reference_of(steps_taken.submitted(desk)))
    assert page.heading == "Acte de naissance" and page.words(".case-number") == ["Dossier SA 1001 G"]
    for words in ("Nom de naissance Benali", "Date de naissance 3 février 1965", "Une pièce d’identité À apporter"):
        assert words in page.main, words
    assert page.words(".history strong") == ["Demande"]
    assert "Gardé ici, pas encore transmis." in page.main


def test_a_received_case_says_when(linked_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    page = opened(linked_desk, reference)
    assert "Reçu par le système central, " in page.main
    assert "Gardé ici" not in page.main


def test_the_service_s_own_acknowledgement_of_receipt_is_shown_and_printed(
    linked: Box, watch: Watch, linked_desk: Browser, decides: Decide
) -> None:
    """CRPA R.112-5: the deciding service's, never the machine's."""
    household.put(linked.settings, service="etat-civil")
    watch.wait(timedelta(seconds=3))
    page = steps_taken.begin(linked_desk, "household")
    page = steps_taken.answer(linked_desk, page, {"f.people.none": "1"})
    page = steps_taken.answer(
        linked_desk, page, {"f.day.day": "2", "f.day.month": "1", "f.day.year": "2020", "f.more": "no"}
    )
    reference = steps_taken.reference_of(steps_taken.confirmed(linked_desk, page))
    transmit(linked_desk)
    assert "Accusé de réception" not in opened(linked_desk, reference).text
    decides(reference, "in_progress", "")
    transmit(linked_desk)
    page = opened(linked_desk, reference)
    assert "Accusé de réception" in page.words(".next h2") + page.words("section.group h3")
    printed = linked_desk.send(page.form_to("/papers/update/" + subject(page)))
    assert printed.path == page.path
    assert "Réponse du service" in linked_desk.get("/desk/printing").main


def test_the_newest_decision_comes_first_with_its_words(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "incomplete", "Il manque une pièce.\nLe passeport suffit.")
    decides(reference, "accepted", "Votre acte est prêt au guichet.")
    transmit(linked_desk)
    page = opened(linked_desk, reference)
    assert page.words(".next h2") + page.words("section.group h3") == ["Acceptée", "Pièces à compléter"]
    assert len(page.all("section.group p br")) == 1, "a new line stays one"
    assert page.words("p .state")[0] == "Acceptée"


def test_the_person_stands_above_their_case_with_what_else_of_theirs_is_here(desk: Browser) -> None:
    first = steps_taken.reference_of(steps_taken.submitted(desk))
    second = steps_taken.reference_of(steps_taken.submitted(desk))
    page = opened(desk, first)
    (whose,) = page.words(".person-strip")
    assert "Marie Louise Benali" in whose and "61 ans" in whose
    assert page.one(".person-strip a").get("href") == f"/desk/references/{second}"


def test_what_is_next_stands_first_until_it_is_done_then_in_the_history(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "incomplete", "Il manque une pièce.")
    transmit(linked_desk)
    page = opened(linked_desk, reference)
    assert page.words(".next .primary") == ["Ajouter la pièce"]
    assert page.main.count("Il manque une pièce.") == 1, "the service's words are said once"
    printed = linked_desk.send(page.form(page.one(".next form[id^=print]").get("id")))
    assert "La lettre est à l’imprimante" in printed.words(".next [role=status]")[0]
    linked_desk.send(page.form(page.one(".next form[id^=done]").get("id")))
    after = opened(linked_desk, reference)
    assert not after.all(".next form[id^=done]") and "Il manque une pièce." in after.main
    assert after.words(".next") == ["Pièces à compléter Ajouter la pièce"], "the paper itself is still to come"


def test_a_case_that_waits_for_documents_takes_them_a_decided_one_none(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "incomplete", "Il manque une pièce.")
    transmit(linked_desk)
    assert opened(linked_desk, reference).link("Ajouter la pièce").endswith("/supplement")
    decides(reference, "refused", "Vous n’êtes pas un proche.")
    transmit(linked_desk)
    assert "/supplement" not in "".join(opened(linked_desk, reference).links())


def test_a_case_of_another_town_hall_is_open_for_documents_but_shows_nothing(desk: Browser) -> None:
    elsewhere, _ = mint_reference("BZ", 1000)
    page = opened(desk, elsewhere)
    assert "Ce dossier ne vient pas d’ici" in page.main
    assert page.link("Ajouter une pièce").endswith("/supplement")
    assert not page.all("dl.answers")


def test_words_of_the_hub_are_words_and_never_markup(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "incomplete", "<img src=x onerror=alert(1)>")
    transmit(linked_desk)
    assert "<img src=x onerror=alert(1)>" in opened(linked_desk, reference).main


def test_a_mistyped_number_in_the_address_is_told_plainly(desk: Browser) -> None:
    page = desk.get("/desk/references/SA1001Z")
    assert page.status == 409
    assert "Un caractère du numéro est faux." in page.main


def test_the_receipt_is_printed_again_from_here(desk: Browser, box: Box) -> None:
    page = opened(desk, steps_taken.reference_of(steps_taken.submitted(desk)))
    assert desk.send(page.form("print")).path == page.path
    assert print_queue.print_due_jobs(box) == 2
    assert "DUPLICATA 2" in desk.get("/desk/printing").main


def test_of_destroyed_answers_an_attestation_is_printed_from_here(desk: Browser, box: Box) -> None:
    """It names nobody: number, days and proof are what stays."""
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    assert print_queue.print_due_jobs(box) == 1
    assert "Imprimer le reçu" in opened(desk, reference).text
    submission = cases.read_submission_by_reference(box.store.read(), reference)
    assert submission is not None
    with box.store.write() as db:
        data_keys.destroy_subject(box, db, submission.case_id, box.clock.now())
    page = opened(desk, reference)
    assert "Les réponses ne sont plus ici" in page.main and "Benali" not in page.text
    assert "Imprimer une attestation" in page.text and "Imprimer le reçu" not in page.text
    assert desk.send(page.form("print")).path == page.path
    (job, _) = spool.select_recent_jobs(box.store.read())
    assert (job.kind, job.subject, job.reference) == ("attestation", submission.case_id, reference)
    assert print_queue.print_due_jobs(box) == 1
    main = desk.get("/desk/printing").main
    assert "Attestation" in main and "DUPLICATA 2" in main, "the receipt was the first paper of this case"


def subject(page: Page) -> str:
    """The update that the page's first « Imprimer » prints."""
    return page.one(".next form[id^=print], section.group form").get("action").rpartition("/")[2]


def test_an_old_number_leads_to_the_case_that_had_it(linked_desk: Browser, linked: Box) -> None:
    """The other case of that number may be meant: the mediator asks whose it is."""
    old = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    mend = linked_desk.get(f"/desk/mend/{reject(linked, 'reference-taken')}").form("mend")
    new = linked_desk.send(mend).path
    form = linked_desk.get("/desk/find").form_to("/desk/find")
    page = linked_desk.send(form.with_values({"reference": old}))
    assert "Un dossier d’ici a porté ce numéro" in page.main
    assert new in page.links()
    assert "Benali" not in page.main


def test_nothing_is_added_under_an_old_number_that_is_no_ones(linked_desk: Browser, linked: Box) -> None:
    nowhere, counter = mint_reference("XX", 1000)
    case = steps_taken.case_of(steps_taken.submitted(linked_desk))
    with linked.store.write() as db:
        counters.update_case_reference(db, case, nowhere, counter, linked.clock.now(), "wrong-site")
        db.conn.execute("UPDATE events SET reference = ?", (nowhere,))
    mend = linked_desk.get(f"/desk/mend/{reject(linked, 'wrong-site')}").form("mend")
    linked_desk.send(mend)
    page = opened(linked_desk, nowhere)
    assert "Un dossier d’ici a porté ce numéro" in page.main
    assert not page.all("a.primary")


def test_after_a_correction_the_new_answer_stands_and_the_old_one_is_struck_and_dated(linked_desk: Browser) -> None:
    """Review of the field, D9: the case page still showed the answer before, unmarked."""
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    questions = linked_desk.get(opened(linked_desk, reference).link("Corriger une réponse"))
    question = linked_desk.get(questions.link("Nombre d’exemplaires"))
    new = {"f.copies": "4", "message": "Un chiffre mal lu."}
    page = linked_desk.send(question.form("correction").with_values(new))
    assert "Nombre d’exemplaires 4 Avant : 1 Corrigé le" in page.main
    assert page.words("del") == ["Avant : 1"]
    assert "Pourquoi Un chiffre mal lu." in page.main and "Aidé par Nadia Roux" in page.main


def test_a_paper_that_came_is_no_longer_to_bring_and_is_listed_with_what_was_said(linked_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    assert "Une pièce d’identité À apporter" in opened(linked_desk, reference).main
    form = linked_desk.get(opened(linked_desk, reference).link("Ajouter une pièce")).form("supplement")
    page = linked_desk.send(form.with_values({"document.identity": "1", "message": "Le passeport de Marie."}))
    assert "À apporter" not in page.main
    assert "Une pièce d’identité Original vu par Nadia Roux Ajouté le" in page.main
    assert "Message Le passeport de Marie." in page.main


def test_a_receipt_that_was_asked_for_is_said_to_be_printing(desk: Browser) -> None:
    """Review of the screens, M13: the page came back without a word, so that people pressed again."""
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.send(opened(desk, reference).form("print"))
    assert page.path.endswith(reference)
    assert "s’imprime" in " ".join(page.words("#paper[role=status]"))


def test_the_document_of_a_decision_has_its_own_pages(linked: Box, central: Central, linked_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    letter = NewDocument("lettre.pdf", "application/pdf", saved(plain_pdf("Lettre")))
    decide_case(central.hub, central.claire, reference, DraftDecision("accepted", "C’est fait.", 0), document=letter)
    transmit(linked_desk)
    page = opened(linked_desk, reference)
    assert "Décidé par : Claire Morel, Adjointe au maire" in page.main.replace("\u00a0", " ")
    given = linked_desk.client.get(page.one("a[href*='/papers/given/']").attrib["href"])
    assert (given.data, given.mimetype) == (letter.data, "application/pdf")
    printed = linked_desk.send(page.form_to("/papers/given/" + subject(page)))
    assert printed.path == page.path
    with linked.store.write() as db:
        db.conn.execute("DELETE FROM given_chunks")
    assert "Il est encore en route." in opened(linked_desk, reference).main
