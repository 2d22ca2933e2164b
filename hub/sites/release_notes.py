"""What this hub tells a box of itself: the key to seal to, and a newer version of Parvis that mends a weakness."""

from sqlalchemy import select

from hub.hub import Hub
from hub.sites.sites import Site
from hub.store.schema import release_note as table
from kiosk.domain.events.wire.batch import SignedText, ToldSite
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import ReleaseNote, SealingKey
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


def describe_site(hub: Hub, site: Site, epoch: str) -> ToldSite:
    """What a box goes on with, by the line or on a stick: its highest counter, the signed key to seal to, the note."""
    newest = hub.ring.newest()
    key = SealingKey(
        version=VERSION, hub=hub.verify_key, seal_key=newest.pair.public.hex(), made_at=newest.made_at, epoch=epoch
    )
    return ToldSite(
        version=VERSION,
        site=site.code,
        name=site.name,
        highest_counter=site.highest_counter,
        epoch=epoch,
        keys=SignedText(**signed_statement.sign_message(key, hub.seed).to_wire()),
        release=announced(hub),
    )
