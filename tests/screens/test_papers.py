"""Papers are shown, printed, awaited and taken."""

import io

import pytest
from pypdf import PdfReader

from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_setup
from kiosk.services.spool import print_queue
from kiosk.settings import Settings
from kiosk.store import cases, spool
from printers.carrier import NotPrintedFault, UnknownFault, WaitingFault
from tests.gallery.shots.stopped import ELSEWHERE, TOO_YOUNG, with_stops
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.gestures import at_a_terminal, leaves, submitted_alone
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import bodies, keep_papers_as_files
from tests.services.conftest import destroyed


def text_of(page: Page) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.bytes)).pages)


def test_the_receipt_opens_as_a_pdf_named_by_its_number(desk: Browser) -> None:
    submitted = steps_taken.submitted(desk)
    reference = steps_taken.reference_of(submitted)
    page = desk.get(submitted.link("Voir le reçu (PDF)"))
    assert page.status == 200
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Content-Disposition"] == f'inline; filename="{reference}.pdf"'
    assert page.headers["Cache-Control"] == "no-store"
    text = text_of(page)
    for words in ("SA 1001 G", "Mairie de Saint-Aubin", "Marie Louise Benali", "Nadia Roux", "Gardé ici"):
        assert words in text, words


def test_a_narrow_paper_says_the_same_and_an_unknown_one_is_told_plainly(desk: Browser) -> None:
    submitted = steps_taken.submitted(desk)
    page = desk.get(f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf?paper=pdf-80mm")
    assert "SA 1001 G" in text_of(page)
    assert float(PdfReader(io.BytesIO(page.bytes)).pages[0].mediabox.width) < 250
    page = desk.get(f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf?paper=escpos-58")
    assert page.headers["Content-Type"] == "application/pdf"
    assert round(float(PdfReader(io.BytesIO(page.bytes)).pages[0].mediabox.width) / 72 * 25.4) == 58
    page = desk.get(f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf?paper=papyrus")
    assert page.status == 409
    assert "Ce papier n’est pas connu." in page.main


def test_the_paper_of_what_is_prepared_is_no_deposit(desk: Browser) -> None:
    submitted = steps_taken.submitted(desk, "identity-document")
    text = " ".join(text_of(desk.get(submitted.link("Voir le reçu (PDF)"))).split())
    assert "Ceci n’est pas un dépôt." in text
    assert "Numéro de pré-demande" in text
    for words in ("Demande reçue le", "Sans réponse", "Si vous n’êtes pas d’accord"):
        assert words not in text, words


def test_a_paper_is_in_the_language_of_its_case_whoever_came_after(desk: Browser) -> None:
    desk.send(desk.get("/language").form_to("/language", "en"))
    submitted = steps_taken.submitted(desk)
    desk.send(desk.get("/language").form_to("/language", "ar"))
    text = text_of(desk.get(f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf"))
    assert "Your case number" in text and "SA 1001 G" in text
    assert "En français – Reçu" in text, "French stands below, for whoever receives it"
    assert text.index("Your case number") < text.index("En français") < text.index("Demande reçue le")


def test_a_paper_of_a_case_whose_contents_are_gone_is_french_and_says_so_once(desk: Browser, box: Box) -> None:
    desk.send(desk.get("/language").form_to("/language", "en"))
    case_id = steps_taken.case_of(steps_taken.submitted(desk))
    destroyed(box, case_id)
    text = text_of(desk.get(f"/papers/attestation/{case_id}.pdf"))
    assert "SA 1001 G" in text and text.count("Mairie de Saint-Aubin") and "En français" not in text
    assert "La traduction aide" not in text, text


def test_a_supplement_has_a_paper_of_its_own(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = desk.get(f"/desk/references/{reference}/supplement").form("supplement")
    desk.send(form.with_values({"message": "Passeport vu ce matin."}))
    text = text_of(desk.get(f"/papers/supplement/{form['event'][0]}.pdf"))
    assert "Passeport vu ce matin." in text


def test_what_is_not_there_cannot_be_opened_or_printed(desk: Browser) -> None:
    for path in ["receipt/0", "supplement/0", "update/SA1001G:0", "update/0", "letter/0", "../../etc/0"]:
        page = desk.get(f"/papers/{path}.pdf")
        assert page.status == 404
        token = desk.get("/desk").form_to("/leave")["token"]
        assert desk.client.post(f"/papers/{path}", data={"token": token}).status_code == 404


def test_after_printing_one_never_lands_elsewhere(desk: Browser) -> None:
    form = steps_taken.submitted(desk).form("again")
    assert desk.send(form.with_values({"back": "//evil.example"})).path == "/desk/printing"


def test_the_list_of_papers_says_whose_they_are_and_prints_one_again(desk: Browser, box: Box) -> None:
    steps_taken.submitted(desk)
    print_queue.print_due_jobs(box)
    page = desk.get("/desk/printing")
    assert page.words("main li.work .person-name summary") == ["M. B. : afficher le nom : cacher le nom"]
    assert page.words("main li.work .do") == ["Réimprimer"]
    desk.send(page.form_to("", "here"))
    assert [kind for kind, _, _ in jobs(box)] == ["receipt", "receipt"]


def test_pressing_for_one_more_receipt_says_what_becomes_of_it(desk: Browser, box: Box) -> None:
    page = desk.send(steps_taken.submitted(desk).form("again"))
    assert "Votre papier s’imprime" in " ".join(page.words("main #paper[role=status]"))
    assert print_queue.print_due_jobs(box) == 2
    assert "Prenez votre papier" in " ".join(desk.get(page.path).words("main #paper[role=status]"))


def test_where_no_paper_comes_out_its_pdf_is_opened_instead(desk: Browser, box: Box) -> None:
    keep_papers_as_files(box)
    submitted = steps_taken.submitted(desk)
    print_queue.print_due_jobs(box)
    case_id, reference = steps_taken.case_of(submitted), steps_taken.reference_of(submitted)
    for path, opens in (
        (submitted.path, f"/papers/receipt/{case_id}.pdf"),
        (f"/desk/references/{reference}", f"/papers/receipt/{case_id}.pdf"),
        (f"/cases/{case_id}/checklist", f"/papers/checklist/{case_id}.pdf"),
        ("/procedures/birth-certificate/checklist", "/papers/checklist/birth-certificate.pdf"),
    ):
        page = desk.get(path)
        assert "Imprimer" not in page.text and "s’imprime" not in page.text, path
        (link,) = page.all(f'a[href="{opens}"][target="_blank"]')
        assert "PDF" in link.text_content() and desk.get(opens).status == 200


def test_a_paper_is_a_copy_only_of_one_that_came_out(desk: Browser, box: Box) -> None:
    folder = keep_papers_as_files(box)
    case_id = steps_taken.case_of(steps_taken.submitted(desk))
    assert print_queue.print_due_jobs(box) == 1
    printer_setup.remove_printer(box, folder, Actor("", ""))  # the usual one prints from now on
    for copy in (1, 2):
        desk.send(desk.get(f"/cases/{case_id}/submitted").form("again"))
        assert print_queue.print_due_jobs(box) == 1
        assert spool.select_recent_jobs(box.store.read())[0].copy == copy


LIST = "Liste des pièces à rapporter"


def jobs(box: Box) -> list[tuple[str, str, str]]:
    return [(row.kind, row.reference, row.state) for row in spool.select_recent_jobs(box.store.read())]


def asked(browser: Browser, page: Page) -> Page:
    return browser.get(page.link(LIST))


def test_the_introduction_leads_to_the_whole_list_which_prints(desk: Browser, box: Box) -> None:
    page = asked(desk, desk.get("/procedures/birth-certificate"))
    assert page.heading == "À rapporter"
    assert page.words("main h2")[0] == "Demander un acte de naissance"
    assert "Selon votre situation" in page.main
    printed = desk.send(page.form("print"))
    assert "La liste s’imprime." in printed.main
    assert jobs(box) == [("checklist", "", "pending")]
    assert print_queue.print_due_jobs(box) == 1
    assert "Liste à rapporter" in desk.get("/desk/printing").main


def test_a_page_of_questions_leads_to_this_person_s_list_and_back(desk: Browser, box: Box) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    page = asked(desk, step)
    assert "Une pièce d’identité" in page.main
    assert "Elle vous attend à l’accueil." in page.main
    assert "Benali" not in page.main
    desk.send(page.form("print"))
    assert print_queue.print_due_jobs(box) == 1
    assert desk.get(page.link("Retour")).path == step.path


def test_what_was_typed_is_kept_on_the_way(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    there = desk.send(step.form("answer").with_values({"f.birth_name": "Petit", "then": "checklist"}))
    assert there.heading == "À rapporter"
    assert "Petit" in desk.get(there.link("Retour")).source


def test_the_review_and_the_pdf_have_it_too(desk: Browser) -> None:
    page = asked(desk, steps_taken.to_review(desk))
    paper = desk.get(page.link("Voir la liste (PDF)"))
    assert paper.bytes.startswith(b"%PDF")
    assert "birth-certificate.pdf" in paper.headers["Content-Disposition"]


def test_a_terminal_prints_where_a_printer_is(terminal: Browser, box: Box) -> None:
    step = steps_taken.begin(terminal)
    page = asked(terminal, step)
    assert "Votre code permet de la reprendre ici." in page.main
    terminal.send(page.form("print"))
    assert print_queue.print_due_jobs(box) == 1
    box.carrier.wrong = "folder-missing"  # type: ignore[attr-defined]
    assert LIST not in terminal.get(step.path).main
    alone = terminal.get(f"/cases/{steps_taken.case_of(step)}/checklist")
    assert not alone.all("#print")


def test_at_a_terminal_a_list_before_the_first_question_prints_as_well(terminal: Browser, box: Box) -> None:
    terminal.send(asked(terminal, terminal.get("/procedures/birth-certificate")).form("print"))
    assert print_queue.print_due_jobs(box) == 1


def test_whoever_just_looks_prints_nothing(browser: Browser, box: Box) -> None:
    assert LIST not in browser.get("/procedures/birth-certificate").main
    page = browser.get("/procedures/birth-certificate/checklist")
    assert page.status == 200
    assert not page.all("#print")
    token = browser.get("/language").one("input[name=token]").get("value")
    browser.client.post("/procedures/birth-certificate/checklist", data={"token": token})
    assert jobs(box) == []


def test_nobody_has_the_list_of_another_s_case(desk: Browser, terminal: Browser) -> None:
    case = steps_taken.case_of(steps_taken.begin(desk))
    assert terminal.get(f"/cases/{case}/checklist").status == 404
    assert terminal.get("/procedures/nothing/checklist").status == 404


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_stops(settings)


def stop(browser: Browser, birth: dict[str, str] = ELSEWHERE) -> Page:
    page = steps_taken.answer(browser, steps_taken.begin(browser, "stops"), {"f.for_whom": "myself"})
    return steps_taken.answer(browser, page, birth)


def anyway(browser: Browser, page: Page) -> Page:
    return browser.send(page.form_to("/steps/end.born_elsewhere", "anyway"))


def test_a_stop_says_why_and_where_and_asks_nothing(desk: Browser) -> None:
    page = stop(desk)
    assert page.status == 200 and page.heading == "Une autre mairie délivre cet acte"
    for words in ("Chaque mairie garde les actes", "Demandez l’acte à la mairie", "Lyon (69)", "04 72 10 30 30"):
        assert words in page.main, words
    assert not page.all("main .danger") and not page.all("main input:not([type=hidden])")
    assert "Étape" not in page.main


def test_back_leads_to_the_question_that_stopped(desk: Browser) -> None:
    page = stop(desk)
    question = desk.get(page.link("Retour"))
    assert steps_taken.step_of(question) == "birth" and "Lyon" in question.source
    other = steps_taken.answer(desk, question, {"f.birth_commune": "Saint-Aubin-d’Aubigné"})
    assert steps_taken.step_of(other) == "person"


def test_it_prints_where_to_go(desk: Browser, box: Box) -> None:
    page = desk.send(stop(desk).form_to("/where-to-go/end.born_elsewhere"))
    assert "La feuille s’imprime." in page.main
    assert [job.kind for job in spool.select_recent_jobs(box.store.read())] == ["where-to-go"]
    assert print_queue.print_due_jobs(box) == 1


def test_no_case_leads_past_it_and_no_draft_is_sent(desk: Browser) -> None:
    page = stop(desk)
    case_id = steps_taken.case_of(page)
    assert steps_taken.step_of(desk.get(f"/cases/{case_id}/steps/person")) == "end.born_elsewhere"
    assert steps_taken.step_of(desk.get(f"/cases/{case_id}/review")) == "end.born_elsewhere"


def test_an_absolute_stop_has_no_other_way(desk: Browser) -> None:
    page = stop(desk, TOO_YOUNG)
    assert page.heading == "Cette démarche n’est pas encore pour vous" and not page.all("button[value=anyway]")


def test_whoever_files_anyway_is_read_so_by_everyone(desk: Browser, box: Box, nadia: Actor) -> None:
    page = steps_taken.answer(desk, anyway(desk, stop(desk)), {"f.birth_name": "Benali", "f.mother.unknown": "1"})
    review = steps_taken.answer(desk, page, {"f.identity_shown": "to_bring"})
    assert "La personne a choisi de déposer quand même." in review.main and "Ne sait pas" in review.main
    case_id = steps_taken.case_of(review)
    turned = desk.send(review.form("send"))
    done = desk.send(desk.send(turned.form("yes")).form("back").with_values({"pin": PIN}))
    assert "L. 114-2" in done.main
    assert cases.read_submission(box.store.read(), case_id) is not None
    (body,) = bodies(box, nadia, "submitted")
    answers = {answer["field"]: answer for answer in body["answers"]}
    assert answers["born_elsewhere"]["value"] == "anyway"
    assert answers["mother"]["unknown"] is True and answers["mother"]["value"] is None
    assert answers["birth_commune"]["value"] == {"name": "Lyon", "insee": "69123", "ours": False}


@pytest.fixture
def submitted(desk: Browser) -> str:
    return steps_taken.reference_of(steps_taken.submitted(desk))


def state(desk: Browser) -> str:
    return desk.get("/desk/printing").words("main li.work .state")[0]


def test_with_nothing_to_print_it_says_so(desk: Browser) -> None:
    assert "Rien à imprimer." in desk.get("/desk/printing").main


@pytest.mark.usefixtures("submitted")
def test_a_job_waits_then_is_printed(desk: Browser, box: Box) -> None:
    assert state(desk) == "En attente"
    assert print_queue.print_due_jobs(box) == 1
    assert state(desk) == "Imprimé"


@pytest.mark.usefixtures("submitted")
def test_a_job_nobody_wants_is_cancelled(desk: Browser, box: Box) -> None:
    page = desk.send(desk.get("/desk/printing").form_to("", "cancel"))
    assert page.path == "/desk/printing"
    assert state(desk) == "Annulé"
    assert print_queue.print_due_jobs(box) == 0


@pytest.mark.usefixtures("submitted")
@pytest.mark.parametrize(("said", "after", "sheets"), [("came-out", "Imprimé", 1), ("again", "En attente", 2)])
def test_whether_a_paper_came_out_a_person_is_asked(
    desk: Browser, box: Box, said: str, after: str, sheets: int
) -> None:
    box.carrier.fail_with(UnknownFault("not-confirmed"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(box)
    page = desk.get("/desk/printing")
    assert state(desk) == "À vérifier"
    assert "Le papier est-il sorti ?" in page.main
    desk.send(page.form_to("", said))
    assert state(desk) == after
    print_queue.print_due_jobs(box)
    assert len(box.carrier.jobs) == sheets  # type: ignore[attr-defined]


@pytest.mark.usefixtures("submitted")
def test_a_paper_that_did_not_come_out_says_why_and_waits_for_its_printer(desk: Browser, box: Box) -> None:
    box.carrier.fail_with(NotPrintedFault("disk-full"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(box)
    page = desk.get("/desk/printing")
    assert state(desk) == "En attente"
    assert "Le disque est plein." in page.main
    assert print_queue.print_due_jobs(box) == 1
    assert state(desk) == "Imprimé"


@pytest.mark.usefixtures("submitted")
def test_what_no_patience_mends_is_printed_at_a_touch(desk: Browser, box: Box) -> None:
    box.carrier.fail_with(NotPrintedFault("bad-job-id"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(box)
    page = desk.get("/desk/printing")
    assert state(desk) == "Pas imprimé"
    desk.send(page.form_to("", "again"))
    assert print_queue.print_due_jobs(box) == 1
    assert state(desk) == "Imprimé"


@pytest.mark.usefixtures("submitted")
def test_what_waits_in_a_print_queue_is_called_off_there(desk: Browser, box: Box) -> None:
    box.carrier.fail_with(WaitingFault("no-answer"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(box)
    assert state(desk) == "Impression"
    desk.send(desk.get("/desk/printing").form_to("", "cancel"))
    assert state(desk) == "À vérifier", "this printer cannot tell whether it had begun"


def test_the_desk_prints_what_a_citizen_alone_has_left_without(desk: Browser, box: Box) -> None:
    alone = at_a_terminal(box)
    submitted_alone(box, alone)
    leaves(box, alone)
    print_queue.print_due_jobs(box)
    assert state(desk) == "Annulé"
    page = desk.get("/desk/printing")
    assert "La personne est partie" in page.main
    desk.send(page.form_to("", "here"))
    assert print_queue.print_due_jobs(box) == 1


@pytest.mark.usefixtures("submitted")
def test_a_job_settled_meanwhile_is_told_plainly(desk: Browser, box: Box) -> None:
    form = desk.get("/desk/printing").form_to("", "cancel")
    print_queue.print_due_jobs(box)
    page = desk.send(form)
    assert page.status == 404
    assert "Cette impression est déjà réglée." in page.main


def test_a_printer_that_cannot_print_is_said_at_the_top(desk: Browser, box: Box) -> None:
    box.carrier.wrong = "folder-missing"  # type: ignore[attr-defined]
    page = desk.get("/desk/printing")
    assert "L’imprimante des réglages" in page.main
    assert "Le dossier des impressions n’existe plus." in page.main


ASKED = {"HX-Request": "true"}


def test_a_page_asks_until_there_is_something_new(terminal: Browser, box: Box) -> None:
    page = steps_taken.alone(terminal)
    asks = str(page.one("#paper [hx-get]").get("hx-get"))
    assert terminal.client.get(asks, headers=ASKED).status_code == 204
    print_queue.print_due_jobs(box)
    assert "Prenez votre papier" in terminal.client.get(asks, headers=ASKED).text


def test_without_script_it_leads_back_to_the_page(terminal: Browser) -> None:
    page = steps_taken.alone(terminal)
    assert terminal.get(f"/paper?back={page.path}").path == page.path


def test_nobody_takes_another_s_paper(terminal: Browser, desk: Browser, box: Box) -> None:
    """What was asked for at the desk is not the terminal's to take."""
    steps_taken.submitted(desk)
    print_queue.print_due_jobs(box)
    (job,) = spool.select_recent_jobs(box.store.read())
    form = steps_taken.alone(terminal).form("again")
    form.action = f"/paper/{job.id}/taken"
    terminal.send(form)
    still = spool.read_print_job(box.store.read(), job.id)
    assert still is not None and still.taken_at is None
