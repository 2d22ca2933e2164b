"""What a command asks is done alike on a folder and through a running application, whatever it is about."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from kiosk.clock import stamp
from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.trail.finding import Finding
from kiosk.domain.trail.hash_chain import ChainFault
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.operations import OPERATIONS, exchange, printers, upkeep
from kiosk.operations import people as operated_people
from kiosk.operations.operation import NoContent, Running, from_json, to_json
from kiosk.operations.people import Copy, SignIn, run_case_erasure, run_case_export, run_verify_sheet, set_up
from kiosk.operations.printers import ListedPrinter, PrinterToAdd
from kiosk.operations.upkeep import ExpiryResult
from kiosk.services.box.box import Actor, Box
from kiosk.services.loops.sync_loop import Talk
from kiosk.services.papers import papers
from kiosk.services.people import first_day
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers import printer_choice as choosing
from kiosk.services.receipts.verify_receipt import VerificationReport
from kiosk.services.spool import print_queue
from kiosk.services.upkeep import doctor as examining
from kiosk.store import journal as store
from kiosk.store import outbox, people, spool
from tests.gallery.site import cast
from tests.gallery.site.authority import Authority
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import answered, submitted
from tests.gallery.site.print_jobs import Nearby, of
from tests.operations.conftest import Site
from tests.services.bundles import by_hand
from tests.services.conftest import opened


def test_a_copy_is_written_once_where_it_is_asked_for(site: Site) -> None:
    target = site.settings.data.parent / "copy.parvis"
    assert site.ask(upkeep.write_backup, target) == target
    assert target.stat().st_size > 0
    with pytest.raises(Refused) as refused:
        site.ask(upkeep.write_backup, target)
    assert (refused.value.code, refused.value.details) == (Refusal.FILE_EXISTS, {"path": str(target)})


def test_a_case_goes_and_its_answer_comes_back(site: Site, central: Central, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=LineFault.NO_HUB):
        site.ask(exchange.run_bundle_export, tmp_path)
    site.ask(exchange.run_enrolment, central.url, central.code)
    with site.box() as box:
        submitted(box)
    written = site.ask(exchange.run_bundle_export, tmp_path)
    assert written.events == 1
    answer = tmp_path / "reponse-.parvis"
    answer.write_bytes(by_hand.answered(central.hub, written.path.read_bytes()))
    assert site.ask(exchange.run_bundle_import, answer).acknowledged == 1


def test_an_answer_in_a_folder_that_the_service_sees_otherwise_is_refused_by_its_path(
    site: Site, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        site.ask(exchange.run_bundle_import, tmp_path, upkeep.device_of(tmp_path) + 1)
    assert (refused.value.code, refused.value.details) == (Refusal.FOLDER_OF_THE_SERVICE, {"path": str(tmp_path)})


def test_an_upgrade_waits_for_a_case_that_changed_a_moment_ago_and_for_no_other(
    box: Box, nadia: Actor, watch: Watch
) -> None:
    def in_hand() -> int:
        return upkeep.count_in_hand.run(box, None)

    assert in_hand() == 0
    answered(box, actor=nadia)
    submitted(box, actor=nadia)
    assert in_hand() == 2, "whoever has confirmed still waits for the receipt"
    watch.wait(timedelta(minutes=box.settings.terminal_idle_minutes, seconds=1))
    assert in_hand() == 0, "what was put aside keeps nobody waiting"


some.register_type_strategy(Path, some.sampled_from([Path("/a/b"), Path("c")]))
for form in (ListedPrinter, PrinterToAdd):
    # A default that is made anew each time is no value of its own.
    some.register_type_strategy(form, some.builds(form, settings=some.dictionaries(some.text(), some.text())))


@settings(max_examples=20)
@given(some.data())
def test_whatever_a_command_asks_and_is_answered_crosses_to_a_running_box(data: some.DataObject) -> None:
    for operation in OPERATIONS:
        for form in (operation.details, operation.result):
            value = data.draw(some.from_type(form))
            assert from_json(form, json.loads(json.dumps(to_json(value)))) == value


@pytest.mark.parametrize("value", [None, [], "x", 1, {"path": 1}, {"path": "/a", "colour": 1}])
def test_what_is_not_asked_in_that_form_is_refused_without_being_repeated(value: object) -> None:
    with pytest.raises(Refused) as refused:
        from_json(upkeep.write_backup.details, value)
    assert refused.value.code == Refusal.BAD_DETAILS
    assert "/a" not in str(refused.value.details)


def test_neither_a_secret_nor_a_case_is_in_what_a_log_would_show() -> None:
    for value, shown in (
        (exchange.run_enrolment.details("https://hub.example", "AAAA"), "enroll"),
        (run_verify_sheet.details("twelve words"), "verify-sheet"),
        (SignIn("six words", "482915"), "SignIn()"),
        (operated_people.run_recover_sign_in.details("nadia", "twelve words"), "recover"),
        (run_case_export.details("SA1001G", "nadia", "words", "482915"), "export"),
        (Copy("Benali"), "Copy()"),
    ):
        assert repr(value) == shown
    assert "words" not in repr(SignIn("six words", "482915", "twelve words"))


def test_every_check_comes_back_in_its_order(site: Site) -> None:
    findings = site.ask(upkeep.run_doctor)
    with site.box() as box:
        assert [finding.code for finding in findings] == [finding.code for finding in examining.examine_box(box)]
    assert Finding("mediators", False, "one-mediator", "1") in findings
    assert findings[-1] == Finding("hub", False, "no-hub")


def test_it_needs_an_address_that_answers_and_the_code(site: Site, central: Central) -> None:
    with pytest.raises(Refused, match="not-an-address"):
        site.ask(exchange.run_enrolment, "ici", "x")
    with pytest.raises(Unreachable, match="no-line"):
        site.ask(exchange.run_enrolment, "http://127.0.0.1:1", central.code)
    enrolled = site.ask(exchange.run_enrolment, central.url, central.code)
    assert enrolled == exchange.EnrolmentResult("Mairie de Saint-Aubin")
    with site.box() as box:
        assert box.hub_url == central.url


def test_whom_a_box_trusts_is_told_with_the_keys_of_lists(box: Box) -> None:
    authority = Authority()
    assert exchange.run_show_root.run(box, None) == exchange.TrustedRoot(0, (), 0, None)
    told = exchange.run_trust_root.run(box, None, encode(authority.root()).decode())
    assert (told.number, told.threshold, len(told.keys)) == (1, 1, 2)
    with pytest.raises(Refused, match="broken-publication"):
        exchange.run_take_publication.run(box, None, "{}")
    assert exchange.run_take_publication.run(box, None, authority.bundle(1, {}).decode())


def test_a_box_is_set_up_once_and_its_sheet_is_typed_back(fresh: Site) -> None:
    nadia = ("nadia", "Nadia Roux", "passphrase")
    with pytest.raises(Refused, match="not-set-up"):
        fresh.ask(operated_people.run_add_mediator, "omar", "Omar Haddad", "passphrase")
    issued = fresh.ask(set_up, *nadia)
    assert (len(issued.factor.split()), len(issued.pin), len(issued.words.split())) == (6, 6, 12)
    with pytest.raises(Refused, match="another-sheet"):
        fresh.ask(run_verify_sheet, cast.SHEET)
    fresh.ask(run_verify_sheet, issued.words)
    with pytest.raises(Refused, match="already-set-up"):
        fresh.ask(set_up, *nadia)
    with fresh.box() as box:
        assert first_day.is_set_up(box)


def test_a_whole_journal_has_no_fault_and_its_head(site: Site) -> None:
    with site.box() as box:
        with box.store.write() as db:
            store.insert_journal_line(
                db, box.clock.now(), JournalAction.RESUMED, mediator_id="a" * 32, reference="SA1001G"
            )
        head = store.read_journal_head(box.store.read())
    report = site.ask(upkeep.run_verify_journal)
    assert (report.count, report.head, report.faults) == (head.count, head.head, ())
    assert site.ask(upkeep.run_verify_journal, head.count, head.head) == report
    other = site.ask(upkeep.run_verify_journal, head.count, "f" * 64)
    assert other.faults == (ChainFault(head.count, "not-that-head"),)


TICKETS = PrinterToAdd("Tickets", "dummy", {}, "escpos-80")


def test_what_is_known_is_told_with_what_is_wrong(site: Site) -> None:
    assert (
        site.ask(printers.run_add_printer, PrinterToAdd("Guichet 1", "file", {"folder": "/nowhere"}, "pdf-a4"))
        == NoContent()
    )
    listed = site.ask(printers.run_list_printers, search=False)
    assert [(printer.name, printer.wrong) for printer in listed.known] == [("", None), ("Guichet 1", "folder-missing")]
    assert listed.known[1].settings == {"folder": "/nowhere"}
    assert listed.found == ()


def test_others_that_are_seen_around_can_be_added(box: Box) -> None:
    box.carriers.offered = (Nearby,)
    (result,) = printers.run_list_printers.run(box, None).found
    assert replace(result, paper="") == ListedPrinter(
        "EPSON TM-T20II", "", "network", {"host": "192.0.2.7"}, "TM-T20II", wrong=None
    )


def test_a_paper_that_nobody_names_is_a_likely_one(site: Site) -> None:
    site.ask(printers.run_add_printer, PrinterToAdd("Guichet 1", "dummy"))
    assert site.ask(printers.run_list_printers, search=False).known[1].paper == "pdf-a4"
    with pytest.raises(Refused) as refused:
        site.ask(printers.run_add_printer, PrinterToAdd("Guichet 2", "dummy", {"colour": "blue"}))
    assert (refused.value.code, refused.value.details) == (Refusal.NO_SUCH_SETTING, {"setting": "colour"})


def test_a_choice_is_made_by_names_and_taken_back(site: Site) -> None:
    with site.box() as box, box.store.write() as db:
        people.insert_station(db, "s1", "hash", "desk", box.clock.now())
        people.update_station(db, "s1", name="Guichet")
    site.ask(printers.run_add_printer, TICKETS)
    site.ask(printers.run_choose_printer, "tickets", screen="guichet", papers="receipts")
    assert chosen(site, "s1") == "Tickets"
    site.ask(printers.run_choose_printer, instead="nothing")
    assert chosen(site, "s2") is None
    site.ask(printers.run_choose_printer, instead="usual")
    assert chosen(site, "s2") == ""
    site.ask(printers.run_choose_printer, instead="as-before", screen="Guichet", papers="receipts")
    assert chosen(site, "s1") == ""
    for wrong, code in (({"name": "Nobody"}, "printer"), ({"name": "tickets", "screen": "Hall"}, "station")):
        with pytest.raises(Refused, match=f"no-such-{code}"):
            site.ask(printers.run_choose_printer, **wrong)


def test_a_page_is_asked_of_a_printer_or_of_the_usual_one(site: Site) -> None:
    site.ask(printers.run_add_printer, TICKETS)
    site.ask(printers.try_out, "Tickets")
    site.ask(printers.try_out, "")
    with site.box() as box:
        states = [job.state for job in spool.select_recent_jobs(box.store.read())]
        assert states == (["pending"] * 2 if site.served else ["completed"] * 2), "alone it is printed there and then"
    site.ask(printers.run_remove_printer, "Tickets")
    with pytest.raises(Refused, match="no-such-printer"):
        site.ask(printers.try_out, "Tickets")


def test_each_paper_comes_out_of_its_own_printer(box: Box) -> None:
    printers.run_add_printer.run(box, None, TICKETS)
    loops: list[str] = []
    running = Running(Talk, lambda: loops.append("woken"))
    printers.try_out.run(box, running, "Tickets")
    printers.try_out.run(box, running, "")
    assert loops == ["woken", "woken"], "the print loop is told, and prints"
    assert print_queue.print_due_jobs(box) == 2
    assert len(of(box, choosing.list_printers(box, box.store.read())[1].id).jobs) == len(box.carrier.jobs) == 1  # type: ignore[attr-defined]


def chosen(site: Site, station_id: str) -> str | None:
    """The name of the printer of that screen's receipts; None where nothing prints."""
    with site.box() as box:
        printer = papers.for_job(box, box.store.read(), station_id, "receipt")
        return printer.name if printer else None


def test_what_waits_is_printed(site: Site) -> None:
    assert site.ask(printers.run_print_due) == 0
    with site.box() as box:
        printer_setup.queue_test_page(box, printer_choice.USUAL, Actor())
    assert site.ask(printers.run_print_due) == 1


def test_what_a_power_cut_left_is_printed_too_unless_a_print_loop_may_be_at_it(site: Site) -> None:
    with site.box() as box:
        job = printer_setup.queue_test_page(box, printer_choice.USUAL, Actor())
        with box.store.write() as db:
            spool.insert_job_state(db, job, box.clock.now(), "processing")
    assert site.ask(printers.run_print_due) == 0 if site.served else 1


def test_a_receipt_is_judged_by_its_text(site: Site) -> None:
    with site.box() as box:
        case = submitted(box)
    report = site.ask(printers.run_verify_receipt, receipt_proof.encode_receipt_proof(case.proof))
    assert (report.code, report.reference, report.day) == ("genuine", format_reference(case.reference), case.legal_date)
    assert report.site == "Mairie de Saint-Aubin"
    cut = site.ask(printers.run_verify_receipt, receipt_proof.encode_receipt_proof(case.proof)[:-3])
    assert cut == VerificationReport("broken-proof", False, "", "")


def test_it_is_a_page_or_a_table(site: Site) -> None:
    assert "<h1>Registre des traitements" in site.ask(upkeep.write_register)
    assert len(site.ask(upkeep.write_register, csv=True).splitlines()) > 10


def test_a_draft_of_long_ago_is_destroyed(site: Site) -> None:
    assert site.ask(upkeep.run_expire) == ExpiryResult(0, waits=False)
    with site.box() as box:
        case_id = answered(box)
        with box.store.write() as db:
            long_ago = stamp(box.clock.now() - timedelta(days=400))
            db.execute("UPDATE cases SET changed_at = ? WHERE id = ?", (long_ago, case_id))
    assert site.ask(upkeep.run_expire) == ExpiryResult(1, waits=False)
    assert site.ask(upkeep.run_expire) == ExpiryResult(0, waits=False)


def test_a_case_is_copied_and_erased_by_a_mediator_s_own_words(site: Site) -> None:
    with site.box() as box:
        reference = submitted(box).reference
    wrong = (reference, "nadia", "faux", cast.PIN)
    for operation in (run_case_export, run_case_erasure):
        with pytest.raises(Refused, match="wrong-sign-in"):
            site.ask(operation, *wrong)
    right = (reference, "nadia", cast.PASSPHRASE, cast.PIN)
    assert json.loads(site.ask(run_case_export, *right).text)["submitted"]["person"]["family_name"] == "Benali"
    assert site.ask(run_case_erasure, *right) == NoContent()
    with site.box() as box:
        assert [row.type for row in outbox.select_event_history(box.store.read(), reference)] == [
            "submitted",
            "erasure",
        ]


def test_without_a_hub_it_says_why_not(site: Site) -> None:
    with pytest.raises(Unreachable) as unreachable:
        site.ask(exchange.run_sync)
    assert (unreachable.value.code, unreachable.value.details) == (LineFault.NO_HUB, {})


def test_what_is_due_arrives(site: Site, central: Central) -> None:
    site.ask(exchange.run_enrolment, central.url, central.code)
    with site.box() as box:
        reference = submitted(box).reference
    assert site.ask(exchange.run_sync) == Talk(acknowledged=1)
    assert opened(central) == [reference]
    if site.served is not None:
        assert site.served.enrolment() is not None, "the running box itself was enrolled"


def test_a_running_application_lets_its_own_loop_talk(box: Box) -> None:
    """Never two exchanges at a time, and the screens know how the line is."""
    done = Talk(acknowledged=3)
    assert exchange.run_sync.run(box, Running(lambda: done, lambda: None)) is done
