"""The tables for whoever runs the hub: how each box is, as its last heartbeat said."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from kiosk.hub.store.columns import Names, metadata

site_health = Table(
    "site_health",
    metadata,
    Column("site", String(4), ForeignKey("site.code"), primary_key=True),
    Column("clock_s", BigInteger, doc="seconds that the box's clock is ahead of the hub's; less than 0 behind"),
    Column("release", String(32), nullable=False),
    Column("free_bytes", BigInteger, nullable=False),
    Column("refused", Integer, nullable=False, doc="events that the desk has to mend"),
    Column("files", Integer, nullable=False, doc="files not sent yet"),
    Column("printers", Integer, nullable=False),
    Column("printer_faults", Names, nullable=False, doc="a code for what keeps one from printing, each once"),
)
