"""The tables about what comes by hand: the files of boxes that were taken, and their answers until they are fetched."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table

from kiosk.hub.store.columns import ID, Utc, metadata

bundle = Table(
    "bundle",
    metadata,
    Column("id", ID, primary_key=True),
    Column("site", String(4), ForeignKey("site.code"), nullable=False, index=True),
    Column("made_at", Utc, nullable=False, doc="by the clock of the box"),
    Column("taken_at", Utc, nullable=False, index=True, doc="for the last time"),
    Column("events", Integer, nullable=False),
    Column("taken", Integer, nullable=False, doc="of these events, stored for the first time"),
    Column("refused", Integer, nullable=False),
    Column("attempt", ID, nullable=False, doc="whose pieces are the answer"),
    Column("answer_bytes", BigInteger, nullable=False, doc="0 once the answer was deleted; the file can come again"),
)

bundle_answer = Table(
    "bundle_answer",
    metadata,
    Column("attempt", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("bundle", ID, nullable=False, index=True),
    Column("written_at", Utc, nullable=False, index=True),
    Column("piece", LargeBinary, nullable=False, doc="sealed to the box: this hub cannot open it"),
)
