"""What the work on cases needs: the columns by which a worklist finds a case, absences, notes, message templates."""

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, false, text
from sqlalchemy.schema import SchemaItem

from hub.store.columns import ID, Utc, metadata

WAITS = text("due_on > ''")
"""A case that waits for its service; indexes of these are a tenth as long as those of all."""


def worklist_columns() -> Iterator[SchemaItem]:
    """The columns of `cases` by which a worklist finds and orders them, and the indexes of all lists.

    Everything that a list may be narrowed by stands in the first index: whatever is asked is read from it alone.
    """
    yield Column("due_on", String(10), nullable=False, server_default="", doc="see cases.due_days")
    yield Column("assigned_to", ID, nullable=False, server_default="", doc="id of who has it; empty for nobody")
    yield Column("procedure", String(64), nullable=False, server_default="")
    yield Column("language", String(8), nullable=False, server_default="", doc="ISO 639-1, of the person")
    yield Column("channel", String(32), nullable=False, server_default="")
    filters = ("service", "site", "procedure", "listed_state", "assigned_to", "language", "channel")
    yield Index("ix_cases_newest", "prepared", "received_at")
    yield Index("ix_cases_listed", "prepared", "listed_state", "received_at")
    yield Index("ix_cases_service_listed", "service", "prepared", "listed_state", "received_at")
    yield Index("ix_cases_site_listed", "site", "prepared", "listed_state", "received_at")
    for name, columns, which in (
        ("ix_cases_work", ("due_on", "received_at", "id", *filters), WAITS),
        ("ix_cases_owner", ("assigned_to", "due_on", "received_at", "id"), WAITS),
        ("ix_cases_procedures", ("procedure", "service"), WAITS),
    ):
        yield Index(name, *columns, sqlite_where=which, postgresql_where=which)


absence = Table(
    "absence",
    metadata,
    Column("id", ID, primary_key=True),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False, index=True),
    Column("first_day", String(10), nullable=False, doc="ISO day"),
    Column("last_day", String(10), nullable=False, doc="ISO day, of the absence still"),
    Column("stand_in", ID, ForeignKey("staff.id"), nullable=False, doc="who gets their cases meanwhile"),
)

case_note = Table(
    "case_note",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("words", LargeBinary, nullable=False, doc="locked under the case's key"),
)

message_template = Table(
    "message_template",
    metadata,
    Column("id", ID, primary_key=True, doc="of one that ships, where a service has changed it"),
    Column("service", String(64), nullable=False, server_default="", doc="empty for all"),
    Column("procedure", String(64), nullable=False, server_default="", doc="empty for all"),
    Column("state", String(16), nullable=False, server_default="", doc="the kind of answer; empty for all"),
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False, doc="in French, with words in braces; nothing about a person"),
    Column("said_in", Text, nullable=False, server_default="{}", doc="JSON, by language"),
    Column("revision", Integer, nullable=False, doc="from 1, one more with each change"),
    Column("retired", Boolean, nullable=False, server_default=false(), doc="offered no more"),
    Column("staff_id", ID, ForeignKey("staff.id"), doc="who changed it last; nobody for a command"),
    Column("changed_at", Utc, nullable=False),
)
