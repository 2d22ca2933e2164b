"""Printers are added, chosen for a place and a paper, and found around the box."""

import threading
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from kiosk.errors import Refused
from kiosk.services.box import in_memory
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.in_memory import Carriers
from kiosk.services.papers import papers
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_setup import DiscoveredPrinter, PrinterDescription
from kiosk.store import journal, people, spool
from kiosk.store.spool import PrinterChoice, StoredPrinter
from printers import profiles
from printers.carrier import FoundPrinter, Setting
from printers.carriers import CARRIERS
from printers.carriers.dummy import Dummy
from tests.gallery.site.print_jobs import Late, added, of
from tests.store.conftest import NOON


@dataclass
class Wired(Dummy):
    """It has to be told where, and takes no number that is none."""

    kind: ClassVar[str] = "wired"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("host", "", "Where it is."),
        Setting("port", "9100", "Its port."),
        Setting("note", "", "What is said of it; may be left out."),
        Setting("media_type", "application/vnd.escpos", "What it takes."),
    )

    host: str = ""
    port: str = "9100"
    note: str = ""

    def __init__(self, host: str, port: str = "9100", note: str = "", media_type: str = "") -> None:
        Dummy.__init__(self, media_type)
        self.host, self.port, self.note = host, str(int(port)), note


EPSON = FoundPrinter("EPSON TM-T20II", {"host": "192.0.2.7"}, "EPSON TM-T20II")


class Line(Late):
    """A way on which printers answer."""

    seen = (EPSON, FoundPrinter("", {"host": "192.0.2.8"}, "Laser 9000"))


@pytest.fixture(autouse=True)
def wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town hall's own ways to a printer, beside those that ship."""
    for module in (in_memory, printer_setup):
        monkeypatch.setattr(module, "CARRIERS", (*CARRIERS, Wired, Line))


def described(name: str = "Guichet 1", **settings: str) -> PrinterDescription:
    return PrinterDescription(name, "wired", {"host": "192.0.2.7", **settings}, "escpos-80", "TM-T20II")


def test_a_printer_is_added_with_what_its_carrier_says_where_nothing_is_given(box: Box) -> None:
    new_id = printer_setup.add_printer(box, described("  Guichet   1 ", unheard="of"), Actor())
    printer = printer_choice.find_printer(box, box.store.read(), new_id)
    assert printer is not None and printer.kept is not None
    assert (printer.name, printer.kept.settings) == ("Guichet 1", {"host": "192.0.2.7", "port": "9100"})
    assert isinstance(printer.carrier, Wired)
    assert (printer.carrier.host, printer.carrier.media_type) == ("192.0.2.7", "application/vnd.escpos")


def test_what_cannot_be_is_refused_and_nothing_is_kept(box: Box) -> None:
    added(box, "Accueil")
    for wrong, code, setting in [
        (described(" "), "printer-name-missing", None), (described("accueil"), "name-taken", None),
        (PrinterDescription("x", "semaphore"), "no-such-carrier", None),
        (PrinterDescription("x", "wired"), "setting-missing", "host"),
        (described(port="much"), "bad-setting-of-printer", "host, port"),
        (described(host="a" * 201), "bad-setting-of-printer", "host"),
        (described(host="a\nb"), "bad-setting-of-printer", "host"),
        (described(note="ipp://nadia:secret@192.0.2.7/ipp"), "secret-in-address", "note"),
        (PrinterDescription("x", "dummy", {}, "stone"), "no-such-paper", None),
        (PrinterDescription("x", "dummy", {}, "pdf-a4", "TM-T20IX"), "no-such-model", None),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            printer_setup.add_printer(box, wrong, Actor())
        assert (refused.value.code, refused.value.details.get("setting")) == (code, setting)
        assert [printer.name for printer in spool.select_printers(box.store.read())] == ["Accueil"]


def test_a_printer_is_changed_and_keeps_its_choices(box: Box) -> None:
    new_id = printer_setup.add_printer(box, described(), Actor())
    printer_setup.choose_printer(box, PrinterChoice("", "", new_id), Actor())
    printer_setup.change_printer(box, new_id, described("guichet 1", host="192.0.2.8"), Actor())
    printer = papers.for_job(box, box.store.read(), "", "receipt")
    assert printer is not None and printer.kept is not None
    assert (printer.name, printer.kept.settings["host"]) == ("guichet 1", "192.0.2.8")


def test_what_a_command_gave_and_no_page_asks_stays(box: Box) -> None:
    """The folder of the `file` carrier: by default in memory, and no page names another."""
    assert printer_setup.settings_to_ask(box, "file") == ()
    new_id = printer_setup.add_printer(
        box, PrinterDescription("Dossier", "file", {"folder": "/srv/papers"}, "pdf-a4"), Actor()
    )
    printer_setup.change_printer(box, new_id, PrinterDescription("Archives", "file", {}, "pdf-a4"), Actor())
    kept = spool.read_printer(box.store.read(), new_id)
    assert kept is not None and (kept.name, kept.settings) == ("Archives", {"folder": "/srv/papers"})
    plain = printer_setup.add_printer(box, PrinterDescription("Mémoire", "file", {}, "pdf-a4"), Actor())
    printer = printer_choice.find_printer(box, box.store.read(), plain)
    assert printer is not None and printer.kept is not None and printer.kept.settings == {}
    assert str(box.settings.paths.printed) in str(printer.carrier)


def test_who_is_not_there_is_not_changed_nor_chosen(box: Box) -> None:
    gone = added(box, "Guichet 1")
    printer_setup.remove_printer(box, gone, Actor())
    for gesture in (
        lambda: printer_setup.change_printer(box, gone, described(), Actor()),
        lambda: printer_setup.fit(box, gone, "escpos-58", "", Actor()),
        lambda: printer_setup.remove_printer(box, gone, Actor()),
        lambda: printer_setup.remove_printer(box, "", Actor()),
        lambda: printer_setup.choose_printer(box, PrinterChoice("", "", gone), Actor()),
    ):
        with pytest.raises(Refused, match="no-such-printer"):
            gesture()


def test_choices_are_for_papers_and_screens_that_are_known(box: Box) -> None:
    with box.store.write() as db:
        people.insert_station(db, "s1", "hash", "desk", box.clock.now())
    with pytest.raises(Refused, match="no-such-station"):
        printer_setup.choose_printer(box, PrinterChoice("s1", "", None), Actor())
    with box.store.write() as db:
        people.update_station(db, "s1", name="Guichet 1")
    printer_setup.choose_printer(box, PrinterChoice("s1", "receipts", None), Actor())
    assert papers.for_job(box, box.store.read(), "s1", "receipt") is None
    assert papers.for_job(box, box.store.read(), "s2", "receipt") == printer_choice.usual(box)
    printer_setup.remove_printer_choice(box, "s1", "receipts", Actor())
    assert papers.for_job(box, box.store.read(), "s1", "receipt") == printer_choice.usual(box)
    with pytest.raises(Refused, match="no-such-papers"):
        printer_setup.choose_printer(box, PrinterChoice("", "parchment", None), Actor())


def test_a_name_that_is_taken_gets_a_number(box: Box) -> None:
    assert printer_setup.free_name(box, "EPSON TM") == "EPSON TM"
    added(box, "Epson TM")
    added(box, "EPSON TM 2")
    assert printer_setup.free_name(box, " EPSON  TM ") == "EPSON TM 3"
    assert len(printer_setup.free_name(box, "x" * 90)) <= printer_setup.LONGEST_NAME


def test_the_journal_tells_who_changed_what_about_printers_and_nothing_twice(box: Box, nadia: Actor) -> None:
    seen = journal.read_journal_head(box.store.read()).count
    new_id = printer_setup.add_printer(box, described(), nadia)
    printer_setup.change_printer(box, new_id, described("Guichet 2"), nadia)
    for choice in (
        PrinterChoice("", "receipts", new_id),
        PrinterChoice("", "receipts", new_id),
        PrinterChoice("", "", None),
    ):
        printer_setup.choose_printer(box, choice, nadia)
    for _ in range(2):
        printer_setup.remove_printer_choice(box, "", "", nadia)
    printer_setup.remove_printer(box, new_id, nadia)
    lines = list(box.store.read().query("SELECT * FROM journal WHERE number > ? ORDER BY number", [seen]))
    assert {(line["mediator_id"], line["station_id"]) for line in lines} == {(nadia.mediator_id, nadia.station_id)}
    assert [(line["action"], line["detail"]) for line in lines] == [
        ("printer-added", new_id),
        ("printer-changed", new_id),
        ("printer-chosen", f"everywhere receipts {new_id}"),
        ("printer-chosen", "everywhere all nothing"),
        ("printer-unchosen", "everywhere all nothing"),
        ("printer-forgotten", new_id),
    ]


def test_a_printer_that_could_never_print_is_refused_at_once(box: Box) -> None:
    for kind, paper, given, code, about in [
        ("network", "escpos-80", {}, "setting-missing", "host"),
        ("network", "escpos-80", {"host": " "}, "setting-missing", "host"),
        ("network", "escpos-80", {"host": "192.0.2.7", "port": "0"}, "bad-setting-of-printer", "port"),
        ("network", "escpos-80", {"host": "192.0.2.7", "port": "70000"}, "bad-setting-of-printer", "port"),
        ("network", "escpos-80", {"host": "192.0.2.7", "port": "neuf"}, "bad-setting-of-printer", "port"),
        ("ipp", "pdf-a4", {}, "setting-missing", "uri"),
        ("ipp", "pdf-a4", {"uri": "http://192.0.2.7/print"}, "bad-setting-of-printer", "uri"),
        ("ipp", "pdf-a4", {"uri": "ipp:///print"}, "bad-setting-of-printer", "uri"),
        ("serial", "escpos-80", {}, "setting-missing", "port"), ("file", "escpos-80", {}, "paper-not-taken", ""),
        ("file", "escpos-58", {}, "paper-not-taken", ""),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code) as refused:
            printer_setup.add_printer(box, PrinterDescription("Reçus", kind, given, paper), Actor())
        assert refused.value.details.get("setting", "") == about
        assert not [
            printer for printer in printer_choice.list_printers(box, box.store.read()) if printer.name == "Reçus"
        ]


def test_the_bare_address_of_an_ipp_printer_is_completed(box: Box) -> None:
    for typed, whole in (("192.0.2.7", "ipp://192.0.2.7/ipp/print"), ("ipps://b.test/x", "ipps://b.test/x")):
        new_id = printer_setup.add_printer(box, PrinterDescription(typed, "ipp", {"uri": typed}, "pdf-a4"), Actor())
        kept = spool.read_printer(box.store.read(), new_id)
        assert kept is not None and kept.settings["uri"] == whole


def test_a_folder_takes_what_a_folder_can_hold(box: Box) -> None:
    printer_setup.add_printer(box, PrinterDescription("PDF", "file", {}, "pdf-a4"), Actor())
    with pytest.raises(Refused) as refused:
        printer_setup.add_printer(box, PrinterDescription("Reçus", "file", {}, "escpos-80", "TM-T88V"), Actor())
    assert "pdf-a4" in refused.value.details["papers"] and "escpos" not in refused.value.details["papers"]


def test_without_a_choice_the_one_of_the_settings_prints(box: Box) -> None:
    printer = papers.for_job(box, box.store.read(), "desk", "receipt")
    assert (
        printer == printer_choice.usual(box) == printer_choice.find_printer(box, box.store.read(), printer_choice.USUAL)
    )
    assert (printer.carrier, printer.renderer.kind) == (box.carrier, box.settings.paper)
    assert printer_choice.find_printer(box, box.store.read(), "unheard of") is None


def test_a_paper_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="no-such-paper"):
        printer_choice.renderer_of("parchment")


def test_the_usual_printer_is_always_known_and_one_that_is_forgotten_is_not(box: Box) -> None:
    kept, forgotten = (added(box, name) for name in ("Rouleau", "Laser"))
    printer_setup.remove_printer(box, forgotten, Actor())
    assert printer_choice.known_ids(box.store.read()) == {printer_choice.USUAL, kept}


def test_paper_comes_out_where_it_was_chosen_and_nowhere_where_that_was_chosen(box: Box) -> None:
    desk, hall = added(box, "Guichet 1"), added(box, "Salle", "pdf-a4")
    printer_setup.choose_printer(box, PrinterChoice("", "", desk), Actor())
    printer_setup.choose_printer(box, PrinterChoice("", "lists", hall), Actor())
    assert [name(box, kind) for kind in ("receipt", "checklist", "mandate")] == ["Guichet 1", "Salle", "Guichet 1"]
    printer_setup.choose_printer(box, PrinterChoice("", "receipts", None), Actor())
    assert papers.for_job(box, box.store.read(), "", "receipt") is None
    printer_setup.remove_printer(box, hall, Actor())
    assert name(box, "checklist") == "Guichet 1", "what was chosen less closely counts again"
    printer_setup.choose_printer(box, PrinterChoice("", "", printer_choice.USUAL), Actor())
    assert papers.for_job(box, box.store.read(), "", "checklist") == printer_choice.usual(box)


def test_a_printer_is_one_live_object_until_it_is_reached_otherwise(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    dummy = of(box, new_id)
    assert (of(box, new_id), dummy.media_type) == (dummy, "application/vnd.escpos")
    assert of(box, new_id) is dummy
    printer_setup.fit(box, new_id, "escpos-58", "TM-T20II", Actor())
    assert of(box, new_id) is dummy, "another roll is another way of drawing, not another printer"
    printer = printer_choice.find_printer(box, box.store.read(), new_id)
    assert printer is not None
    assert printer.renderer == printer_choice.renderer_of("escpos-58").for_profile("TM-T20II")
    printer_setup.fit(box, new_id, "pdf-a4", "", Actor())
    assert of(box, new_id) is not dummy
    assert of(box, new_id).media_type == "application/pdf"


def test_a_forgotten_printer_can_be_asked_about_its_jobs_and_gets_no_more(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    dummy = of(box, new_id)
    printer_setup.remove_printer(box, new_id, Actor())
    assert of(box, new_id) is dummy
    assert [printer.id for printer in printer_choice.list_printers(box, box.store.read())] == [printer_choice.USUAL]
    assert papers.for_job(box, box.store.read(), "", "test-page", new_id) is None


def test_what_another_version_has_kept_prints_nothing_and_breaks_nothing(box: Box) -> None:
    with box.store.write() as db:
        spool.save_printer(db, StoredPrinter("a" * 32, "Pigeon", "pigeon", {}, "pdf-a4", "default"), NOON)
        spool.save_printer(db, StoredPrinter("b" * 32, "Rune", "dummy", {}, "stone", "default"), NOON)
        spool.save_printer_choice(db, PrinterChoice("", "", "a" * 32))
    assert printer_choice.find_printer(box, box.store.read(), "a" * 32) is None
    assert printer_choice.find_printer(box, box.store.read(), "b" * 32) is None
    assert [printer.id for printer in printer_choice.list_printers(box, box.store.read())] == [printer_choice.USUAL]
    assert papers.for_job(box, box.store.read(), "", "receipt") is None


def test_a_screen_prints_as_long_as_one_of_its_papers_can_come_out(box: Box) -> None:
    desk = added(box, "Guichet 1")
    printer_setup.choose_printer(box, PrinterChoice("", "", None), Actor())
    assert not printer_choice.can_station_print(box, "")
    printer_setup.choose_printer(box, PrinterChoice("", "receipts", desk), Actor())
    assert printer_choice.can_station_print(box, "")
    of(box, desk).wrong = "no-paper"
    assert not printer_choice.can_station_print(box, "")
    assert printer_choice.states(box)[1][1] == "no-paper"


def test_printers_that_do_not_answer_are_waited_for_together_and_not_by_pages(box: Box) -> None:
    late = Late(wrong="offline")
    slow = replace(box, carrier=late)
    assert printer_choice.can_station_print(slow, "") and not printer_choice.has_answered(
        slow, printer_choice.usual(slow)
    )
    assert printer_choice.states(slow) == [(printer_choice.usual(slow), None)]
    late.may_say.set()
    assert printer_choice.states(slow, 20) == [(printer_choice.usual(slow), "offline")]
    assert not printer_choice.can_station_print(slow, "")


def name(box: Box, kind: str) -> str:
    """What the printer is called where such a paper comes out."""
    printer = papers.for_job(box, box.store.read(), "", kind)
    assert printer is not None
    return printer.name


class Silent(Late):
    """A way on which a search never ends."""

    kind = "silent"
    over = threading.Event()

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        cls.over.wait(20)
        return (EPSON,)


def around(box: Box, *offered: type[Late], patience_s: float = printer_setup.PATIENCE_S) -> list[DiscoveredPrinter]:
    return printer_setup.discover_printers(replace(box, carriers=Carriers(offered)), patience_s)


def test_what_is_seen_has_a_name_a_model_and_a_paper(box: Box) -> None:
    result = around(box, Line)
    assert [(device.described.name, device.described.profile, device.model) for device in result] == [
        ("EPSON TM-T20II", "TM-T20II", "EPSON TM-T20II"),
        ("late", profiles.UNKNOWN, "Laser 9000"),
    ]
    assert result[0].described.settings == {"host": "192.0.2.7"}


def test_a_way_that_does_not_answer_hides_none_of_the_others(box: Box) -> None:
    assert len(around(box, Silent, Line, patience_s=0.2)) == 2
    Silent.over.set()


def test_what_is_known_already_is_not_offered_again(box: Box) -> None:
    added(box, "EPSON TM-T20II")
    first, second = around(box, Line)
    assert first.described.name == "EPSON TM-T20II 2", "another printer has that name"
    printer_setup.add_printer(box, first.described, Actor())
    assert [device.described for device in around(box, Line)] == [second.described]


def test_a_model_is_taken_only_for_what_it_says() -> None:
    for said, name in [
        ("EPSON TM-T20II", "TM-T20II"), ("epson_tm-t88v", "TM-T88V"), ("TM-T20III", profiles.UNKNOWN),
        ("TM-T20", profiles.UNKNOWN), ("", profiles.UNKNOWN), ("TM T20II", "TM-T20II"),
    ]:  # fmt: skip
        assert printer_setup.model_of(said) == name


def test_the_paper_to_try_first_is_what_the_printer_takes_and_no_wider_than_its_head() -> None:
    assert printer_setup.guess_paper("application/pdf", profiles.UNKNOWN, "text-42") == "pdf-a4"
    assert printer_setup.guess_paper("application/vnd.escpos", profiles.UNKNOWN, "pdf-a4") == "escpos-80"
    assert printer_setup.guess_paper("application/vnd.escpos", "POS-5890", "pdf-a4") == "escpos-58"
    assert printer_setup.guess_paper("image/unheard-of", profiles.UNKNOWN, "pdf-a4") == "pdf-a4"
