"""Contents end when their days are over, and not before; then nothing of them is read anywhere."""

import json
import logging
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from hub import retention, trail
from hub.cases.case_list import count_by_state
from hub.cases.cases import read_case
from hub.cases.states import EVERYTHING
from hub.decisions.decisions import DraftDecision, decide_case
from hub.decisions.rights import answer_request
from hub.files.listed_file import received_ids
from hub.hub import Hub
from hub.intake import updates
from hub.intake.updates import fetch_updates
from hub.people.people import Staff
from hub.retention import ASKED, EXPIRED, Upkeep, claim_daily_upkeep, erase_expired_cases, read_erased_case, run_upkeep
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites import sites
from hub.store.schema import decision, event, name_token, site_update, upkeep
from hub.trail import list_audit_lines
from kiosk import logs
from kiosk.clock import stamp
from kiosk.errors import Refused
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import Watch
from tests.hub.files.sending import NAME, Sender, listing
from tests.hub.samples import FOLLOW_CODE, Box, Item, erase_case, fetch_all, write_rows


def sent(box: Box, days: int | None = 30, *, prepared: bool = False) -> Item:
    retention = None if days is None else {"hub_days": days}
    made = box.prepared(retention=retention) if prepared else box.submitted(retention=retention)
    assert box.outcomes(made) == ["acknowledged"]
    return made


def readable(hub: Hub, case: Item) -> bool:
    with hub.store.reading() as connection:
        try:
            read_case(connection, hub.ring, case["reference"])
        except Refused:
            assert read_erased_case(connection, case["reference"], EVERYTHING).why == EXPIRED
            return False
    return True


def test_days_count_from_the_answer_and_filing_starts_none_anew(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    case, open_case = sent(box), sent(box)
    watch.ahead.append(timedelta(days=300))
    decide_case(hub, paul, case["reference"], DraftDecision("accepted", "", 0))
    watch.ahead.append(timedelta(days=29))
    decide_case(hub, paul, case["reference"], DraftDecision("closed", "Sans objet.", 1))
    fetch_all(hub, box.code)
    assert erase_expired_cases(hub) == 0
    watch.ahead.append(timedelta(days=1, minutes=1))
    assert erase_expired_cases(hub) == 1
    assert not readable(hub, case) and readable(hub, open_case), "nobody has answered the other one"
    assert trail.list_audit_lines(hub.store)[0].action == "expired"
    assert erase_expired_cases(hub) == 0


def test_a_prepared_case_counts_from_its_receipt_and_without_days_the_hub_decides(
    hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    prepared, plain = sent(box, prepared=True), sent(box, None)
    decide_case(hub, paul, plain["reference"], DraftDecision("refused", "Hors de la commune.", 0))
    fetch_all(hub, box.code)
    watch.ahead.append(timedelta(days=31))
    assert erase_expired_cases(hub) == 1 and not readable(hub, prepared)
    watch.ahead.append(timedelta(days=333))
    assert erase_expired_cases(hub) == 0
    watch.ahead.append(timedelta(days=2))
    assert erase_expired_cases(hub) == 1 and not readable(hub, plain)


def test_a_case_that_somebody_asks_about_waits_for_the_answer(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    case = sent(box)
    decide_case(hub, paul, case["reference"], DraftDecision("accepted", "", 0))
    request = box.asked("access", case["reference"], case["stream"], 2)
    box.send(request)
    watch.ahead.append(timedelta(days=40))
    assert erase_expired_cases(hub) == 0
    answer_request(hub, paul, case["reference"], request["id"], "given", "")
    fetch_all(hub, box.code)
    assert erase_expired_cases(hub) == 1


def test_words_that_their_box_has_not_fetched_wait_for_it(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    case = sent(box)
    decide_case(hub, paul, case["reference"], DraftDecision("refused", "Hors de la commune.", 0))
    watch.ahead.append(timedelta(days=400))
    assert erase_expired_cases(hub) == 0 and readable(hub, case)
    _, given = updates.fetch_updates(hub, box.code, 0, updates.MOST)
    assert len(given) == 1
    assert erase_expired_cases(hub) == 0, "what was sent may have been lost on the way"
    fetch_all(hub, box.code)
    assert erase_expired_cases(hub) == 1


def test_a_site_that_was_revoked_holds_up_nothing(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    case = sent(box)
    decide_case(hub, paul, case["reference"], DraftDecision("accepted", "", 0))
    sites.revoke_site(hub.store, box.code, hub.clock)
    watch.ahead.append(timedelta(days=31))
    assert erase_expired_cases(hub) == 1 and not readable(hub, case)


def test_a_number_of_days_that_is_none_is_rejected(box: Box) -> None:
    for days in [-1, 40_000, "30", True]:
        assert box.outcomes(box.submitted(retention={"hub_days": days})) == ["rejected: bad-event"]


def test_no_way_leads_to_contents_that_ended(app: Flask, hub: Hub, instructor: Browser, box: Box, paul: Staff) -> None:
    case = listing(box)
    box.send(case)
    client = app.test_client()
    assert Sender(client, hub, box, case).all().signed
    request = box.asked("access", case["reference"], case["stream"], 2)
    box.send(request, box.supplement(case["reference"], case["stream"], 3))
    decide_case(hub, paul, case["reference"], DraftDecision("accepted", "Passez, madame Benali.", 0))
    erase_case(hub, case["stream"], ASKED)
    page = f"/dossiers/{case['reference']}"
    for address in (page, "/dossiers", "/demandes", "/f"):
        text = instructor.open(address).text
        if address == "/f":
            text = instructor.fill("/f", reference=case["reference"], code=FOLLOW_CODE).text
        assert instructor.status == 200
        for words in ("Benali", "BENALI", "carte.jpg", "madame", "06 12", "Voici la pièce"):
            assert words not in text, address
    for address in (f"{page}/pieces/{NAME}", f"{page}/demandes/{request['id']}"):
        assert instructor.client.get(address).status_code == 404
    instructor.open("/dossiers").fill("/dossiers", words="benali")
    assert case["reference"] not in instructor.text and "Aucun dossier ne correspond." in instructor.text
    assert [json.loads(update.statement)["message"] for update in fetch_updates(hub, "SA", 0, 100)[1]] == []
    assert Sender(client, hub, box, case).ask().code == "unknown-attachment"
    assert box.outcomes(box.asked("erasure", case["reference"], case["stream"], 4)) == ["rejected: closed-case"]
    assert "Benali" not in str(list_audit_lines(hub.store))


def test_facts_stay_and_ciphertexts_go(hub: Hub, box: Box, paul: Staff) -> None:
    gone, kept = box.submitted(), box.submitted()
    box.send(gone, kept)
    for sent in (gone, kept):
        decide_case(hub, paul, sent["reference"], DraftDecision("refused", "Hors de la commune.", 0))
    erase_case(hub, gone["stream"], ASKED)
    with hub.store.reading() as connection:
        assert count_by_state(connection, EVERYTHING)["refused"] == 2
        left = read_erased_case(connection, gone["reference"], EVERYTHING)
        assert (left.title, left.site, left.state) == ("Copie d’un acte de naissance", "SA", "refused")
        assert left.events[0][2] == gone["sha256"]
        bodies = connection.execute(select(event.c.reference, event.c.body)).all()
        assert {row.reference: bool(row.body) for row in bodies} == {gone["reference"]: False, kept["reference"]: True}
        for table, column in ((decision, decision.c.message), (site_update, site_update.c.body)):
            rows = connection.execute(select(table.c.case_id, column.label("held"))).all()
            assert {row.case_id: bool(row.held) for row in rows} == {gone["stream"]: False, kept["stream"]: True}
        assert set(connection.execute(select(name_token.c.case_id)).scalars()) == {kept["stream"]}
        assert received_ids(connection, gone["stream"]) == frozenset()


def test_one_process_claims_a_day_and_no_day_is_claimed_twice(hub: Hub) -> None:
    assert [claim_daily_upkeep(hub, day) for day in ("2031-01-01", "2031-01-01", "2030-12-31", "2031-01-02")] == [
        True, False, False, True,
    ]  # fmt: skip


def test_the_first_request_of_a_day_ends_what_is_over(
    app: Flask, hub: Hub, client: FlaskClient, box: Box, paul: Staff, watch: Watch
) -> None:
    case = box.send_case(retention={"hub_days": 30})
    decide_case(hub, paul, case["reference"], DraftDecision("closed", "Sans objet.", 0))
    fetch_all(hub, box.code)
    watch.ahead.append(timedelta(days=31))
    retention.confirm_today(hub)
    processes = [Upkeep(), Upkeep()]
    for item in (*processes, *processes):
        with app.test_request_context("/healthz"):
            item.look()
    threads = [process.thread for process in processes if process.thread]
    assert len(threads) == 1
    for process in processes:
        process.wait()
    assert [line.action for line in list_audit_lines(hub.store)].count("expired") == 1
    assert run_upkeep(hub) == 0


def test_a_hub_that_is_closed_has_left_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slowly(hub: Hub) -> int:
        began.set()
        assert may_end.wait(20)
        return run_upkeep(hub)

    monkeypatch.setattr(retention, "run_upkeep", slowly)
    app = create_hub(HubSettings(data=tmp_path / "hub"))
    app.test_client().get("/healthz")
    assert began.wait(20)
    threading.Timer(0.2, may_end.set).start()
    close_hub(app)
    assert may_end.is_set()
    assert "upkeep" not in {thread.name for thread in threading.enumerate()}
    shutil.rmtree(tmp_path / "hub")


def test_the_day_s_tasks_bear_their_name_on_every_line(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: Hub) -> None:
        logging.getLogger("hub").warning("on the way")
        raise LookupError("Benali")

    monkeypatch.setattr(retention, "erase_expired_cases", fails)
    with logs.log_to_stderr("info"):
        thread = threading.Thread(target=retention.run_in_thread, args=(hub,), name="upkeep")
        thread.start()
        thread.join(20)
    inside, end = map(json.loads, capsys.readouterr().err.splitlines())
    assert inside["job"] == "upkeep"
    assert (end["said"], end["trace"][-1]) == ("a thread ended: upkeep", "LookupError")


DAY = timedelta(days=1)


def ended(app: Flask, hub: Hub) -> int:
    """How many cases have ended after a request of today."""
    daily = Upkeep()
    with app.test_request_context("/healthz"):
        daily.look()
    daily.wait()
    return [line.action for line in list_audit_lines(hub.store)].count("expired")


def decided(hub: Hub, box: Box, paul: Staff) -> Item:
    case = box.send_case(retention={"hub_days": 30})
    decide_case(hub, paul, case["reference"], DraftDecision("closed", "Sans objet.", 0))
    fetch_all(hub, box.code)
    return case


def talked(box: Box, **said: Any) -> None:
    batch = box.batch()
    batch["heartbeat"] |= said
    box.post(batch, box.token)


def test_a_clock_that_is_years_ahead_ends_nothing_and_a_right_one_asks_nobody(
    app: Flask, hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    decided(hub, box, paul)
    assert ended(app, hub) == 0
    watch.ahead.append(9000 * DAY)
    talked(box)
    talked(box, at=stamp(watch.now() - 9000 * DAY))
    assert (ended(app, hub), retention.is_today_sure(hub)) == (0, False)
    watch.ahead.append(-9000 * DAY)
    assert retention.is_today_sure(hub)


def test_a_hub_that_was_off_goes_on_once_a_box_agrees(
    app: Flask, hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    decided(hub, box, paul)
    assert ended(app, hub) == 0
    watch.ahead.append(40 * DAY)
    assert ended(app, hub) == 0
    talked(box, at=stamp(watch.now() + timedelta(minutes=5)))
    assert (retention.is_today_sure(hub), ended(app, hub)) == (True, 1)
    assert "day-confirmed" in [line.action for line in list_audit_lines(hub.store)]


def test_a_hub_that_hears_of_no_date_asks_its_operators(
    app: Flask, hub: Hub, box: Box, paul: Staff, watch: Watch, operator: Browser
) -> None:
    decided(hub, box, paul)
    assert ended(app, hub) == 0
    assert "La date du système central n’est pas sûre" not in operator.open("/lieux").text
    sure = retention.last_sure_day(hub)
    assert sure is not None
    write_rows(hub, upkeep.update().values(day=(sure - 40 * DAY).isoformat()))
    assert "La date du système central n’est pas sûre" in operator.open("/lieux").text
    assert retention.confirm_today(hub) == watch.now().date()
    assert "La date du système central n’est pas sûre" not in operator.open("/lieux").text


def test_a_new_database_has_nothing_to_be_unsure_of(hub: Hub, client: FlaskClient) -> None:
    assert retention.last_sure_day(hub) is None
    assert retention.is_today_sure(hub)
    assert retention.last_sure_day(hub) == hub.clock.now().date()
