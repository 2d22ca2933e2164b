"""The numbers of cases: the one under which a case is filed, and those it had before."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select

from hub.store.schema import alias, cases

_FORMER = (
    select(cases.c.id, cases.c.reference, cases.c.follow_sha256)
    .join(alias, alias.c.case_id == cases.c.id)
    .where(alias.c.former == bindparam("reference"))
)


def bears(reference: str) -> ColumnElement[bool]:
    """The SQL condition that a case has this number, or had it before."""
    own = select(cases.c.id).where(cases.c.reference == reference)
    before = select(alias.c.case_id).where(alias.c.former == reference)
    # One list of ids: for `own or before`, PostgreSQL reads every case.
    return cases.c.id.in_(own.union(before))


def formerly(connection: Connection, case_id: str) -> tuple[str, ...]:
    """The numbers that a case had before, the oldest first."""
    query = select(alias.c.former).where(alias.c.case_id == case_id).order_by(alias.c.since, alias.c.former)
    return tuple(connection.execute(query).scalars())


def had_before(connection: Connection, reference: str) -> list[Any]:
    """The cases that had this number before: rows of `id`, `reference` and `follow_sha256`."""
    return list(connection.execute(_FORMER, {"reference": reference}).all())


def keep(
    connection: Connection, case_id: str, former: tuple[str, ...], statement: str, signature: str, now: datetime
) -> None:
    """Store the numbers that a case had before; those that are stored already stay."""
    for number in set(former) - set(formerly(connection, case_id)):
        row = {"former": number, "case_id": case_id, "since": now, "statement": statement, "signature": signature}
        connection.execute(alias.insert().values(row))
