"""A printer is added, changed, forgotten; what cannot be is refused with the field it is about."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from kiosk.errors import Refused
from kiosk.services.box import live_printers
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import paper_printer
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_setup import Described
from kiosk.store.people import journal, people
from kiosk.store.printing import printers as store
from kiosk.store.printing.printers import Choice
from printers.carrier import Setting
from printers.carriers import CARRIERS
from printers.carriers.dummy import Dummy
from tests.gallery.site.print_jobs import added


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


@pytest.fixture(autouse=True)
def wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town hall's own way to a printer, beside those that ship."""
    for module in (live_printers, printer_setup):
        monkeypatch.setattr(module, "CARRIERS", (*CARRIERS, Wired))


def described(name: str = "Guichet 1", **settings: str) -> Described:
    return Described(name, "wired", {"host": "192.0.2.7", **settings}, "escpos-80", "TM-T20II")


def test_a_printer_is_added_with_what_its_carrier_says_where_nothing_is_given(box: Box) -> None:
    new_id = printer_setup.add(box, described("  Guichet   1 ", unheard="of"), Actor())
    printer = printer_choice.get(box, box.store.read(), new_id)
    assert printer is not None and printer.kept is not None
    assert (printer.name, printer.kept.settings) == ("Guichet 1", {"host": "192.0.2.7", "port": "9100"})
    assert isinstance(printer.carrier, Wired)
    assert (printer.carrier.host, printer.carrier.media_type) == ("192.0.2.7", "application/vnd.escpos")


def test_what_cannot_be_is_refused_and_nothing_is_kept(box: Box) -> None:
    added(box, "Accueil")
    for wrong, code, setting in [
        (described(" "), "printer-name-missing", None), (described("accueil"), "name-taken", None),
        (Described("x", "semaphore"), "no-such-carrier", None), (Described("x", "wired"), "setting-missing", "host"),
        (described(port="much"), "bad-setting-of-printer", "host, port"),
        (described(host="a" * 201), "bad-setting-of-printer", "host"),
        (described(host="a\nb"), "bad-setting-of-printer", "host"),
        (described(note="ipp://nadia:secret@192.0.2.7/ipp"), "secret-in-address", "note"),
        (Described("x", "dummy", {}, "stone"), "no-such-paper", None),
        (Described("x", "dummy", {}, "pdf-a4", "TM-T20IX"), "no-such-model", None),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            printer_setup.add(box, wrong, Actor())
        assert (refused.value.code, refused.value.details.get("setting")) == (code, setting)
        assert [printer.name for printer in store.every(box.store.read())] == ["Accueil"]


def test_a_printer_is_changed_and_keeps_its_choices(box: Box) -> None:
    new_id = printer_setup.add(box, described(), Actor())
    printer_setup.choose(box, Choice("", "", new_id), Actor())
    printer_setup.change(box, new_id, described("guichet 1", host="192.0.2.8"), Actor())
    printer = paper_printer.for_job(box, box.store.read(), "", "receipt")
    assert printer is not None and printer.kept is not None
    assert (printer.name, printer.kept.settings["host"]) == ("guichet 1", "192.0.2.8")


def test_what_a_command_gave_and_no_page_asks_stays(box: Box) -> None:
    """The folder of the `file` carrier: by default in memory, and no page names another."""
    assert printer_setup.settings_to_ask(box, "file") == ()
    new_id = printer_setup.add(box, Described("Dossier", "file", {"folder": "/srv/papers"}, "pdf-a4"), Actor())
    printer_setup.change(box, new_id, Described("Archives", "file", {}, "pdf-a4"), Actor())
    kept = store.get(box.store.read(), new_id)
    assert kept is not None and (kept.name, kept.settings) == ("Archives", {"folder": "/srv/papers"})
    plain = printer_setup.add(box, Described("Mémoire", "file", {}, "pdf-a4"), Actor())
    printer = printer_choice.get(box, box.store.read(), plain)
    assert printer is not None and printer.kept is not None and printer.kept.settings == {}
    assert str(box.settings.paths.printed) in str(printer.carrier)


def test_who_is_not_there_is_not_changed_nor_chosen(box: Box) -> None:
    gone = added(box, "Guichet 1")
    printer_setup.forget(box, gone, Actor())
    for gesture in (
        lambda: printer_setup.change(box, gone, described(), Actor()),
        lambda: printer_setup.fit(box, gone, "escpos-58", "", Actor()),
        lambda: printer_setup.forget(box, gone, Actor()),
        lambda: printer_setup.forget(box, "", Actor()),
        lambda: printer_setup.choose(box, Choice("", "", gone), Actor()),
    ):
        with pytest.raises(Refused, match="no-such-printer"):
            gesture()


def test_choices_are_for_papers_and_screens_that_are_known(box: Box) -> None:
    with box.store.write() as db:
        people.add_station(db, "s1", "hash", "desk", box.clock.now())
    with pytest.raises(Refused, match="no-such-station"):
        printer_setup.choose(box, Choice("s1", "", None), Actor())
    with box.store.write() as db:
        people.set_name(db, "s1", "Guichet 1")
    printer_setup.choose(box, Choice("s1", "receipts", None), Actor())
    assert paper_printer.for_job(box, box.store.read(), "s1", "receipt") is None
    assert paper_printer.for_job(box, box.store.read(), "s2", "receipt") == printer_choice.usual(box)
    printer_setup.unchoose(box, "s1", "receipts", Actor())
    assert paper_printer.for_job(box, box.store.read(), "s1", "receipt") == printer_choice.usual(box)
    with pytest.raises(Refused, match="no-such-papers"):
        printer_setup.choose(box, Choice("", "parchment", None), Actor())


def test_a_name_that_is_taken_gets_a_number(box: Box) -> None:
    assert printer_setup.free_name(box, "EPSON TM") == "EPSON TM"
    added(box, "Epson TM")
    added(box, "EPSON TM 2")
    assert printer_setup.free_name(box, " EPSON  TM ") == "EPSON TM 3"
    assert len(printer_setup.free_name(box, "x" * 90)) <= printer_setup.LONGEST_NAME


def test_the_journal_tells_who_changed_what_about_printers_and_nothing_twice(box: Box, nadia: Actor) -> None:
    seen = journal.head(box.store.read()).count
    new_id = printer_setup.add(box, described(), nadia)
    printer_setup.change(box, new_id, described("Guichet 2"), nadia)
    for choice in (Choice("", "receipts", new_id), Choice("", "receipts", new_id), Choice("", "", None)):
        printer_setup.choose(box, choice, nadia)
    for _ in range(2):
        printer_setup.unchoose(box, "", "", nadia)
    printer_setup.forget(box, new_id, nadia)
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
        ("serial", "escpos-80", {}, "setting-missing", "port"), ("file", "escpos-80", {}, "paper-not-taken", ""),
        ("file", "escpos-58", {}, "paper-not-taken", ""),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code) as refused:
            printer_setup.add(box, Described("Reçus", kind, given, paper), Actor())
        assert refused.value.details.get("setting", "") == about
        assert not [printer for printer in printer_choice.every(box, box.store.read()) if printer.name == "Reçus"]


def test_a_folder_takes_what_a_folder_can_hold(box: Box) -> None:
    printer_setup.add(box, Described("PDF", "file", {}, "pdf-a4"), Actor())
    with pytest.raises(Refused) as refused:
        printer_setup.add(box, Described("Reçus", "file", {}, "escpos-80", "TM-T88V"), Actor())
    assert "pdf-a4" in refused.value.details["papers"] and "escpos" not in refused.value.details["papers"]
