"""What this hub tells every box of a newer version of Parvis that mends a weakness."""

from sqlalchemy import select

from hub.hub import Hub
from hub.store.schema import release_note as table
from kiosk.domain.events.wire.batch import SignedText
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import ReleaseNote
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import LONGEST, SignedStatement
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused


def announce(hub: Hub, release: str, text: str) -> SignedStatement:
    """Sign a note and keep it in place of the one before; boxes get it within six hours.

    Raises `Refused` (`not-a-version`) for what is not three numbers with points between them.
    """
    if not signed_statement.is_release(release):
        raise Refused(HubRefusal.NOT_A_VERSION, version=release)
    signed = signed_statement.sign_message(
        ReleaseNote(release, text.strip()[:LONGEST], hub.clock.now(), VERSION), hub.seed
    )
    with hub.store.writing() as connection:
        connection.execute(table.delete())
        connection.execute(table.insert().values(number=1, **signed.to_wire()))
    return signed


def announced(hub: Hub) -> SignedText | None:
    """The note as it goes to boxes, None where there is none."""
    with hub.store.reading() as connection:
        row = connection.execute(select(table.c.statement, table.c.signature)).first()
    return None if row is None else SignedText(statement=row.statement, signature=row.signature)
