"""How a box is and its town hall is reached, as its last heartbeat said: kept in the transaction that keeps it."""

import json
from datetime import datetime

from msgspec import convert
from sqlalchemy import Connection, bindparam, select

from hub.store.schema import site_health
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.box_health import Reached

_CHANGE = (
    site_health.update()
    .where(site_health.c.site == bindparam("of_site"))
    .values({column.name: bindparam(column.name) for column in site_health.c if column.name != "site"})
)


def keep(connection: Connection, code: str, heartbeat: Heartbeat, now: datetime) -> None:
    """Replace what is known of a site's box; a heartbeat that says nothing of it changes nothing.

    The caller holds the site's row, so that two heartbeats of one site follow each other.
    """
    said = heartbeat.health
    if not said:
        return
    values = {
        "clock_s": round((heartbeat.at - now).total_seconds()) if heartbeat.at else None,
        "release": said.release,
        "free_bytes": said.free_bytes,
        "refused": said.refused,
        "files": said.files,
        "printers": said.printers,
        "printer_faults": said.printer_faults,
        **_reached(heartbeat),
    }
    if connection.execute(_CHANGE, {"of_site": code, **values}).rowcount == 0:
        connection.execute(site_health.insert(), {"site": code, **values})


def _reached(heartbeat: Heartbeat) -> dict[str, str]:
    said = heartbeat.reached or Reached(phone="", hours="", opening=())
    return {"phone": said.phone, "hours": said.hours, "opening": json.dumps(said.opening, ensure_ascii=False)}


def reached(connection: Connection, code: str) -> Reached | None:
    """How the town hall of a site is reached, as far as its box said it; None where it said nothing."""
    columns = (site_health.c.phone, site_health.c.hours, site_health.c.opening)
    row = connection.execute(select(*columns).where(site_health.c.site == code)).first()
    if row is None or not (row.phone or row.hours or row.opening != "[]"):
        return None
    return convert({"phone": row.phone, "hours": row.hours, "opening": json.loads(row.opening)}, Reached)
