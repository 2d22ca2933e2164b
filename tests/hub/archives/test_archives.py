"""A decided file is destroyed when the archives have agreed, or on the last day that is set; never silently."""

import hashlib
import json
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from msgspec.structs import replace as changed

from hub import trail
from hub.archives.transfer import list_for_visa, write_archive_folder, write_visa_list
from hub.cases.cases import read_case
from hub.cases.states import EVERYTHING, Scope
from hub.decisions.decisions import DraftDecision, decide_case
from hub.decisions.rights import answer_request
from hub.hub import Hub
from hub.monitoring.doctor import examine
from hub.people.people import Staff
from hub.retention import ASKED, erase_expired_cases, read_erased_case
from hub.settings import HubSettings
from kiosk.domain.trail.finding import FindingState
from kiosk.errors import Refused
from kiosk.words.words import Words
from tests.hub.conftest import Watch
from tests.hub.files.sending import FILE, Sender, listing
from tests.hub.samples import Box, Item, fetch_all


@pytest.fixture
def settings(settings: HubSettings) -> HubSettings:
    """A hub that no archives have agreed with yet."""
    return replace(settings, archives=())


def agreed(hub: Hub, *tables: dict[str, str]) -> Hub:
    return changed(hub, settings=replace(hub.settings, archives=tables))


def decided(hub: Hub, box: Box, paul: Staff, days: int = 30) -> Item:
    made = box.submitted(retention={"hub_days": days})
    assert box.outcomes(made) == ["acknowledged"]
    decide_case(hub, paul, made["reference"], DraftDecision("accepted", "", 0))
    fetch_all(hub, box.code)
    return made


def readable(hub: Hub, case: Item) -> bool:
    with hub.store.reading() as connection:
        try:
            read_case(connection, hub.ring, case["reference"])
        except Refused:
            return False
    return True


def today(hub: Hub) -> date:
    return hub.day(hub.clock.now())


def waits(hub: Hub) -> tuple[FindingState, str, str]:
    finding = next(finding for finding in examine(hub) if finding.code == "hub-archives")
    return finding.state, finding.reason, finding.detail


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout


def test_a_decided_file_waits_for_the_archives_however_long(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    case = decided(hub, box, paul)
    assert waits(hub)[0] == FindingState.WELL
    watch.ahead.append(timedelta(days=4_000))
    assert erase_expired_cases(hub) == 0 and readable(hub, case)
    assert waits(hub) == (FindingState.TO_DO, "visa-missing", "1"), "whoever runs the hub is told"


def test_a_visa_lets_go_what_was_due_by_the_day_of_its_list_and_no_later_file(
    hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    listed, later = decided(hub, box, paul, 30), decided(hub, box, paul, 40)
    watch.ahead.append(timedelta(days=31))
    on = today(hub).isoformat()
    hub = agreed(hub, {"visa": "AD35 2027-3", "on": (today(hub) + timedelta(days=20)).isoformat(), "until": on})
    watch.ahead.append(timedelta(days=20))
    assert erase_expired_cases(hub) == 1
    assert not readable(hub, listed) and readable(hub, later), "the later file stood on no list"
    last = trail.list_audit_lines(hub.store)[0]
    assert (last.action, last.reference, last.detail) == ("expired", listed["reference"], "AD35 2027-3")
    assert waits(hub)[1:] == ("visa-missing", "1")


def test_the_last_day_that_the_operator_sets_holds_and_the_trail_says_that_there_was_no_visa(
    hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    case = decided(hub, box, paul)
    watch.ahead.append(timedelta(days=31))
    last_day = today(hub) + timedelta(days=10)
    hub = agreed(hub, {"last_day": last_day.isoformat()})
    assert erase_expired_cases(hub) == 0
    assert waits(hub) == (FindingState.TO_DO, "visa-last-day", last_day.isoformat())
    watch.ahead.append(timedelta(days=10))
    assert today(hub) == last_day and erase_expired_cases(hub) == 0, "that day itself, they still wait"
    watch.ahead.append(timedelta(days=1))
    assert erase_expired_cases(hub) == 1 and not readable(hub, case)
    last = trail.list_audit_lines(hub.store)[0]
    assert (last.action, last.detail) == ("expired-unagreed", last_day.isoformat())


def test_what_a_person_has_erased_waits_for_no_archives(hub: Hub, box: Box, paul: Staff) -> None:
    case = decided(hub, box, paul)
    request = box.asked("erasure", case["reference"], case["stream"], 2)
    box.send(request)
    answer_request(hub, paul, case["reference"], request["id"], "erased", "")
    with hub.store.reading() as connection:
        assert read_erased_case(connection, case["reference"], EVERYTHING).why == ASKED


def test_a_draft_for_another_body_is_no_archive_and_goes_as_announced(hub: Hub, box: Box, watch: Watch) -> None:
    draft = box.prepared(retention={"hub_days": 30})
    box.send(draft)
    watch.ahead.append(timedelta(days=31))
    assert erase_expired_cases(hub) == 1 and not readable(hub, draft)


def test_the_visa_of_one_town_hall_or_service_lets_no_file_of_another_go(
    hub: Hub, box: Box, other_box: Box, paul: Staff, watch: Watch
) -> None:
    ours, theirs = decided(hub, box, paul), decided(hub, other_box, paul)
    watch.ahead.append(timedelta(days=31))
    visa = {"visa": "AD35 2027-3", "on": today(hub).isoformat()}
    assert erase_expired_cases(agreed(hub, {**visa, "services": "ccas"})) == 0
    assert erase_expired_cases(agreed(hub, {**visa, "sites": f"ZZ, {box.code}"})) == 1
    assert not readable(hub, ours) and readable(hub, theirs)


def test_the_list_for_the_visa_has_numbers_and_days_and_no_name(
    hub: Hub, box: Box, paul: Staff, watch: Watch, tmp_path: Path
) -> None:
    due, asks = decided(hub, box, paul), decided(hub, box, paul)
    box.send(box.asked("access", asks["reference"], asks["stream"], 2))
    watch.ahead.append(timedelta(days=31))
    younger = decided(hub, box, paul)
    with hub.store.reading() as connection:
        listed = list_for_visa(hub, connection, EVERYTHING)
        assert list_for_visa(hub, connection, Scope(("ccas",))) == []
    assert {case.reference for case in listed} == {due["reference"], asks["reference"]}, "and not the younger one"
    table = write_visa_list(hub, listed, "csv", Words()).decode("utf-8-sig")
    (tmp_path / "visa.pdf").write_bytes(write_visa_list(hub, listed, "pdf", Words()))
    printed = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "visa.pdf", "-"], capture_output=True, text=True
    ).stdout
    for text in (table, printed):
        assert due["reference"] in text and asks["reference"] in text and younger["reference"] not in text
        assert "Benali" not in text and "BENALI" not in text
    for said in (
        "Mairie de Saint-Aubin",
        "DUA",
        "30 jours",
        "élimination",
        "Proposé par le service producteur",
        "Visa",
    ):
        assert said in printed.replace("\u00a0", " "), f"an archivist signs no list without {said}"
    assert "R. 212-14" in printed and f'until = "{today(hub)}"' in printed
    assert listed[0].due.isoformat() in table


def test_a_file_that_the_archives_want_leaves_whole_with_a_sum_of_every_file(
    app: Flask, hub: Hub, box: Box, paul: Staff, tmp_path: Path
) -> None:
    case = listing(box)
    box.send(case)
    with pytest.raises(Refused, match="archive-lacks-file"):
        write_archive_folder(hub, case["reference"], tmp_path / "given", Words())
    assert list((tmp_path / "given").iterdir()) == [], "half a file is none"
    assert Sender(app.test_client(), hub, box, case).all().signed
    decide_case(hub, paul, case["reference"], DraftDecision("refused", "Hors de la commune.", 0))
    folder = write_archive_folder(hub, case["reference"], tmp_path / "given", Words())
    assert (folder / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed = {}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (folder / manifest).read_text().splitlines():
            digest, _, name = line.partition("  ")
            listed[name] = digest
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there - listed.keys() == {"tagmanifest-sha256.txt"}
    told = json.loads((folder / "data" / "dossier.json").read_text())
    assert (told["reference"], told["decisions"][-1]["message"]) == (case["reference"], "Hors de la commune.")
    (file,) = told["files"]
    assert file["name"] == "carte.jpg" and (folder / file["path"]).read_bytes() == FILE
    assert "follow_sha256" not in told["submitted"] and folder.stat().st_mode & 0o077 == 0
    printed = text_of(folder / "data" / "dossier.pdf")
    assert "Hors de la commune." in printed and case["reference"] in printed
    assert readable(hub, case), "what was given to the archives is destroyed by their visa alone"
    assert trail.list_audit_lines(hub.store)[0].action == "archived"
