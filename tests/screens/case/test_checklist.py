"""« À rapporter »: from the introduction and from any page, on the screen and on paper."""

from kiosk.services.box.box import Box
from kiosk.services.spool import print_queue
from kiosk.store.printing import spool
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page

LIST = "Liste des pièces à rapporter"


def jobs(box: Box) -> list[tuple[str, str, str]]:
    return [(row.kind, row.reference, row.state) for row in spool.recent(box.store.read())]


def asked(browser: Browser, page: Page) -> Page:
    return browser.get(page.link(LIST))


def test_the_introduction_leads_to_the_whole_list_which_prints(desk: Browser, box: Box) -> None:
    page = asked(desk, desk.get("/procedures/birth-certificate"))
    assert page.heading == "À rapporter"
    assert page.words("main h2")[0] == "Demander une copie d’un acte de naissance"
    assert "Selon votre situation" in page.main
    printed = desk.send(page.form("print"))
    assert "La liste s’imprime." in printed.main
    assert jobs(box) == [("checklist", "", "pending")]
    assert print_queue.print_due(box) == 1
    assert "Liste à rapporter" in desk.get("/desk/printing").main


def test_a_page_of_questions_leads_to_this_person_s_list_and_back(desk: Browser, box: Box) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    page = asked(desk, step)
    assert "Une pièce d’identité" in page.main
    assert "Elle vous attend à l’accueil." in page.main
    assert "Benali" not in page.main
    desk.send(page.form("print"))
    assert print_queue.print_due(box) == 1
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
    assert print_queue.print_due(box) == 1
    box.carrier.wrong = "folder-missing"  # type: ignore[attr-defined]
    assert LIST not in terminal.get(step.path).main
    alone = terminal.get(f"/cases/{steps_taken.case_of(step)}/checklist")
    assert not alone.all("#print")


def test_at_a_terminal_a_list_before_the_first_question_prints_as_well(terminal: Browser, box: Box) -> None:
    terminal.send(asked(terminal, terminal.get("/procedures/birth-certificate")).form("print"))
    assert print_queue.print_due(box) == 1


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
