"""A folder receives each job whole, once, and for its owner only.
A printer on the network is asked before and after a job where it answers, and is never guessed about.
Every carrier can be set up in the settings file.
A printer on a USB cable: found by what it is, asked before and after, and pulled out in the middle.
"""

import errno
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from printers import profiles
from printers.carrier import COMPLETED, NOT_PRINTED, NotPrintedFault, PrintFault, UnknownFault
from printers.carriers import CARRIERS
from printers.carriers.file import File
from printers.carriers.network import Network
from printers.carriers.usb import Usb
from printers.fonts import Fonts
from printers.renderers import RENDERERS
from printers.renderers.escpos import ESCPOS_80
from tests.gallery.paper.cups import wait_until
from tests.printers.receipt_printer import Listening, ReceiptPrinter
from tests.printers.usb_printer import Bus


def test_a_job_becomes_one_file_for_its_owner(tmp_path: Path) -> None:
    File(tmp_path).carry("job-1", "Reçu", b"%PDF")
    (path,) = tmp_path.iterdir()
    assert (path.name, path.read_bytes()) == ("job-1.pdf", b"%PDF")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_job_twice_is_one_file(tmp_path: Path) -> None:
    carrier = File(str(tmp_path), "text/plain; charset=utf-8")
    carrier.carry("job-1", "Reçu", b"first")
    carrier.carry("job-1", "Reçu", b"again")
    assert [path.name for path in tmp_path.iterdir()] == ["job-1.txt"]
    assert (tmp_path / "job-1.txt").read_bytes() == b"again"


def test_a_job_cut_by_the_power_is_finished_by_the_next_try(tmp_path: Path) -> None:
    (tmp_path / ".job-1.part").write_bytes(b"half")
    File(tmp_path).carry("job-1", "Reçu", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["job-1.pdf"]


def test_a_planted_link_receives_nothing(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    folder.mkdir()
    os.symlink(elsewhere, folder / ".job-1.part")
    File(folder).carry("job-1", "Reçu", b"paper")
    assert not elsewhere.exists() and (folder / "job-1.pdf").read_bytes() == b"paper"


@pytest.mark.parametrize("job_id", ["", "../job", "a/b", ".hidden", "a\n", "a" * 101])
def test_a_job_cannot_name_another_folder(tmp_path: Path, job_id: str) -> None:
    with pytest.raises(NotPrintedFault, match="bad-job-id"):
        File(tmp_path).carry(job_id, "Reçu", b"x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("folder", ["", "missing"])
def test_a_folder_that_is_not_there_is_said(tmp_path: Path, folder: str) -> None:
    carrier = File(str(tmp_path / folder) if folder else "")
    assert carrier.what_is_wrong() == "folder-missing"
    with pytest.raises(NotPrintedFault, match="folder-missing"):
        carrier.carry("job-1", "Reçu", b"x")


def test_a_kind_of_bytes_without_an_extension_is_said(tmp_path: Path) -> None:
    assert File(tmp_path, "image/png").what_is_wrong() == "unknown-media-type"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    code = (
        "import resource, sys\n"
        "from printers.carriers.file import File\n"
        "from printers.carrier import NotPrintedFault\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: File(sys.argv[1]).carry('job-1', 'x', b'x' * 5000)\n"
        "except NotPrintedFault as fault: print(fault.code)\n"
    )
    root = Path(__file__).parents[3]
    run = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "disk-full"
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_was_printed(tmp_path: Path) -> None:
    carrier = File(tmp_path)
    (tmp_path / ".job-1.part").write_bytes(b"%P")
    assert carrier.state_of("job-1") == carrier.call_off("job-1") == NOT_PRINTED
    carrier.carry("job-1", "Reçu", b"%PDF")
    assert carrier.state_of("job-1") == COMPLETED
    assert File.find() == ()


JOB = b"\x1b@Bonjour\n\x1dV\x00"
LONG = b"\x1b@" + b"une ligne de texte\n" * 2000 + b"\x1dV\x00"


@pytest.fixture
def there() -> Iterator[Listening]:
    listening = Listening(ReceiptPrinter())
    yield listening
    listening.close()


def carrier(there: Listening, media_type: str = ESCPOS_80.media_type) -> Network:
    return Network("127.0.0.1", there.port, media_type)


def fault(printer: Network, data: bytes = JOB) -> PrintFault:
    with pytest.raises(PrintFault) as raised:
        printer.carry("1", "", data)
    return raised.value


def test_a_receipt_comes_out_once_and_reads_as_it_was_written(there: Listening, fonts: Fonts, samples) -> None:
    slip = samples.SAMPLES[0]
    model = next(
        name
        for name in profiles.list_profiles()
        if profiles.find_profile(name).qr and profiles.find_profile(name).code_pages
    )
    carrier(there).carry("1", "", ESCPOS_80.for_profile(model).render(slip, fonts))
    (paper,) = there.printer.read
    assert paper.text and paper.codes and paper.cuts == 1


def test_a_drawn_receipt_is_not_disturbed_by_questions_that_its_pictures_hold(there: Listening) -> None:
    """A picture may hold the bytes of a question by chance, and the printer answers it."""
    picture = b"\x1dv0\x00" + bytes([3, 0, 100, 0]) + b"\x10\x04\x01" * 100
    carrier(there).carry("1", "", b"\x1b@" + picture + b"\x1dV\x00")
    assert len(there.printer.papers) == 1


def test_two_jobs_are_two_papers(there: Listening) -> None:
    for word in ("1", "2"):
        carrier(there).carry(word, "", JOB)
    assert [paper.text for paper in there.printer.read] == ["Bonjour", "Bonjour"]


def test_a_printer_that_is_off_has_printed_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    off = Network("127.0.0.1", port)
    assert off.what_is_wrong() == "offline"
    with pytest.raises(NotPrintedFault, match="offline"):
        off.carry("1", "", JOB)


@pytest.mark.parametrize(("wrong", "code"), [
    ({"paper": False}, "no-paper"), ({"cover_open": True}, "cover-open"), ({"cutter_stuck": True}, "cutter-stuck"),
])  # fmt: skip
def test_what_the_printer_says_before_a_job_leaves_it_here(there: Listening, wrong: dict[str, bool], code: str) -> None:
    for name, value in wrong.items():
        setattr(there.printer, name, value)
    assert carrier(there).what_is_wrong() == code
    result = fault(carrier(there))
    assert (type(result), result.code) == (NotPrintedFault, code)
    there.printer.paper, there.printer.cover_open, there.printer.cutter_stuck = True, False, False
    assert carrier(there).what_is_wrong() is None
    carrier(there).carry("1", "", JOB)
    assert len(there.printer.papers) == 1, "and nothing of the first try came out"


def test_paper_that_ends_within_a_job_is_for_a_person_to_look_at(there: Listening) -> None:
    there.printer.paper_ends_after = 10_000
    result = fault(carrier(there), LONG)
    assert (type(result), result.code) == (UnknownFault, "no-paper")


def test_a_rest_of_three_seconds_loses_no_line(there: Listening) -> None:
    there.printer.stalls_at = 10_000
    carrier(there).carry("1", "", LONG)
    (paper,) = there.printer.read
    assert paper.text.count("une ligne de texte") == 2000


def test_a_cable_pulled_in_the_middle_is_not_a_paper(there: Listening) -> None:
    there.printer.hangs_up_after = 10_000
    result = fault(carrier(there), LONG)
    assert (type(result), result.code) == (UnknownFault, "cut-off")
    assert not there.printer.papers


def test_a_printer_that_answered_and_then_does_not_is_not_believed(there: Listening, monkeypatch) -> None:
    monkeypatch.setattr("printers.receipt_protocol.receipt_carrier.STALL_S", 0.5)
    there.printer.goes_mute_after = 10_000
    result = fault(carrier(there), LONG)
    assert (type(result), result.code) == (UnknownFault, "no-answer")


def test_a_printer_that_says_its_state_but_not_how_far_it_is_prints(there: Listening) -> None:
    there.printer.marks = False
    carrier(there).carry("1", "", JOB)
    assert len(there.printer.papers) == 1


def test_a_mute_printer_is_believed_once_it_has_taken_all(there: Listening) -> None:
    there.printer.mute = True
    assert carrier(there).what_is_wrong() is None
    carrier(there).carry("1", "", LONG)
    assert len(there.printer.papers) == 1
    there.printer.hangs_up_after = there.printer.heard + 10_000
    assert type(fault(carrier(there), LONG)) is UnknownFault, "nor one that hangs up"


def test_a_printer_of_other_bytes_is_asked_nothing(there: Listening) -> None:
    """What a printer of PDF makes of a status question of receipt printers, nobody knows."""
    data = b"%PDF-1.7 and so on"
    printer = carrier(there, "application/pdf")
    assert printer.what_is_wrong() is None
    printer.carry("1", "", data)
    assert there.printer.heard == len(data)


def test_nobody_asks_a_printer_in_the_middle_of_a_job(there: Listening) -> None:
    """A second talk would hear the answers of the first."""
    there.printer.stalls_at, there.printer.stall_s = 0, 1.0
    thread = threading.Thread(target=carrier(there).carry, args=("1", "", JOB))
    thread.start()
    wait_until(lambda: there.printer.stalls_at is None, "the job")
    assert carrier(there).what_is_wrong() is None
    thread.join(30)
    assert len(there.printer.papers) == 1


def test_every_carrier_is_made_from_text_and_takes_what_a_renderer_gives() -> None:
    for carrier in CARRIERS:
        made = carrier(**{setting.name: setting.default for setting in carrier.settings})
        assert made.media_type in {renderer.media_type for renderer in RENDERERS}


@pytest.fixture
def bus() -> Bus:
    return Bus(ReceiptPrinter())


def usb_fault(printer: Usb, data: bytes = JOB) -> PrintFault:
    with pytest.raises(PrintFault) as raised:
        printer.carry("1", "", data)
    return raised.value


@pytest.mark.parametrize("numbers", [("", ""), ("04b8", ""), ("04b8", "0e15")])
def test_a_job_comes_out_once(bus: Bus, numbers: tuple[str, str]) -> None:
    printer = Usb(*numbers, backend=bus)
    assert printer.what_is_wrong() is None
    for job in (JOB, LONG):
        printer.carry("1", "", job)
    assert [paper.text.split("\n")[0] for paper in bus.printer.read] == ["Bonjour", "une ligne de texte"]


def test_a_printer_is_found_by_what_it_is(bus: Bus) -> None:
    (followed,) = Usb.find(bus)
    assert (followed.name, dict(followed.settings)) == ("USB 04b8:0e15", {"vendor": "04b8", "product": "0e15"})
    assert Usb(**followed.settings, backend=bus).what_is_wrong() is None
    assert not Usb.find(Bus(ReceiptPrinter(), kind=3)), "a keyboard is no printer"


def test_a_printer_that_does_not_call_itself_one_is_reached_by_its_numbers() -> None:
    bus = Bus(ReceiptPrinter(), kind=255)
    assert Usb(backend=bus).what_is_wrong() == "not-plugged-in"
    Usb("04b8", "0e15", backend=bus).carry("1", "", JOB)
    assert len(bus.printer.papers) == 1


@pytest.mark.parametrize(("number", "code"), [
    (errno.EACCES, "no-permission"), (errno.EBUSY, "busy"), (errno.ENODEV, "not-plugged-in"),
])  # fmt: skip
def test_what_keeps_it_from_us_is_said_and_nothing_is_printed(bus: Bus, number: int, code: str) -> None:
    bus.refuses = number
    assert Usb(backend=bus).what_is_wrong() == code
    result = usb_fault(Usb(backend=bus))
    assert (type(result), result.code) == (NotPrintedFault, code)


def test_a_printer_that_is_not_plugged_in_is_said(bus: Bus) -> None:
    bus.plugged_in = False
    result = usb_fault(Usb(backend=bus))
    assert (type(result), result.code) == (NotPrintedFault, "not-plugged-in")
    assert Usb("1234", backend=bus).what_is_wrong() == "not-plugged-in"
    assert Usb("not hexadecimal", backend=bus).what_is_wrong() == "no-address"


def test_a_usb_cable_pulled_in_the_middle_is_not_a_paper(bus: Bus) -> None:
    bus.printer.hangs_up_after = 10_000
    result = usb_fault(Usb(backend=bus), LONG)
    assert (type(result), result.code) == (UnknownFault, "cut-off")
    assert not bus.printer.papers


def test_a_printer_without_a_way_back_is_asked_nothing() -> None:
    bus = Bus(ReceiptPrinter(), two_way=False)
    assert Usb(backend=bus).what_is_wrong() is None
    Usb(backend=bus).carry("1", "", JOB)
    assert bus.printer.heard == len(JOB)


@pytest.mark.parametrize(("driver", "configured"), [(True, True), (False, False), (True, False)])
def test_a_printer_that_the_system_holds_or_never_configured_is_taken_over(
    bus: Bus, driver: bool, configured: bool
) -> None:
    bus.driver, bus.configured = driver, configured
    Usb(backend=bus).carry("1", "", JOB)
    assert len(bus.printer.papers) == 1
    assert not bus.driver and bus.configured


def test_a_printer_that_still_prints_is_not_reset(bus: Bus) -> None:
    for number in ("1", "2"):
        Usb(backend=bus).carry(number, "", JOB)
    assert bus.resets == 0


def test_this_machine_can_be_searched() -> None:
    assert all(printer.settings["vendor"] for printer in Usb.find())
