"""What the sites are told: in the order of commits, nothing skipped, nothing to strangers."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import delete, select

from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.intake.updates import fetch_updates
from hub.opening import begin_new_epoch, epoch_of
from hub.people.people import Staff
from hub.retention import EXPIRED
from hub.store.schema import case_key, cases, event, name_token, site
from kiosk.domain.events.event import digest
from kiosk.domain.proofs import signed_statement
from tests.gallery.site.central import in_a_month
from tests.hub.conftest import noticed, told
from tests.hub.samples import FOLLOW_CODE, Box, Item, erase_case, write_rows


def test_the_sites_that_added_to_a_case_are_told_and_no_other(hub: Hub, box: Box, other_box: Box, paul: Staff) -> None:
    sent, alone = box.submitted(), box.submitted()
    box.send(sent, alone)
    decide_case(
        hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque une pièce d’identité.", 0, in_a_month(hub))
    )
    assert told(hub, "BZ") == []
    other_box.send(other_box.supplement(sent["reference"]))
    decide_case(hub, paul, sent["reference"], DraftDecision("accepted", "", 1))
    decide_case(hub, paul, alone["reference"], DraftDecision("accepted", "", 0))
    assert [(update["kind"], update["state"]) for update in told(hub)] == [
        ("accuse", "incomplete"),
        ("added", "incomplete"),
        ("state", "accepted"),
        ("state", "accepted"),
    ]
    [result] = told(hub, "BZ")
    assert (result["state"], result["cursor"], result["id"]) == ("accepted", 1, told(hub)[2]["id"])


def test_a_cursor_goes_on_where_it_stopped(hub: Hub, box: Box, paul: Staff, client: Any) -> None:
    sent = [box.submitted() for _ in range(5)]
    box.send(*sent)
    for one in sent:
        decide_case(hub, paul, one["reference"], DraftDecision("in_progress", "", 0))
    headers = {"Authorization": f"Bearer {box.token}"}
    seen, cursor = [], 0
    while updates := (page := client.get(f"/api/v2/updates?after={cursor}&limit=2", headers=headers).json)["updates"]:
        seen += [json.loads(update["statement"]) for update in updates]
        cursor = page["cursor"]
    assert [one["reference"] for one in seen] == [one["reference"] for one in sent]
    assert page == {"version": 2, "epoch": box.enrolled.epoch, "cursor": 5, "updates": []}


def test_many_words_of_erased_cases_hide_none_of_a_case_that_is_there(hub: Hub, box: Box, paul: Staff) -> None:
    """A box that asks from the start, after a new epoch, meets more of them than one answer holds."""
    erased, kept = box.submitted(), box.submitted()
    box.send(erased, kept)
    for seen, state in enumerate(("in_progress", "incomplete", "refused")):
        decide_case(hub, paul, erased["reference"], DraftDecision(state, "Mot.", seen, in_a_month(hub)))
    decide_case(hub, paul, kept["reference"], DraftDecision("accepted", "Venez.", 0))
    erase_case(hub, erased["stream"], EXPIRED)
    cursor, given = fetch_updates(hub, "SA", 0, 2)
    assert [json.loads(update.statement)["reference"] for update in given] == [kept["reference"]]
    assert cursor == 4


def test_updates_are_never_skipped(hub: Hub, box: Box, other_box: Box, paul: Staff) -> None:
    """Eight people decide at once while two boxes read on from their cursors; each box sees each decision once."""
    sent = [box.submitted() for _ in range(40)]
    box.send(*sent)
    other_box.send(*(other_box.supplement(event["reference"]) for event in sent))
    over = threading.Event()

    def follow(code: str) -> list[dict[str, Any]]:
        seen: list[dict[str, Any]] = []
        while True:
            last = over.wait(0.001)
            _, page = fetch_updates(hub, code, seen[-1]["cursor"] if seen else 0, 3)
            seen += [json.loads(update.statement) for update in page]
            if last and not page:
                return seen

    def work(reference: str) -> None:
        decide_case(hub, paul, reference, DraftDecision("in_progress", "", 0))
        decide_case(hub, paul, reference, DraftDecision("accepted", "", 1))

    with ThreadPoolExecutor(10) as pool:
        readers = [pool.submit(follow, code) for code in ("SA", "BZ")]
        try:
            list(pool.map(work, [event["reference"] for event in sent]))
        finally:
            over.set()  # a decision that fails must not leave the readers reading for ever
        added = len(sent)  # what the other box has added is told to SA before anybody decides
        for reader, before in zip(readers, (added, 0), strict=True):
            seen = reader.result()
            assert [update["cursor"] for update in seen] == list(range(1, before + 81))
            for event in sent:
                states = [update["state"] for update in seen[before:] if update["reference"] == event["reference"]]
                assert states == ["in_progress", "accepted"]


def test_what_another_site_adds_is_told_the_site_of_the_case(hub: Hub, other_box: Box, sent: Item) -> None:
    added = other_box.supplement(sent["reference"], message="Ne lisez pas ceci.")
    assert other_box.outcomes(added, added) == ["acknowledged", "duplicate"]
    assert other_box.outcomes(added) == ["duplicate"]
    [update] = told(hub)
    assert update.pop("at").endswith("+00:00")
    assert update == {
        "version": 2,
        "site": "SA",
        "cursor": 1,
        "reference": sent["reference"],
        "kind": "added",
        "id": added["id"],
        "state": "received",
        "message": "",
        "by": json.loads(added["body"])["site"]["name"],
        "source": "desk",
        "legal_date": "2026-11-30",
        "documents": [{"id": "identity", "label": "Pièce d’identité", "state": "seen", "files": 0}],
    }
    assert told(hub, "BZ") == [], "it knows what it sent"


def test_what_the_site_of_the_case_adds_tells_who_added_before(hub: Hub, box: Box, other_box: Box, sent: Item) -> None:
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    assert told(hub) == told(hub, "BZ") == []
    other_box.send(other_box.supplement(sent["reference"], follow_sha256=digest(FOLLOW_CODE.encode()), helper=""))
    box.send(box.supplement(sent["reference"], sent["stream"], 3))
    assert [(update["kind"], update["source"]) for update in told(hub)] == [("added", "terminal")]
    assert [(update["kind"], update["source"]) for update in told(hub, "BZ")] == [("added", "desk")]


def test_a_site_is_told_what_a_person_sent_alone_at_its_terminal(hub: Hub, box: Box, sent: Item) -> None:
    box.send(box.supplement(sent["reference"], follow_sha256=digest(FOLLOW_CODE.encode()), helper=""))
    assert [(update["kind"], update["source"]) for update in told(hub)] == [("added", "terminal")]


def test_nothing_is_told_of_what_a_case_does_not_take(hub: Hub, box: Box, other_box: Box, sent: Item) -> None:
    box.send(box.withdrawal(sent["reference"], sent["stream"], 2))
    assert other_box.outcomes(other_box.supplement(sent["reference"])) == ["rejected: closed-case"]
    assert [update["kind"] for update in told(hub)] == ["state"]


ASKED = "a" * 32


def talk(box: Box, *items: Any, **said: Any) -> dict[str, Any]:
    """One exchange as a box of today has it."""
    batch = box.batch(*items)
    batch["heartbeat"] |= {"asked": ASKED} | said
    answer: dict[str, Any] = box.post(batch, box.token)
    return answer


def lose_everything(hub: Hub) -> None:
    """As in a copy of before the first case."""
    with hub.store.writing() as connection:
        for table in (event, name_token, case_key, cases):
            connection.execute(delete(table))


def test_an_event_that_was_acknowledged_and_is_gone_begins_one_new_epoch(hub: Hub, box: Box) -> None:
    case = box.submitted()
    first = talk(box, case)
    (given,) = first["answers"]
    seen = {"acknowledgement": {name: given[name] for name in ("statement", "signature")}}
    assert talk(box, seen=seen)["epoch"] == first["epoch"]
    lose_everything(hub)
    again = talk(box, seen=seen)
    assert (again["epoch"] != first["epoch"], noticed(hub)) == (True, 1)
    assert talk(box, seen=seen)["epoch"] == again["epoch"], "what is older than the new epoch proves nothing more"
    assert talk(box, case)["answers"][0]["outcome"] == "acknowledged"


def test_a_cursor_that_was_never_given_begins_a_new_epoch(hub: Hub, box: Box, paul: Staff) -> None:
    case = box.submitted()
    talk(box, case)
    decide_case(hub, paul, case["reference"], DraftDecision("in_progress", "", 0))
    first = talk(box)
    seen = {"standing": first["standing"]}
    assert talk(box, seen=seen)["epoch"] == first["epoch"]
    write_rows(hub, site.update().values(cursor=0))
    again = talk(box, seen=seen)
    assert (again["epoch"] != first["epoch"], noticed(hub)) == (True, 1)
    assert talk(box, seen=seen)["epoch"] == again["epoch"]


def test_a_hub_whose_operator_said_so_hears_nothing_new_from_it(hub: Hub, box: Box) -> None:
    (given,) = talk(box, box.submitted())["answers"]
    lose_everything(hub)
    epoch = begin_new_epoch(hub.store, hub.clock)
    assert (
        talk(box, seen={"acknowledgement": {name: given[name] for name in ("statement", "signature")}})["epoch"]
        == epoch
    )
    assert noticed(hub) == 0


def test_only_this_hubs_own_word_about_this_site_is_a_proof(hub: Hub, box: Box, other_box: Box) -> None:
    first = talk(box, box.submitted())
    (given,) = talk(other_box, other_box.submitted())["answers"]
    theirs = {name: given[name] for name in ("statement", "signature")}
    forged = signed_statement.sign_statement(given["statement"].replace("BZ", "SA").encode(), b"f" * 32).to_wire()
    with hub.store.writing() as connection:
        mine = select(cases.c.id).where(cases.c.site == "BZ").scalar_subquery()
        for table in (name_token, case_key):
            connection.execute(delete(table).where(table.c.case_id == mine))
        connection.execute(delete(event).where(event.c.site == "BZ"))
    for proof in (theirs, forged, {"statement": "{}", "signature": "zz"}, {"statement": "", "signature": ""}):
        assert talk(box, seen={"acknowledgement": proof, "standing": proof})["epoch"] == first["epoch"]
    assert (noticed(hub), epoch_of(hub.store)) == (0, first["epoch"])
