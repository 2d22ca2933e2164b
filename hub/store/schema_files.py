"""The tables of files: what each is made of, which are given or wait from a telephone, which objects have to go."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from hub.store.columns import ID, Utc, metadata

chunked_file = Table(
    "chunked_file",
    metadata,
    Column("id", ID, primary_key=True, doc="of the attachment, whose row is there once every chunk is"),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("event_id", ID, ForeignKey("event.id"), nullable=False),
    Column("site", String(4), ForeignKey("site.code"), nullable=False),
    Column("size", Integer, nullable=False, doc="clear bytes, as the event promises"),
    Column("file_key", LargeBinary, nullable=False, doc="the key of its chunks, locked under the case's key"),
    Column("header", LargeBinary, nullable=False, doc="what its encrypted stream begins with"),
    Column("chunks", LargeBinary, nullable=False, doc="SHA-256 of each chunk in order, 32 bytes each: the objects"),
    Column("asked_at", Utc, nullable=False, index=True, doc="when its box spoke of it last"),
)

given_document = Table(
    "given_document",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column(
        "decision_id", ID, nullable=False, unique=True, doc="which leaves with it; no key, since it may not have yet"
    ),
    Column("size", Integer, nullable=False, doc="clear bytes"),
    Column("body", LargeBinary, nullable=False, doc="name, type, hash and signer, locked under the case's key"),
    Column("file_key", LargeBinary, nullable=False, doc="the key of its chunks, locked under the case's key"),
    Column("header", LargeBinary, nullable=False, doc="what its encrypted stream begins with"),
    Column("chunks", LargeBinary, nullable=False, doc="SHA-256 of each chunk in order, 32 bytes each: the objects"),
)

dead_file = Table(
    "dead_file",
    metadata,
    Column("id", ID, primary_key=True, doc="of an attachment that was erased or given up: its objects go"),
    Column("since", Utc, nullable=False),
)

telephone_file = Table(
    "telephone_file",
    metadata,
    Column("id", ID, primary_key=True, doc="of a file from somebody's telephone, until « Envoyer » makes it theirs"),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("page", ID, nullable=False, doc="whose key opens it"),
    Column("paper_id", ID, nullable=False, doc="of the paper asked for"),
    Column("size", Integer, nullable=False, doc="sealed bytes; those that came are objects, each a part"),
    Column("begun_at", Utc, nullable=False, index=True),
    Column("cleaned_size", Integer, nullable=False, server_default="0", doc="clear bytes; 0 while it is on its way"),
    Column("cleaned", LargeBinary, doc="what it is and how it is kept, locked under the case's key; none on its way"),
)
