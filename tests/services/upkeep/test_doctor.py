"""What the doctor finds, a release that mends a danger, and the journal's upkeep."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import asdict

from hub.sites.fleet import announce_release
from kiosk import version
from kiosk.app import create_app
from kiosk.domain.events.wire.batch import JournalHead
from kiosk.domain.proofs import signed_statement
from kiosk.domain.trail.finding import FindingState
from kiosk.domain.trail.hash_chain import ChainFault
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.exchange import send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import ask_hub_key, exchange_with_hub
from kiosk.services.upkeep import backup, doctor, retention
from kiosk.services.upkeep.machine import CODES
from kiosk.store import journal as lines
from kiosk.store import outbox, people
from kiosk.version import VERSION
from printers.carriers.file import File
from tests.catalogue.samples import SOUND
from tests.gallery.site.cast import PASSPHRASE, PIN, Watch, a_mediator, at_work
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted, supplemented
from tests.gallery.site.page import Browser
from tests.gallery.site.print_jobs import Late, added, of
from tests.services.conftest import reached_at
from tests.services.loops.test_sync_loop import UNKNOWN
from tests.services.upkeep.test_backup_schedule import Sticks


def findings(box: Box) -> dict[str, str]:
    """Code of each check to the reason why it is not well, "" where it is; the machine's are in test_machine."""
    result = doctor.examine_box(box)
    assert all((finding.well is True) == (not finding.reason) for finding in result)
    return {row.code: row.reason for row in result if row.code not in CODES}


def wrong(box: Box) -> dict[str, str]:
    return {code: reason for code, reason in findings(box).items() if reason}


def test_a_new_box_lacks_a_mediator_and_a_hub(box: Box) -> None:
    assert wrong(box) == {
        "officer": "no-officer", "commune": "no-commune", "mediators": "no-mediator", "backup": "no-backup",
        "hub": "no-hub",
    }  # fmt: skip
    assert {finding.state for finding in doctor.examine_box(box)} <= {
        FindingState.WELL,
        FindingState.TO_DO,
        FindingState.UNKNOWN,
    }
    assert list(findings(box)) == [
        "folder", "store", "space", "clock", "procedures", "officer", "commune", "mediators", "printer", "fonts",
        "outbox", "backup", "lan", "voices", "sounds", "hub",
    ]  # fmt: skip
    codes = [finding.code for finding in doctor.examine_box(box, ask_hub=False)]
    assert tuple(codes[-len(CODES) :]) == CODES


def test_a_box_at_work_is_well(linked: Box, central: Central) -> None:
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    assert wrong(linked) == {
        "officer": "no-officer", "commune": "no-commune", "mediators": "no-mediator", "backup": "no-backup",
    }  # fmt: skip
    (hub,) = [finding for finding in doctor.examine_box(linked) if finding.code == "hub"]
    assert hub.detail == str(case.counter)


def test_a_pictogram_that_a_procedure_names_is_asked_for_until_it_is_there(box: Box) -> None:
    paths = box.settings.paths
    drawn = SOUND.replace("icon: truck", "icon: site-camion")
    (paths.procedures / "parking.yaml").write_text(drawn, "utf-8")
    again = open_box(box.settings)
    (finding,) = [row for row in doctor.examine_box(again, ask_hub=False) if row.code == "pictograms"]
    assert (finding.reason, finding.detail, finding.state) == ("pictogram-missing", "camion", FindingState.TO_DO)
    paths.pictograms.mkdir(parents=True, exist_ok=True)
    (paths.pictograms / "camion.svg").write_text('<svg viewBox="0 0 1 1"><path d="M0 0h1"/></svg>', "utf-8")
    assert "pictograms" not in findings(again)
    again.store.close()


def test_who_helps_is_counted(box: Box, nadia: Actor) -> None:
    assert wrong(box)["mediators"] == "one-mediator"
    with box.store.write() as db:
        people.insert_mediator(db, a_mediator("paul", "Paul Morel", "b"), box.clock.now())
    assert "mediators" not in wrong(box)


def test_files_others_can_read_a_clock_and_a_printer_that_is_wrong_are_said(box: Box, watch: Watch) -> None:
    box.settings.paths.database_key.chmod(0o644)
    (folder,) = [finding for finding in doctor.examine_box(box) if finding.code == "folder"]
    assert (folder.reason, folder.detail) == ("readable-by-others", "database.key")
    watch.jump(-timedelta(days=400 * 365 // 10))
    assert wrong(box)["clock"] == "jumped"
    box.carrier.wrong = "folder-missing"  # type: ignore[attr-defined]
    assert wrong(box)["printer"] == "folder-missing"


def test_a_broken_procedure_is_named(box: Box) -> None:
    (box.settings.paths.procedures / "broken.yaml").write_text("id: [", "utf-8")
    again = open_box(box.settings)
    (result,) = [finding for finding in doctor.examine_box(again) if finding.code == "procedures"]
    assert (result.reason, result.detail.endswith("broken.yaml:2")) == ("broken-procedures", True)
    again.store.close()


def test_each_printer_has_a_line_and_none_keeps_a_page_waiting(box: Box) -> None:
    of(box, added(box, "Guichet 1")).wrong = "disk-full"
    late = Late(wrong="folder-missing")
    slow = replace(box, carrier=late)

    def lines(patient: bool) -> list[tuple[bool | None, str, str]]:
        result = doctor.examine_box(slow, ask_hub=patient)
        return [(finding.well, finding.reason, finding.detail) for finding in result if finding.code == "printer"]

    assert lines(patient=False) == [(None, "no-answer-yet", "dummy"), (False, "disk-full", "Guichet 1")]
    late.may_say.set()
    assert lines(patient=True) == [(False, "folder-missing", "dummy"), (False, "disk-full", "Guichet 1")]


def test_what_the_hub_refused_is_said(linked: Box) -> None:
    supplemented(linked, UNKNOWN)
    exchange_with_hub(linked, hub_of(linked))
    assert wrong(linked)["outbox"] == "needs-attention"
    assert outbox.select_refused_events(linked.store.read())


def test_a_hub_that_does_not_know_this_site_or_cannot_be_reached_is_said(linked: Box) -> None:
    stranger = reached_at(linked, token="somebody else's")
    assert wrong(stranger)["hub"] == "hub-refuses"
    lost = reached_at(linked, url="http://127.0.0.1:9")
    assert wrong(lost)["hub"] == "no-line"
    assert "hub" not in {finding.code for finding in doctor.examine_box(lost, ask_hub=False)}


def test_papers_that_only_go_into_a_folder_are_still_to_do(box: Box) -> None:
    (printer,) = [
        finding
        for finding in doctor.examine_box(replace(box, carrier=File(box.settings.paths.printed)), ask_hub=False)
        if finding.code == "printer"
    ]
    assert (printer.reason, printer.state) == ("no-printer", FindingState.TO_DO)


def test_backups_are_to_do_until_there_is_one_to_mend_when_one_failed(box: Box, watch: Watch, tmp_path: Path) -> None:
    def backups(of: Box) -> tuple[str, FindingState]:
        (finding,) = [finding for finding in doctor.examine_box(of, ask_hub=False) if finding.code == "backup"]
        return finding.reason, finding.state

    assert backups(box) == ("no-backup", FindingState.TO_DO)
    backup.make_backup(box, tmp_path / "copy")
    assert backups(box) == ("", FindingState.WELL)
    watch.wait(timedelta(days=8))
    assert backups(box) == ("no-schedule", FindingState.TO_DO)
    daily = replace(box, settings=replace(box.settings, backup_folder=str(tmp_path / "gone" / "copies")))
    assert backups(daily) == ("backup-late", FindingState.TO_MEND)
    with pytest.raises(Refused):
        backup.make_due(daily)
    assert backups(daily) == ("backup-failed", FindingState.TO_MEND)


def release_of(box: Box) -> str:
    note = doctor.find_needed_release(box)
    return note.release if note else ""


def test_a_service_that_was_not_started_again_after_an_upgrade_says_so(
    box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "program" not in findings(box)
    installed = tmp_path / "version.py"
    installed.write_text(version.FILE.read_text("utf-8").replace(VERSION, "9.9.9"), "utf-8")
    monkeypatch.setattr(version, "FILE", installed)
    (told,) = (finding for finding in doctor.examine_box(box) if finding.code == "program")
    assert (told.reason, told.state, told.detail) == ("not-restarted", "to-mend", f"{VERSION} → 9.9.9")
    installed.unlink()
    assert "program" not in findings(box), "it is being replaced at this moment"


def test_the_hub_tells_of_a_newer_version_and_the_box_says_it_in_doctor(linked: Box, central: Central) -> None:
    announce_release(central.hub, VERSION, "Corrige.")
    ask_hub_key(linked, hub_of(linked))
    assert release_of(linked) == ""
    ask_hub_key(linked, hub_of(linked))
    assert release_of(linked) == ""
    announce_release(central.hub, "99.0.0", "Corrige la lecture des pièces.")
    ask_hub_key(linked, hub_of(linked))
    (finding,) = [finding for finding in doctor.examine_box(linked, ask_hub=False) if finding.code == "release"]
    assert (finding.state, finding.detail) == (FindingState.TO_DO, "99.0.0 : Corrige la lecture des pièces.")


def test_a_stick_tells_it_too_a_forged_or_older_note_nothing(linked: Box, central: Central, tmp_path: Path) -> None:
    (tmp_path / "Parvis").mkdir()
    stick, file = Sticks(plugged=[tmp_path, tmp_path / "empty"]), tmp_path / "Parvis" / "release.json"
    older = announce_release(central.hub, "98.0.0", "Corrige.")
    newer = announce_release(central.hub, "99.0.0", "Corrige.")
    note = signed_statement.read_release_note(newer, central.verify_key)
    forged = signed_statement.sign_message(note, b"o" * 32)
    notes = ((forged.to_wire(), ""), (newer.to_wire(), "99.0.0"), (older.to_wire(), "99.0.0"), ([], "99.0.0"))
    for written, known in notes:
        file.write_text(json.dumps(written), "utf-8")
        doctor.look_at_sticks(linked, stick)
        assert release_of(linked) == known
    assert signed_statement.statement_from_wire(newer.to_wire()) == newer


def test_administrators_read_it_at_the_desk_and_others_do_not(linked: Box, central: Central) -> None:
    announce_release(central.hub, "99.0.0", "Corrige la lecture des pièces.")
    ask_hub_key(linked, hub_of(linked))
    app = create_app(linked.settings, box=linked)
    for login, administrator in (("nadia", False), ("ada", True)):
        at_work(linked, a_mediator(login, login.title(), login[0]))
        with linked.store.write() as db:
            db.conn.execute("UPDATE mediators SET administrator = ? WHERE login = ?", (administrator, login))
        browser = Browser(app.test_client())
        form = browser.get("/sign-in").form("sign-in")
        form["login"], form["passphrase"], form["pin"] = login, PASSPHRASE, PIN
        assert ("Parvis 99.0.0 est à installer" in browser.send(form).main) is administrator


YEAR = timedelta(days=366)


def kept(box: Box) -> list[str]:
    return [row["action"] for row in box.store.read().query("SELECT action FROM journal ORDER BY number")]


def test_a_year_is_kept_and_what_is_older_leaves_a_signed_place(box: Box, nadia: Actor, watch: Watch) -> None:
    submitted(box, actor=nadia)
    assert retention.purge_journal(box, box.site_seed) == 0
    old = box.store.read().table("journal").count_where()
    watch.wait(YEAR + timedelta(days=1))
    submitted(box, actor=nadia)
    assert retention.purge_journal(box, box.site_seed) == old
    assert kept(box)[-1] == "journal-purged" and len(kept(box)) == old + 1
    assert retention.report_journal(box).faults == ()
    assert retention.purge_journal(box, box.site_seed) == 0


def test_nothing_is_purged_while_the_date_is_in_doubt(box: Box, nadia: Actor, watch: Watch) -> None:
    submitted(box, actor=nadia)
    before = kept(box)
    watch.jump(YEAR * 3)
    assert retention.purge_journal(box, box.site_seed) == 0
    assert kept(box) == before


def test_a_place_another_site_signed_is_said(box: Box, nadia: Actor, watch: Watch) -> None:
    submitted(box, actor=nadia)
    watch.wait(YEAR * 2)
    assert retention.purge_journal(box, bytes(32))
    assert [fault.code for fault in retention.report_journal(box).faults] == ["bad-checkpoint"]


def test_the_head_travels_with_every_transmission_and_is_held_against_what_was_noted(box: Box, nadia: Actor) -> None:
    submitted(box, actor=nadia)
    assert send_events.make_heartbeat(box, hub_of(box)).journal == JournalHead(
        **asdict(lines.read_journal_head(box.store.read()))
    )
    submitted(box, actor=nadia)
    seen = lines.read_journal_head(box.store.read())
    submitted(box, actor=nadia)
    assert retention.report_journal(box, seen.count, seen.head).faults == ()
    assert retention.report_journal(box, seen.count, "f" * 64).faults == (ChainFault(seen.count, "not-that-head"),)


def test_retention_purges_the_journal_too(box: Box, nadia: Actor, watch: Watch) -> None:
    submitted(box, actor=nadia)
    watch.wait(YEAR + timedelta(days=1))
    retention.destroy_expired_data(box)
    assert "journal-purged" in kept(box) and "submitted" not in kept(box)
    assert retention.report_journal(box).faults == ()
