"""Contents end when their days are over, and not before; then nothing of them is read anywhere."""

import json
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from hub import trail
from hub.cases.case_list import count_by_state
from hub.cases.cases import read_case
from hub.cases.states import EVERYTHING
from hub.decisions.decisions import Draft, decide
from hub.decisions.rights import answer_request
from hub.files.listed_file import received_ids
from hub.hub import Hub
from hub.intake import updates
from hub.intake.updates import after
from hub.people.people import Staff
from hub.retention import ASKED, EXPIRED, expire, read_erased_case
from hub.sites import sites
from hub.store.schema import decision, event, name_token, site_update
from hub.trail import lines
from kiosk.errors import Refused
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import Watch
from tests.hub.files.sending import NAME, Sender, listing
from tests.hub.samples import FOLLOW_CODE, Box, Item, erase_case, fetch_all


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


def test_days_count_from_the_answer_and_filing_starts_nothing_again(
    hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    case, open_case = sent(box), sent(box)
    watch.ahead.append(timedelta(days=300))
    decide(hub, paul, case["reference"], Draft("accepted", "", 0))
    watch.ahead.append(timedelta(days=29))
    decide(hub, paul, case["reference"], Draft("closed", "Sans objet.", 1))
    fetch_all(hub, box.code)
    assert expire(hub) == 0
    watch.ahead.append(timedelta(days=1, minutes=1))
    assert expire(hub) == 1
    assert not readable(hub, case) and readable(hub, open_case), "nobody has answered the other one"
    assert trail.lines(hub.store)[0].action == "expired"
    assert expire(hub) == 0


def test_a_prepared_case_counts_from_its_receipt_and_without_days_the_hub_decides(
    hub: Hub, box: Box, paul: Staff, watch: Watch
) -> None:
    prepared, plain = sent(box, prepared=True), sent(box, None)
    decide(hub, paul, plain["reference"], Draft("refused", "Hors de la commune.", 0))
    fetch_all(hub, box.code)
    watch.ahead.append(timedelta(days=31))
    assert expire(hub) == 1 and not readable(hub, prepared)
    watch.ahead.append(timedelta(days=333))
    assert expire(hub) == 0
    watch.ahead.append(timedelta(days=2))
    assert expire(hub) == 1 and not readable(hub, plain)


def test_a_case_that_somebody_asks_about_waits_for_the_answer(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    case = sent(box)
    decide(hub, paul, case["reference"], Draft("accepted", "", 0))
    request = box.asked("access", case["reference"], case["stream"], 2)
    box.send(request)
    watch.ahead.append(timedelta(days=40))
    assert expire(hub) == 0
    answer_request(hub, paul, case["reference"], request["id"], "given", "")
    fetch_all(hub, box.code)
    assert expire(hub) == 1


def test_words_that_their_box_has_not_fetched_wait_for_it(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    """A town hall whose line is down for months still learns what was decided."""
    case = sent(box)
    decide(hub, paul, case["reference"], Draft("refused", "Hors de la commune.", 0))
    watch.ahead.append(timedelta(days=400))
    assert expire(hub) == 0 and readable(hub, case)
    _, given = updates.after(hub, box.code, 0, updates.MOST)
    assert len(given) == 1
    assert expire(hub) == 0, "what was sent may have been lost on the way"
    fetch_all(hub, box.code)
    assert expire(hub) == 1


def test_a_site_that_was_revoked_holds_up_nothing(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    case = sent(box)
    decide(hub, paul, case["reference"], Draft("accepted", "", 0))
    sites.revoke(hub.store, box.code, hub.clock)
    watch.ahead.append(timedelta(days=31))
    assert expire(hub) == 1 and not readable(hub, case)


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
    decide(hub, paul, case["reference"], Draft("accepted", "Passez, madame Benali.", 0))
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
    assert [json.loads(update.statement)["message"] for update in after(hub, "SA", 0, 100)[1]] == []
    assert Sender(client, hub, box, case).ask().code == "unknown-attachment"
    assert box.outcomes(box.asked("erasure", case["reference"], case["stream"], 4)) == ["rejected: closed-case"]
    assert "Benali" not in str(lines(hub.store))


def test_facts_stay_and_ciphertexts_go(hub: Hub, box: Box, paul: Staff) -> None:
    gone, kept = box.submitted(), box.submitted()
    box.send(gone, kept)
    for sent in (gone, kept):
        decide(hub, paul, sent["reference"], Draft("refused", "Hors de la commune.", 0))
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
