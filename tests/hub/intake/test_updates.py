"""What the sites are told: in the order of commits, nothing skipped, nothing to strangers."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.intake.updates import after
from hub.people.people import Staff
from hub.retention.erasure import EXPIRED, erase
from tests.gallery.site.central import in_a_month
from tests.hub.samples import Box


def _updates(hub: Hub, code: str, cursor: int = 0) -> list[dict[str, Any]]:
    return [json.loads(update.statement) for update in after(hub, code, cursor, 100)[1]]


def test_the_sites_that_added_to_a_case_are_told_and_no_other(hub: Hub, box: Box, other_box: Box, paul: Staff) -> None:
    sent, alone = box.submitted(), box.submitted()
    box.send(sent, alone)
    decide(hub, paul, sent["reference"], "incomplete", "Il manque une pièce d’identité.", 0, in_a_month(hub))
    assert _updates(hub, "BZ") == []
    other_box.send(other_box.supplement(sent["reference"]))
    decide(hub, paul, sent["reference"], "accepted", "", 1)
    decide(hub, paul, alone["reference"], "accepted", "", 0)
    told = [(update["kind"], update["state"]) for update in _updates(hub, "SA")]
    assert told == [("state", "incomplete"), ("added", "incomplete"), ("state", "accepted"), ("state", "accepted")]
    [result] = _updates(hub, "BZ")
    assert (result["state"], result["cursor"], result["id"]) == ("accepted", 1, _updates(hub, "SA")[2]["id"])


def test_a_cursor_goes_on_where_it_stopped(hub: Hub, box: Box, paul: Staff, client: Any) -> None:
    sent = [box.submitted() for _ in range(5)]
    box.send(*sent)
    for event in sent:
        decide(hub, paul, event["reference"], "in_progress", "", 0)
    headers = {"Authorization": f"Bearer {box.token}"}
    seen, cursor = [], 0
    while updates := (page := client.get(f"/api/v2/updates?after={cursor}&limit=2", headers=headers).json)["updates"]:
        seen += [json.loads(update["statement"]) for update in updates]
        cursor = page["cursor"]
    assert [event["reference"] for event in seen] == [event["reference"] for event in sent]
    assert page == {"version": 2, "epoch": box.enrolled.epoch, "cursor": 5, "updates": []}


def test_many_words_of_erased_cases_hide_none_of_a_case_that_is_there(hub: Hub, box: Box, paul: Staff) -> None:
    """A box that asks from the start, after a new epoch, meets more of them than one answer holds."""
    erased, kept = box.submitted(), box.submitted()
    box.send(erased, kept)
    for seen, state in enumerate(("in_progress", "incomplete", "refused")):
        decide(hub, paul, erased["reference"], state, "Mot.", seen, in_a_month(hub))
    decide(hub, paul, kept["reference"], "accepted", "Venez.", 0)
    with hub.store.writing() as connection:
        erase(hub, connection, erased["stream"], EXPIRED)
    cursor, given = after(hub, "SA", 0, 2)
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
            _, page = after(hub, code, seen[-1]["cursor"] if seen else 0, 3)
            seen += [json.loads(update.statement) for update in page]
            if last and not page:
                return seen

    def work(reference: str) -> None:
        decide(hub, paul, reference, "in_progress", "", 0)
        decide(hub, paul, reference, "accepted", "", 1)

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
