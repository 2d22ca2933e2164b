"""How a box is, as its last heartbeat said: kept in the transaction that keeps the heartbeat."""

from datetime import datetime

from sqlalchemy import Connection, bindparam

from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.hub.store.schema_operators import site_health

_CHANGE = (
    site_health.update()
    .where(site_health.c.site == bindparam("of_site"))
    .values({column.name: bindparam(column.name) for column in site_health.c if column.name != "site"})
)


def keep(connection: Connection, code: str, heartbeat: Heartbeat, now: datetime) -> None:
    """Replace what is known of a site's box; a heartbeat of before 0.2 says nothing of it and changes nothing.

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
        "documents": said.documents is True,
        "additions": said.additions is True,
    }
    if connection.execute(_CHANGE, {"of_site": code, **values}).rowcount == 0:
        connection.execute(site_health.insert(), {"site": code, **values})
