"""What is known of the document of a decision is locked under the key of its case."""

from hub.cases.cases import read_case
from hub.decisions.decisions import decide
from hub.files.given_file import NewDocument
from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import given_document
from tests.hub.samples import Box


def test_its_name_and_signer_are_read_again_and_stand_nowhere_in_clear(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    at = "2026-11-26T09:00:00+00:00"
    signed = NewDocument("refus Benali.pdf", "application/pdf", b"%PDF", "Mairie de Saint-Aubin", at)
    decide(hub, paul, sent["reference"], "refused", "Non.", 0, document=signed)
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
        row = connection.execute(given_document.select()).one()
    document = case.documents[case.decisions[0].id]
    assert (document.name, document.signer, document.size) == ("refus Benali.pdf", "Mairie de Saint-Aubin", 4)
    assert document.signed and document.signed.isoformat() == at
    assert document.given.name == document.name
    assert b"Benali" not in bytes(row.body)
