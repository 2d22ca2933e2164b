"""A hub whose database is an older copy learns it from any box, and every box sends again."""

from typing import Any

from sqlalchemy import delete, select

from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.keys.lineage import begin_new_epoch, epoch_of
from hub.people.people import Staff
from hub.store.schema import case_key, cases, event, name_token, site
from hub.trail.audit import lines
from kiosk.domain.proofs import signed_statement
from tests.hub.samples import Box

ASKED = "a" * 32


def talk(box: Box, *items: Any, **said: Any) -> dict[str, Any]:
    """One exchange as a box of today has it."""
    batch = box.batch(*items)
    batch["heartbeat"] |= {"asked": ASKED} | said
    answer: dict[str, Any] = box.post(batch, box.token)
    return answer


def noticed(hub: Hub) -> int:
    return [line.action for line in lines(hub.store)].count("database-went-back")


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
    decide(hub, paul, case["reference"], "in_progress", "", 0)
    first = talk(box)
    seen = {"standing": first["standing"]}
    assert talk(box, seen=seen)["epoch"] == first["epoch"]
    with hub.store.writing() as connection:
        connection.execute(site.update().values(cursor=0))
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
    forged = signed_statement.sign(given["statement"].replace("BZ", "SA").encode(), b"f" * 32).to_wire()
    with hub.store.writing() as connection:
        mine = select(cases.c.id).where(cases.c.site == "BZ").scalar_subquery()
        for table in (name_token, case_key):
            connection.execute(delete(table).where(table.c.case_id == mine))
        connection.execute(delete(event).where(event.c.site == "BZ"))
    for proof in (theirs, forged, {"statement": "{}", "signature": "zz"}, {"statement": "", "signature": ""}):
        assert talk(box, seen={"acknowledgement": proof, "standing": proof})["epoch"] == first["epoch"]
    assert (noticed(hub), epoch_of(hub.store)) == (0, first["epoch"])
