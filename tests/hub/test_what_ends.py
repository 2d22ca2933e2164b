"""What the hub holds of a case once it is erased: the rows that stay are those that `docs/security.md` names."""

from flask import Flask
from sqlalchemy import select

from hub import work
from hub.cases.cases import read_case
from hub.decisions.decisions import Asking, DraftDecision, decide_case
from hub.files import listed_file
from hub.files.listed_file import NewDocument
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention import ASKED
from hub.store.columns import metadata
from tests.gallery.site.central import in_a_month
from tests.house.life import HUB
from tests.hub.files.sending import Sender, listing
from tests.hub.samples import Box, erase_case


def tables_of(hub: Hub, ids: set[str]) -> set[str]:
    """The tables in which a row speaks of any of these ids."""
    with hub.store.reading() as connection:
        return {
            name
            for name, table in metadata.tables.items()
            if any(ids & {str(value) for value in row} for row in connection.execute(select(table)))
        }


def test_of_an_erased_case_only_rows_stay_that_are_written_down(app: Flask, hub: Hub, box: Box, paul: Staff) -> None:
    case = listing(box)
    box.send(case)
    assert Sender(app.test_client(), hub, box, case).all().signed
    decide_case(
        hub,
        paul,
        case["reference"],
        DraftDecision("incomplete", "", 0, in_a_month(hub), Asking((), "La page 3 du bail")),
    )
    with hub.store.writing() as connection:
        file = read_case(connection, hub.ring, case["reference"])
        work.insert_case_note(hub, connection, file.id, file.lock, paul.id, "Madame Benali viendra jeudi.")
    letter = NewDocument("lettre.pdf", "application/pdf", b"%PDF-1.7 Madame Benali")
    decide_case(hub, paul, case["reference"], DraftDecision("accepted", "", 1), document=letter)
    ids = {case["stream"], case["reference"]}
    held = tables_of(hub, ids)
    assert {"case_note", "asked_paper", "attachment", "given_document", "name_token"} <= held & HUB.deleted, held
    erase_case(hub, case["stream"], ASKED)
    listed_file.delete_dead_objects(hub)
    stays = tables_of(hub, ids)
    assert not stays & HUB.deleted, stays & HUB.deleted
    assert stays <= HUB.wiped | HUB.stays
