"""The documents that go with decisions of a case, as its pages list them."""

from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.secrets.vault import CaseLock
from hub.store.schema import given_document
from kiosk.domain.events.wire.statements import Given


class GivenDocument(Struct, frozen=True):
    """One document; `size` is of its clear bytes."""

    id: str
    decision_id: str
    size: int
    name: str
    media_type: str
    sha256: str

    @property
    def given(self) -> Given:
        """What sites and the person's page are told of it."""
        return Given(id=self.id, name=self.name, media_type=self.media_type, size=self.size, sha256=self.sha256)


Documents = Mapping[str, GivenDocument]
"""By the id of their decision."""


def of_case(connection: Connection, case_id: str, lock: CaseLock) -> Documents:
    """The documents of a case, those of a decision that has not left among them."""
    rows = connection.execute(select(given_document).where(given_document.c.case_id == case_id)).all()
    return {
        row.decision_id: GivenDocument(row.id, row.decision_id, row.size, **lock.read(about_label(row.id), row.body))
        for row in rows
    }


def about_label(document_id: str) -> str:
    """The label that what is known of a document is locked with."""
    return f"given {document_id}"
