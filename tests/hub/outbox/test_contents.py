"""What a delivery tells, read at the moment it is sent."""

import json
from dataclasses import asdict

from sqlalchemy import select

from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.outbox.contents import read_deliveries
from hub.people.people import Staff
from hub.secrets.vault import destroy_contents
from hub.store.schema import delivery
from tests.gallery.site.central import in_a_month
from tests.hub.samples import FOLLOW_CODE, Box


def numbers(hub: Hub) -> list[int]:
    with hub.store.reading() as connection:
        return list(connection.execute(select(delivery.c.number).order_by(delivery.c.number)).scalars())


def test_a_case_is_told_as_its_box_said_it_without_what_proves(hub: Hub, box: Box) -> None:
    sent = box.submitted(salt="a" * 32)
    box.send(sent)
    with hub.store.reading() as connection:
        [told] = read_deliveries(hub, connection, numbers(hub))
    body = json.loads(sent["body"])
    assert told.data == {name: part for name, part in body.items() if name not in ("follow_sha256", "salt")}
    assert body["follow_sha256"] not in json.dumps(asdict(told), default=str) and FOLLOW_CODE not in str(told)
    assert (told.id, told.type, told.reference, told.service) == (
        sent["id"],
        "submitted",
        sent["reference"],
        "etat-civil",
    )
    assert "Benali" not in repr(told), "a log that shows one shows no contents"


def test_a_decision_is_told_with_its_words_and_day(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    day = in_a_month(hub)
    decide(hub, paul, sent["reference"], "incomplete", "Il manque une pièce.", 0, day)
    with hub.store.reading() as connection:
        told = read_deliveries(hub, connection, numbers(hub))[-1]
    assert {name: told.data[name] for name in ("state", "message", "papers_by")} == {
        "state": "incomplete", "message": "Il manque une pièce.", "papers_by": day,
    }  # fmt: skip
    assert "paul" not in str(told.data).lower(), "who decided is the town's own affair"


def test_what_was_erased_between_two_looks_is_left_out(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    with hub.store.writing() as connection:
        destroy_contents(connection, hub.ring, sent["stream"])
        assert read_deliveries(hub, connection, numbers(hub)) == ()
