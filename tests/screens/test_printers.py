"""Printers are added, tested and chosen."""

from dataclasses import replace

import pytest

from kiosk.app import create_app
from kiosk.services.box import in_memory
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import papers
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.spool import print_queue
from kiosk.store import people, spool
from kiosk.store.spool import PrinterChoice
from printers.carrier import FoundPrinter
from printers.carriers import CARRIERS
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.print_jobs import Late, added, of
from tests.gallery.site.steps_taken import sign_in

PRINTERS_HERE = "/desk/printers"


def by_hand(desk: Browser, **typed: str) -> Page:
    ways = desk.get(desk.get(PRINTERS_HERE).link("Ajouter à la main"))
    return desk.send(desk.get(ways.link("Un dossier de ce poste")).form("printer").with_values(typed))


def shown(desk: Browser) -> list[tuple[str, str]]:
    page = desk.get(PRINTERS_HERE)
    return list(zip(page.words("main section.group h2"), page.words("main section.group .state"), strict=True))


def test_the_one_of_the_settings_is_there_and_says_how_it_is(desk: Browser, box: Box) -> None:
    assert "Les imprimantes" in desk.get("/desk/settings").main
    assert desk.get("/desk/printing").link("Régler les imprimantes") == PRINTERS_HERE
    assert shown(desk) == [("L’imprimante des réglages", "Prête")]
    box.carrier.wrong = "disk-full"  # type: ignore[attr-defined]
    assert shown(desk)[0][1] == "Le disque est plein. Libérez de la place, puis imprimez."


def test_a_printer_is_added_by_hand_and_tried_next(desk: Browser, box: Box) -> None:
    box.settings.paths.create_runtime()
    box.settings.paths.printed.mkdir(exist_ok=True)
    page = by_hand(desk, name="Guichet 1", paper="pdf-a4")
    assert page.path.startswith("/desk/printer-test/") and "Guichet 1" in page.main
    assert shown(desk)[1] == ("Guichet 1", "Aucun papier : tout est gardé en fichier")


def test_a_paper_in_a_folder_is_never_said_to_be_printed(desk: Browser, box: Box) -> None:
    box.settings.paths.create_runtime()
    box.settings.paths.printed.mkdir(exist_ok=True)
    assert "Aucune imprimante n’est choisie" not in desk.get("/desk/printing").main
    page = by_hand(desk, name="Dossier", paper="pdf-a4")
    folder = page.path.rsplit("/", 1)[1]
    printer_setup.choose_printer(box, PrinterChoice("", "", folder), Actor("", ""))
    with box.store.write() as db:
        print_queue.queue_paper(box, db, papers.get_paper("checklist"), "", "birth-certificate", None, Actor("", ""))
    assert print_queue.print_due_jobs(box) == 1
    page = desk.get("/desk/printing")
    assert page.words("main li.work .state") == ["Gardé en fichier"] and "Imprimé" not in page.main
    assert "Aucune imprimante n’est choisie" in page.main
    assert desk.get(page.link("Ouvrir le PDF")).status == 200
    assert "gardé en fichier, rien n’en sort" in desk.get("/desk/printer-choices").main


def test_a_folder_is_offered_no_paper_that_it_could_never_take(desk: Browser) -> None:
    ways = desk.get(desk.get(PRINTERS_HERE).link("Ajouter à la main"))
    folder, network = (desk.get(ways.link(way)).main for way in ("Un dossier de ce poste", "Par le réseau"))
    assert ("Tickets de" in folder, "Tickets de" in network) == (False, True)


def test_what_is_wrong_stands_beside_its_field(desk: Browser, box: Box) -> None:
    added(box, "Accueil")
    for typed, field, words in [
        ({"name": " "}, "name", "nom"), ({"name": "accueil"}, "name", "Une autre imprimante s’appelle déjà accueil."),
        ({"name": "x", "paper": "stone"}, "paper", "papier"), ({"name": "x", "profile": "y"}, "profile", "modèle"),
    ]:  # fmt: skip
        page = by_hand(desk, **{"paper": "pdf-a4", **typed})
        assert page.status == 422
        assert words in page.words(f"#{field}-fault")[0]
        assert page.one(f'.notice a[href="#{field}"]') is not None
        assert len(spool.select_printers(box.store.read())) == 1


def test_a_page_names_no_folder(desk: Browser, box: Box) -> None:
    """Papers in clear stay in memory, whatever a browser sends."""
    by_hand(desk, name="Dossier", paper="pdf-a4", **{"setting.folder": "/srv/papers"})
    (kept,) = spool.select_printers(box.store.read())
    assert kept.settings == {}


def test_a_printer_is_changed(desk: Browser, box: Box) -> None:
    new_id = added(box, "Guichet 1", "pdf-a4")
    page = desk.get(f"{PRINTERS_HERE}/{new_id}")
    form = page.form("printer")
    assert (form["name"], form["paper"], form["profile"]) == (["Guichet 1"], ["pdf-a4"], ["default"])
    assert (
        desk.send(form.with_values({"name": "Guichet 2", "paper": "escpos-58", "profile": "TM-T20II"})).path
        == PRINTERS_HERE
    )
    kept = spool.read_printer(box.store.read(), new_id)
    assert kept is not None and (kept.name, kept.paper, kept.profile) == ("Guichet 2", "escpos-58", "TM-T20II")
    assert desk.send(desk.get(f"{PRINTERS_HERE}/{new_id}").form("printer").with_values({"name": ""})).status == 422


def test_a_printer_is_forgotten_once_it_is_said_twice(desk: Browser, box: Box) -> None:
    new_id = added(box, "Guichet 1")
    asked = desk.get(desk.get(PRINTERS_HERE).link("Oublier"))
    assert asked.heading == "Oublier « Guichet 1 » ?"
    assert len(shown(desk)) == 2
    assert desk.send(asked.form("forget")).path == PRINTERS_HERE
    assert len(shown(desk)) == 1
    for path in ("", "/forget"):
        assert desk.get(f"{PRINTERS_HERE}/{new_id}{path}").status == 404
    assert desk.send(asked.form("forget")).status == 404
    assert desk.get(f"{PRINTERS_HERE}/new?way=semaphore").status == 404


def test_what_is_seen_around_is_added_at_a_press(desk: Browser, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (in_memory, printer_setup):
        monkeypatch.setattr(module, "CARRIERS", (*CARRIERS, Late))
    box.carriers.offered = (Late,)
    result = FoundPrinter("EPSON <b>", {"host": "192.0.2.7"}, "TM-T20II")
    monkeypatch.setattr(Late, "seen", (result,))
    page = desk.send(desk.get(PRINTERS_HERE).form_to("/search#around"))
    assert "EPSON <b>" in page.main and "192.0.2.7" in page.main
    assert desk.send(page.form_to("/new")).path.startswith("/desk/printer-test/")
    (kept,) = spool.select_printers(box.store.read())
    assert (kept.name, kept.settings, kept.profile) == ("EPSON <b>", {"host": "192.0.2.7"}, "TM-T20II")
    assert "Aucune autre imprimante ne répond." in desk.send(page.form_to("/search#around")).main


def test_a_printer_that_does_not_answer_keeps_no_page_waiting(box: Box, nadia: Actor) -> None:
    late = Late(wrong="disk-full")
    desk = Browser(create_app(box.settings, box=replace(box, carrier=late)).test_client())
    sign_in(desk)
    assert shown(desk) == [("L’imprimante des réglages", "Elle n’a pas encore répondu")]
    late.may_say.set()
    assert printer_choice.states(replace(box, carrier=late), 20)[0][1] == "disk-full"
    assert shown(desk)[0][1].startswith("Le disque est plein.")


def test_a_terminal_without_a_printer_of_its_own_offers_no_paper(desk: Browser, box: Box) -> None:
    desk.send(desk.get("/desk/station").form_to("/name").with_values({"name": "Borne"}))
    station = box.store.read().execute("SELECT id FROM stations").fetchone()[0]
    assert printer_choice.can_station_print(box, station)
    printer_setup.choose_printer(box, PrinterChoice(station, "", None), Actor())
    assert not printer_choice.can_station_print(box, station)
    printer_setup.choose_printer(box, PrinterChoice(station, "receipts", desk_printer := added(box, "Borne")), Actor())
    assert printer_choice.can_station_print(box, station)
    of(box, desk_printer).wrong = "disk-full"
    assert not printer_choice.can_station_print(box, station)


PRINTER_CHOICES_HERE = "/desk/printer-choices"


@pytest.fixture
def hall(box: Box) -> str:
    with box.store.write() as db:
        people.insert_station(db, "h" * 32, "hash", "terminal", box.clock.now())
        people.update_station(db, "h" * 32, name="Borne du hall")
    return "h" * 32


def where(box: Box, station_id: str, kind: str) -> str | None:
    printer = papers.for_job(box, box.store.read(), station_id, kind)
    return printer.name if printer else None


def test_papers_of_every_screen_go_where_they_are_sent(desk: Browser, box: Box) -> None:
    desk_printer, office = added(box, "Guichet"), added(box, "Bureau", "pdf-a4")
    page = desk.get(desk.get("/desk/printers").link("Choisir"))
    assert page.path == PRINTER_CHOICES_HERE
    form = page.form("choices").with_values(
        {"papers-": desk_printer, "papers-mandates": office, "papers-lists": "none"}
    )
    page = desk.send(form)
    assert (where(box, "", "receipt"), where(box, "", "mandate"), where(box, "", "checklist")) == (
        "Guichet", "Bureau", None,
    )  # fmt: skip
    assert page.words("#papers-lists-help") == ["En ce moment : rien ne s’imprime"]
    assert page.form("choices")["papers-mandates"] == [office]
    desk.send(page.form("choices").with_values({"papers-": "", "papers-mandates": "usual", "papers-lists": ""}))
    assert where(box, "", "receipt") == where(box, "", "mandate") == where(box, "", "checklist") == ""


def test_one_screen_has_its_own_printer_and_can_have_none(desk: Browser, box: Box, hall: str) -> None:
    slips = added(box, "Tickets du hall")
    page = desk.get(desk.get(PRINTER_CHOICES_HERE).link("Borne du hall"))
    assert "Sur l’écran « Borne du hall »" in page.main
    page = desk.send(page.form("choices").with_values({"papers-": "none", "papers-receipts": slips}))
    assert (where(box, hall, "receipt"), where(box, hall, "checklist")) == ("Tickets du hall", None)
    assert where(box, "another", "receipt") == ""
    assert "a ses propres imprimantes" in desk.get(PRINTER_CHOICES_HERE).main


def test_a_screen_or_a_printer_that_is_not_known_is_refused(desk: Browser, box: Box) -> None:
    assert desk.get(f"{PRINTER_CHOICES_HERE}?screen=unheard-of").status == 404
    form = desk.get(PRINTER_CHOICES_HERE).form("choices")
    assert desk.send(form.with_values({"papers-": "f" * 32})).status == 404
    assert desk.send(form.with_values({"papers-": "", "screen": "unheard-of"})).status == 404
    assert where(box, "", "receipt") == ""


def test_a_screen_without_a_name_is_named_first(desk: Browser) -> None:
    assert "Donnez d’abord un nom à chaque écran" in desk.get(PRINTER_CHOICES_HERE).main


ALL_WELL = {"letters": "yes", "edges": "yes", "code": "yes", "cut": "yes"}


@pytest.fixture
def printer(box: Box) -> str:
    return added(box, "Guichet 1", profile="TM-T20II")


def said(desk: Browser, printer_id: str, **answers: str) -> Page:
    return desk.send(desk.get(f"/desk/printer-test/{printer_id}").form("seen").with_values(answers))


def test_the_page_comes_out_of_that_printer(desk: Browser, box: Box, printer: str) -> None:
    page = desk.get(f"/desk/printer-test/{printer}")
    sent = desk.send(page.form_to("/print"))
    assert sent.path.split("?")[0] == page.path
    assert "La page d’essai est partie vers l’imprimante" in " ".join(sent.words("[role=status]"))
    assert print_queue.print_due_jobs(box) == 1
    assert len(of(box, printer).jobs) == 1
    assert "Page d’essai" in desk.get("/desk/printing").main


def test_when_all_is_well_it_is_said_and_it_can_be_used_for_all_papers(desk: Browser, box: Box, printer: str) -> None:
    page = said(desk, printer, **ALL_WELL)
    assert "Cette imprimante est prête" in page.main and "Tous les papiers sortent ici" not in page.main
    desk.send(page.form("use"))
    assert _receipts_come_out_of(box) == printer


def _receipts_come_out_of(box: Box) -> str | None:
    chosen = printer_choice.for_tray(box, box.store.read(), "", "receipts")
    return chosen.id if chosen else None


def test_where_nothing_gives_paper_a_printer_that_was_tried_is_used_for_all_papers(
    desk: Browser, box: Box, printer: str
) -> None:
    box.settings.paths.create_runtime()
    box.settings.paths.printed.mkdir(exist_ok=True)
    folder = by_hand(desk, name="Dossier", paper="pdf-a4").path.rsplit("/", 1)[1]
    printer_setup.choose_printer(box, PrinterChoice("", "", folder), Actor("", ""))
    assert "Tous les papiers sortent ici" in said(desk, printer, **ALL_WELL).main
    assert _receipts_come_out_of(box) == printer


def test_what_has_just_printed_has_nothing_wrong_with_it(desk: Browser, box: Box, printer: str) -> None:
    carrier = of(box, printer)
    carrier.wrong = "no-answer"
    printer_choice.states(box, 5)
    assert "n’a pas répondu" in desk.get("/desk/printing").main
    carrier.wrong = None
    desk.send(desk.get(f"/desk/printer-test/{printer}").form_to("/print"))
    assert print_queue.print_due_jobs(box) == 1
    assert "n’a pas répondu" not in desk.get("/desk/printing").main


def test_a_question_without_an_answer_is_asked_again(desk: Browser, printer: str) -> None:
    page = said(desk, printer, letters="yes", edges="perhaps")
    assert page.status == 422
    assert len(page.words("main .field-error")) == 3
    assert page.one("#letters").get("checked") is not None
    assert "prête" not in page.main


def test_what_is_wrong_is_mended_at_a_press_and_printed_again(desk: Browser, box: Box, printer: str) -> None:
    page = said(desk, printer, **{**ALL_WELL, "letters": "no", "edges": "no"})
    assert page.words("#advice li") == [
        "Pour les lettres : modèle « inconnu ». Chaque mot sera dessiné.",
        "Pour les bords : l’autre largeur de rouleau. Tickets de 58 mm",
    ]
    desk.send(page.form_to("/mend"))
    kept = printer_choice.list_printers(box, box.store.read())[1].kept
    assert kept is not None and (kept.paper, kept.profile) == ("escpos-58", "default")
    assert print_queue.print_due_jobs(box) == 1


def test_where_nothing_can_be_changed_it_is_said_what_to_do(desk: Browser, printer: str) -> None:
    page = said(desk, printer, **{**ALL_WELL, "cut": "no"})
    assert page.words("#advice li") == ["Pas de coupe : déchirez le papier d’un coup sec, cela suffit."]
    assert not [form for form in page.all("form") if str(form.get("action")).endswith("/mend")]


def test_the_one_of_the_settings_is_tried_too(desk: Browser, box: Box) -> None:
    page = desk.get(desk.get("/desk/printers").link("L’essayer"))
    assert page.path == "/desk/printer-test/usual"
    desk.send(page.form_to("/print"))
    (job,) = spool.select_recent_jobs(box.store.read())
    assert (job.kind, job.subject, job.reference) == ("test-page", "", "")
    assert print_queue.print_due_jobs(box) == 1


def test_a_printer_that_is_gone_is_not_tried(desk: Browser, printer: str, box: Box) -> None:
    form = desk.get(f"/desk/printer-test/{printer}").form_to("/print")
    desk.send(desk.get(f"/desk/printers/{printer}/forget").form("forget"))
    assert desk.get(f"/desk/printer-test/{printer}").status == 404
    assert desk.send(form).status == 404
    assert print_queue.print_due_jobs(box) == 0
