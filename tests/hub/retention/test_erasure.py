"""Once contents ended, nothing of them is read anywhere: no page, no search, no update, no copy, no file."""

import json

from flask import Flask
from sqlalchemy import select

from hub.cases.case_list import count_by_state
from hub.cases.scope import EVERYTHING
from hub.decisions.decisions import decide
from hub.files.opened_file import received_ids
from hub.hub import Hub
from hub.intake.updates import after
from hub.people.people import Staff
from hub.retention.erasure import ASKED, erase, read_erased_case
from hub.store.schema import decision, event, name_token, site_update
from hub.trail.audit import lines
from tests.gallery.site.hub_browser import Browser
from tests.hub.files.sending import NAME, Sender, listing
from tests.hub.samples import FOLLOW_CODE, Box


def test_no_way_leads_to_contents_that_ended(app: Flask, hub: Hub, instructor: Browser, box: Box, paul: Staff) -> None:
    case = listing(box)
    box.send(case)
    client = app.test_client()
    assert Sender(client, hub, box, case).all().signed
    request = box.asked("access", case["reference"], case["stream"], 2)
    box.send(request, box.supplement(case["reference"], case["stream"], 3))
    decide(hub, paul, case["reference"], "accepted", "Passez, madame Benali.", 0)
    with hub.store.writing() as connection:
        erase(hub, connection, case["stream"], ASKED)
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
        decide(hub, paul, sent["reference"], "refused", "Hors de la commune.", 0)
    with hub.store.writing() as connection:
        erase(hub, connection, gone["stream"], ASKED)
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
