"""Notices that this hub's database is an older copy: a box shows what the hub has signed and no longer knows."""

from msgspec import UNSET, Struct
from sqlalchemy import bindparam, select

from hub.hub import Hub
from hub.outbox.destinations import channels_of
from hub.published.publications import CURSOR
from hub.sites.sites import Site
from hub.store.schema import event, lineage, site
from hub.trail import older_copy
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.wire.batch import Seen, SignedText
from kiosk.domain.events.wire.reading import VERSION, Maybe
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Unreachable

_CURSOR = select(site.c.cursor).where(site.c.code == bindparam("code")).scalar_subquery().label("cursor")
_NEWEST = select(lineage, _CURSOR, CURSOR.label("published")).order_by(lineage.c.number.desc()).limit(1)
"""The newest epoch, and the cursors of a site's last update and of what is published."""
_KNOWN = select(event.c.id).where(event.c.id == bindparam("id"))


class Here(Struct, frozen=True):
    """How far this hub has come: the epoch of its database, and the cursor of what it publishes."""

    epoch: str
    published: int


def standing(hub: Hub, of: Site, here: Here, asked: str, cursor: int) -> HubStanding:
    """The answer to a box's question: the time, how far this hub has come with its updates, and what it understands.

    `cursor` is that of the site's last update, as it is committed.
    """
    told = (of.code, here.epoch, cursor, asked, hub.clock.now(), VERSION, DICTIONARIES)
    ways = tuple(str(channel) for channel in channels_of(hub.settings))
    return HubStanding(*told, published=here.published or UNSET, notices=ways or UNSET)


def check(hub: Hub, of: Site, seen: Seen) -> Here:
    """How far this hub has come, after what a box has `seen` was compared with it.

    Where this hub signed an update's cursor that it has not given, or acknowledged an event that it does not have, the
    database was put back to an older copy without `kiosk hub restored`. Then a new epoch begins, once for all boxes,
    and every box sends again what is missing here. Only this hub's own signature counts as proof.
    """
    with hub.store.reading() as connection:
        newest = connection.execute(_NEWEST, {"code": of.code}).one()
        claimed = _standing(hub, of, seen.standing)
        back = claimed is not None and claimed.epoch == newest.epoch and claimed.cursor > newest.cursor
        taken = _acknowledged(hub, of, seen.acknowledgement)
        if not back and taken is not None:
            at = signed_statement.received_at(taken.statement)
            known = connection.execute(_KNOWN, {"id": _event_of(hub, taken)}).first()
            # What was acknowledged before this epoch began was sent again then, if its box still had it.
            back = known is None and at is not None and at > newest.since
    epoch = older_copy.begin_again(hub, newest.number, of.code) if back else newest.epoch
    return Here(epoch, newest.published)


def _standing(hub: Hub, of: Site, shown: Maybe[SignedText]) -> HubStanding | None:
    try:
        claimed = signed_statement.read_standing(signed_statement.shown(shown), hub.verify_key)
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
