"""The loops beside the application: printing, sounds at night, names after a sign-in, backups; a fault ends none."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import logs
from kiosk.process import hardening
from kiosk.services.box.box import Actor, Box
from kiosk.services.loops import background
from kiosk.services.loops.background import NIGHT, BackgroundLoop, BackupLoop, NamesLoop, PrintLoop, SoundLoop
from kiosk.services.papers import papers
from kiosk.services.people import people_search
from kiosk.services.people.people_search import Directory
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.upkeep import backup
from kiosk.store import spool
from kiosk.store.spool import PrinterChoice
from printers.carrier import NOT_PRINTED, NotPrintedFault
from printers.carriers.dummy import Dummy
from tests.gallery.site.cast import PIN, Watch
from tests.gallery.site.gestures import at_a_terminal, helped, leaves, submitted, submitted_alone
from tests.gallery.site.print_jobs import Late, added
from tests.soon import soon


def jobs(box: Box) -> list[tuple[str, str]]:
    """(state, detail), oldest first."""
    return [(row.state, row.detail) for row in reversed(spool.select_recent_jobs(box.store.read()))]


def until(loop: PrintLoop, said: Callable[[], bool], seconds: float = 20.0) -> bool:
    return bool(soon(lambda: said() or loop.wake(), seconds))


def ended(loop: PrintLoop) -> None:
    loop.stop()
    loop.join(10)
    assert not loop.is_alive()


class Breaking(Dummy):
    def carry(self, job_id: str, title: str, data: bytes) -> None:
        self.jobs.append((job_id, data))
        raise ZeroDivisionError("Benali, née le 3 février 1945")


@dataclass(slots=True)
class Stalled(Dummy):
    """It has taken the bytes and does not say more, until it is let go or the job is called off."""

    goes_on: threading.Event = field(default_factory=threading.Event)
    at_it: threading.Event = field(default_factory=threading.Event)
    canceled: list[str] = field(default_factory=list)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        self.at_it.set()
        assert self.goes_on.wait(30)
        if job_id in self.canceled:
            raise NotPrintedFault("canceled")
        self.jobs.append((job_id, data))

    def call_off(self, job_id: str) -> str:
        self.canceled.append(job_id)
        self.goes_on.set()
        return NOT_PRINTED


def test_a_fault_of_a_driver_leaves_no_job_half_and_no_words_in_a_log(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    submitted(box)
    submitted(box)
    broken = Breaking()
    loop = PrintLoop(replace(box, carrier=broken))
    loop.start()
    assert until(loop, lambda: len(broken.jobs) == 2)
    ended(loop)
    assert jobs(box) == [("unknown", "fault-here")] * 2, "it may have come out: nobody knows"
    faults = [record for record in caplog.records if record.levelname == "ERROR"]
    assert faults and all(record.trace[-1] == "ZeroDivisionError" for record in faults)  # type: ignore[attr-defined]
    assert "Benali" not in caplog.text + repr([vars(record) for record in faults])


def test_a_printer_that_stalls_holds_back_no_other(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    stalled, well = Stalled(), Dummy()
    renderer = printer_choice.usual(box).renderer
    known = {row.id: row for row in (Printer("a", "A", stalled, renderer), Printer("b", "B", well, renderer))}
    monkeypatch.setattr(papers, "for_job", lambda box, db, station_id, kind, subject="": known[station_id or "a"])
    monkeypatch.setattr(printer_choice, "find_printer", lambda box, db, printer_id: known[printer_id])
    submitted(box)
    loop = PrintLoop(box)
    loop.start()
    assert stalled.at_it.wait(20)
    submitted(box, actor=replace(helped(box), station_id="b"))
    assert until(loop, lambda: len(well.jobs) == 1)
    assert not stalled.jobs
    stalled.goes_on.set()
    assert until(loop, lambda: len(stalled.jobs) == 1)
    ended(loop)
    assert jobs(box) == [("completed", "")] * 2


def test_a_citizen_who_goes_while_the_printer_stalls_leaves_no_paper(box: Box) -> None:
    stalled, alone = Stalled(), at_a_terminal(box)
    loop = PrintLoop(replace(box, carrier=stalled))
    submitted(box)
    stalled.goes_on.set()
    loop.start()
    assert until(loop, lambda: jobs(box) == [("completed", "")]), "the start is over"
    stalled.goes_on.clear()
    stalled.at_it.clear()
    submitted_alone(box, alone)
    loop.wake()
    assert stalled.at_it.wait(20)
    leaves(box, alone)
    assert until(loop, lambda: jobs(box)[1][0] == "canceled")
    ended(loop)
    assert len(stalled.jobs) == 1


def test_a_printer_that_is_forgotten_has_no_thread_and_nothing_in_memory_any_more(box: Box) -> None:
    forgotten = added(box, "Rouleau")
    with box.store.write() as db:
        spool.save_printer_choice(db, PrinterChoice("", "", forgotten))
    submitted(box)
    loop = PrintLoop(box)
    loop.start()
    assert until(loop, lambda: jobs(box) == [("completed", "")])
    assert len(at_printers()) == 1
    late = Late()
    box.carriers.wrong(forgotten, late, 0.0)
    printer_setup.remove_printer(box, forgotten, Actor())
    assert until(loop, lambda: not at_printers())
    late.may_say.set()
    loop.wake()
    carriers = box.carriers
    assert until(loop, lambda: not {forgotten} & {*carriers._live, *carriers._looks, *carriers._turns})
    submitted(box)
    assert until(loop, lambda: [state for state, _ in jobs(box)] == ["completed"] * 2), "the usual one goes on"
    ended(loop)


def at_printers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "print at a printer"]


def wait_for_hour(watch: Watch, box: Box, hour: int) -> None:
    for _ in range(49):
        watch.ahead.append(timedelta(hours=1))
        if watch.now().astimezone(box.settings.zone).hour == hour:
            return
    raise AssertionError("no such hour")


def test_a_new_box_begins_soon_after_its_start_and_once(box: Box, watch: Watch) -> None:
    loop = SoundLoop(box)
    assert not loop.due()
    watch.ahead.append(timedelta(minutes=11))
    assert loop.due() and not loop.due()


def test_one_that_has_sounds_waits_for_the_night(box: Box, watch: Watch) -> None:
    box.settings.paths.sounds.mkdir()
    loop = SoundLoop(box)
    wait_for_hour(watch, box, 15)
    assert not loop.due()
    wait_for_hour(watch, box, NIGHT[0])
    assert loop.due() and not loop.due()
    wait_for_hour(watch, box, NIGHT[0])
    assert loop.due()


def test_the_process_ends_with_the_box(box: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = tmp_path / "told"
    writes = f"pathlib.Path({str(told)!r}).write_text(os.environ['KIOSK_DATA'])"
    waits = f"import os, pathlib, time; {writes}; time.sleep(60)"
    monkeypatch.setattr(background, "_COMMAND", ("-c", waits))
    loop = SoundLoop(box)
    watch.ahead.append(timedelta(minutes=11))
    loop.start()
    soon(lambda: told.exists() and told.read_text())
    assert told.read_text() == str(box.settings.data)
    process = loop._process
    assert process is not None
    if hasattr(os, "getpriority"):
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    loop.stop()
    assert process.wait(20) != 0
    loop.join(20)


def test_the_real_command_makes_no_sound_for_a_box_that_is_gone(box: Box) -> None:
    told = os.environ | {"KIOSK_DATA": str(box.settings.data)}
    command = [sys.executable, *background._COMMAND]
    assert subprocess.run(command, env=told, stdin=subprocess.DEVNULL, timeout=60).returncode == hardening.GONE
    assert not box.settings.paths.sounds.exists() or not list(box.settings.paths.sounds.rglob("*.opus"))


class Broken(BackgroundLoop):
    def __init__(self, box: Box) -> None:
        super().__init__(box, "broken", None)
        self.looks = 0
        self.looked_again = threading.Event()

    def _look(self) -> None:
        self.looks += 1
        if self.looks == 1:
            self.wake()
            raise ValueError
        self.looked_again.set()


def test_a_fault_is_logged_and_the_next_look_comes(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    broken = Broken(box)
    with caplog.at_level(logging.ERROR):
        broken.start()
        assert broken.looked_again.wait(10)
    broken.stop()
    broken.join(10)
    assert not broken.is_alive() and "broken failed" in caplog.text


def test_each_look_has_a_number_on_its_lines(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    broken = Broken(box)
    with logs.log_to_stderr("info"):
        broken.start()
        assert broken.looked_again.wait(10)
        broken.stop()
        broken.join(10)
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["said"], line["job"]) == ("broken failed", "broken 1")


def test_names_are_open_soon_after_somebody_has_signed_in(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    loop = NamesLoop(box)
    loop.start()
    box.shifts.begin(nadia.mediator_id, nadia.name, nadia.ring, PIN)
    woken_until(lambda: case.case_id in _open(box, nadia), loop)
    assert case.case_id in _open(box, nadia)


def test_nothing_is_opened_for_who_is_not_on_shift(box: Box, nadia: Actor) -> None:
    submitted(box)
    box.shifts.end(nadia.mediator_id)
    queries, reader = list[str](), box.store.read()
    reader.conn.set_trace_callback(queries.append)
    people_search.read_ahead(box)
    reader.conn.set_trace_callback(None)
    assert not queries and not _open(box, nadia)
    assert list(reader.query("SELECT 1 FROM cases"))


def _open(box: Box, nadia: Actor) -> set[str]:
    """The cases whose names are open, without opening any."""
    directory: Directory = box.shifts.memory(nadia.mediator_id).get("directory", Directory())
    return directory.opened()


def woken_until(said: Callable[[], object], loop: BackupLoop | NamesLoop) -> None:
    soon(lambda: said() or loop.wake())
    loop.stop()
    loop.join(10)


def test_a_backup_is_made_while_the_box_works(box: Box, tmp_path: Path) -> None:
    loop = BackupLoop(replace(box, settings=replace(box.settings, backup_folder=str(tmp_path / "copies"))))
    loop.start()
    woken_until(lambda: list((tmp_path / "copies").glob("parvis-SA-*.backup")), loop)
    assert len(list((tmp_path / "copies").iterdir())) == 1


def test_one_that_fails_is_noted_and_ends_nothing(box: Box, tmp_path: Path) -> None:
    loop = BackupLoop(replace(box, settings=replace(box.settings, backup_folder=str(tmp_path / "no" / "copies"))))
    loop.start()
    woken_until(lambda: backup.read_backup_state(box).fault, loop)
    assert backup.read_backup_state(box).fault == "folder-gone"
