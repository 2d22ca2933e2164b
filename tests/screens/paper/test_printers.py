"""The printers of the town hall on a page: added, changed, forgotten, looked for, and never waited for."""

from dataclasses import replace

import pytest

from kiosk.app import create_app
from kiosk.services.box import live_printers
from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.store.printing import spool
from kiosk.store.printing.spool import Choice
from printers.carrier import FoundPrinter
from printers.carriers import CARRIERS
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.print_jobs import Late, added, of
from tests.gallery.site.steps_taken import sign_in

HERE = "/desk/printers"


def by_hand(desk: Browser, **typed: str) -> Page:
    """A folder of this machine, added by hand."""
    ways = desk.get(desk.get(HERE).link("Ajouter à la main"))
    return desk.send(desk.get(ways.link("Un dossier de ce poste")).form("printer").with_values(typed))


def shown(desk: Browser) -> list[tuple[str, str]]:
    """Each printer of the list and how it is."""
    page = desk.get(HERE)
    return list(zip(page.words("main section.group h2"), page.words("main section.group .state"), strict=True))


def test_the_one_of_the_settings_is_there_and_says_how_it_is(desk: Browser, box: Box) -> None:
    assert desk.get(desk.get("/desk/team").link("Régler les imprimantes")).path == HERE
    assert desk.get("/desk/printing").link("Régler les imprimantes") == HERE
    assert shown(desk) == [("L’imprimante des réglages", "Prête")]
    box.carrier.wrong = "disk-full"  # type: ignore[attr-defined]
    assert shown(desk)[0][1] == "Le disque est plein. Libérez de la place, puis imprimez."


def test_a_printer_is_added_by_hand_and_tried_next(desk: Browser, box: Box) -> None:
    box.settings.paths.create_runtime()
    box.settings.paths.printed.mkdir(exist_ok=True)
    page = by_hand(desk, name="Guichet 1", paper="pdf-a4")
    assert page.path.startswith("/desk/printer-test/") and "Guichet 1" in page.main
    assert shown(desk)[1] == ("Guichet 1", "Prête")


def test_a_folder_is_offered_no_paper_that_it_could_never_take(desk: Browser) -> None:
    ways = desk.get(desk.get(HERE).link("Ajouter à la main"))
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
        assert len(spool.every(box.store.read())) == 1


def test_a_page_names_no_folder(desk: Browser, box: Box) -> None:
    """Papers in clear stay in memory, whatever a browser sends."""
    by_hand(desk, name="Dossier", paper="pdf-a4", **{"setting.folder": "/srv/papers"})
    (kept,) = spool.every(box.store.read())
    assert kept.settings == {}


def test_a_printer_is_changed(desk: Browser, box: Box) -> None:
    new_id = added(box, "Guichet 1", "pdf-a4")
    page = desk.get(f"{HERE}/{new_id}")
    form = page.form("printer")
    assert (form["name"], form["paper"], form["profile"]) == (["Guichet 1"], ["pdf-a4"], ["default"])
    assert desk.send(form.with_values({"name": "Guichet 2", "paper": "escpos-58", "profile": "TM-T20II"})).path == HERE
    kept = spool.read_printer(box.store.read(), new_id)
    assert kept is not None and (kept.name, kept.paper, kept.profile) == ("Guichet 2", "escpos-58", "TM-T20II")
    assert desk.send(desk.get(f"{HERE}/{new_id}").form("printer").with_values({"name": ""})).status == 422


def test_a_printer_is_forgotten_once_it_is_said_twice(desk: Browser, box: Box) -> None:
    new_id = added(box, "Guichet 1")
    asked = desk.get(desk.get(HERE).link("Oublier"))
    assert asked.heading == "Oublier « Guichet 1 » ?"
    assert len(shown(desk)) == 2
    assert desk.send(asked.form("forget")).path == HERE
    assert len(shown(desk)) == 1
    for path in ("", "/forget"):
        assert desk.get(f"{HERE}/{new_id}{path}").status == 404
    assert desk.send(asked.form("forget")).status == 404
    assert desk.get(f"{HERE}/new?way=semaphore").status == 404


def test_what_is_seen_around_is_added_at_a_press(desk: Browser, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (live_printers, printer_setup):
        monkeypatch.setattr(module, "CARRIERS", (*CARRIERS, Late))
    box.carriers.offered = (Late,)
    result = FoundPrinter("EPSON <b>", {"host": "192.0.2.7"}, "TM-T20II")
    monkeypatch.setattr(Late, "seen", (result,))
    page = desk.send(desk.get(HERE).form_to("/search#around"))
    assert "EPSON <b>" in page.main and "192.0.2.7" in page.main
    assert desk.send(page.form_to("/new")).path.startswith("/desk/printer-test/")
    (kept,) = spool.every(box.store.read())
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
    assert printer_choice.may_print(box, station)
    printer_setup.choose(box, Choice(station, "", None), Actor())
    assert not printer_choice.may_print(box, station)
    printer_setup.choose(box, Choice(station, "receipts", desk_printer := added(box, "Borne")), Actor())
    assert printer_choice.may_print(box, station)
    of(box, desk_printer).wrong = "disk-full"
    assert not printer_choice.may_print(box, station)
