"""Notices that this hub's database is an older copy: a box shows what the hub has signed and no longer knows."""

from msgspec import UNSET
from sqlalchemy import select

from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.wire.batch import Seen, SignedText
from kiosk.domain.events.wire.packed import TAKES
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.events.wire.values import VERSION, Maybe
from kiosk.domain.proofs import acknowledgement, hub_standing, signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Unreachable
from kiosk.hub.hub import Hub
from kiosk.hub.published.publications import CURSOR
from kiosk.hub.sites.sites import Site
from kiosk.hub.store.schema import event, lineage, site
from kiosk.hub.trail import older_copy


def standing(hub: Hub, of: Site, epoch: str, asked: str) -> HubStanding:
    """The answer to a box's question: the time, how far this hub has come with its updates, and what it understands."""
    query = select(site.c.cursor, CURSOR.label("published")).where(site.c.code == of.code)
    with hub.store.reading() as connection:
        row = connection.execute(query).one()
    now = hub.clock.now()
    return HubStanding(
        of.code, epoch, row.cursor, asked, now, VERSION, TAKES, DICTIONARIES, published=row.published or UNSET
    )


def check(hub: Hub, of: Site, seen: Seen) -> str:
    """The epoch of this database, after what a box has `seen` was compared with it.

    Where this hub signed an update's cursor that it has not given, or acknowledged an event that it does not have, the
    database was put back to an older copy without `kiosk hub restored`. Then a new epoch begins, once for all boxes,
    and every box sends again what is missing here. Only this hub's own signature counts as proof.
    """
    with hub.store.reading() as connection:
        newest = connection.execute(select(lineage).order_by(lineage.c.number.desc()).limit(1)).one()
        cursor = connection.execute(select(site.c.cursor).where(site.c.code == of.code)).scalar_one()
        claimed = _standing(hub, of, seen.standing)
        back = claimed is not None and claimed.epoch == newest.epoch and claimed.cursor > cursor
        taken = _acknowledged(hub, of, seen.acknowledgement)
        if not back and taken is not None:
            at = acknowledgement.received_at(taken.statement)
            known = connection.execute(select(event.c.id).where(event.c.id == _event_of(hub, taken))).first()
            # What was acknowledged before this epoch began was sent again then, if its box still had it.
            back = known is None and at is not None and at > newest.since
    return older_copy.begin_again(hub, newest.number, of.code) if back else str(newest.epoch)


def _standing(hub: Hub, of: Site, shown: Maybe[SignedText]) -> HubStanding | None:
    try:
        claimed = hub_standing.read(signed_statement.shown(shown), hub.verify_key)
    except Unreachable:
        return None
    return claimed if claimed.site == of.code else None


def _acknowledged(hub: Hub, of: Site, shown: Maybe[SignedText]) -> SignedStatement | None:
    """An acknowledgement that this hub gave to this site."""
    try:
        signed = signed_statement.shown(shown)
        fields = signed.verified_fields(hub.verify_key)
    except Unreachable:
        return None
    return signed if fields.get("site") == of.code and isinstance(fields.get("event"), str) else None


def _event_of(hub: Hub, signed: SignedStatement) -> str:
    return str(signed.verified_fields(hub.verify_key)["event"])
