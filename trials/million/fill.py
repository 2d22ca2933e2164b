"""Fills a hub's database in bulk: the rows that intake makes, without senders, and what became of them."""

import random
import time
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from hub.hub import Hub
from hub.store import columns
from hub.store.schema import case_key, cases, decision, event, name_token, site, site_health, site_key, staff
from kiosk.version import VERSION
from trials.million.cases import codes, make
from trials.million.later import decisions

STAFF = "5" * 32
_TOGETHER = 5_000
_FAST = ("synchronous=OFF", "cache_size=-3000000", "secure_delete=OFF", "wal_autocheckpoint=200000")
"""What would be lost by a power cut is filled again."""


def fill(hub: Hub, many: int, sites: int, say: Callable[[str], None] = print) -> None:
    """Fill an empty hub with so many cases of so many sites."""
    now, begun = hub.clock.now(), time.monotonic()
    dice = random.Random(17)  # nosec B311: the values of a measurement
    with hub.store.writing() as connection:
        _sites(hub, connection, sites)
    made = make(hub, many, sites, now)
    with hub.store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            for pragma in _FAST:  # by the driver: within a transaction, which SQLAlchemy begins, they are refused
                connection.connection.cursor().execute(f"PRAGMA {pragma}")
        for done in range(0, many, _TOGETHER):
            with connection.begin():
                new = list(islice(made, _TOGETHER))
                _store(connection, new, [row for case in new for row in decisions(hub, case, STAFF, now, dice)])
            if done % 100_000 == 0:
                say(f"{done} cases after {time.monotonic() - begun:.0f} s")
        with connection.begin():
            query = select(cases.c.site, func.count()).group_by(cases.c.site)
            numbered: dict[str, int] = dict(connection.execute(query).tuples().all())
            for code, highest in numbered.items():
                connection.execute(site.update().where(site.c.code == code).values(highest_counter=highest))
        connection.invalidate()  # the next one has the usual settings
    analyze(hub)


def analyze(hub: Hub) -> None:
    """Have PostgreSQL look at its tables, as it does by itself within minutes."""
    if hub.store.engine.dialect.name == "postgresql":
        with hub.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _store(connection: Connection, made: Sequence[Any], decided: list[dict[str, Any]]) -> None:
    columns.insert_rows(connection, cases, [new.case for new in made])
    columns.insert_rows(connection, case_key, [new.key for new in made])
    tokens = sorted((row for new in made for row in new.tokens), key=lambda row: row["token"])
    columns.insert_rows(connection, name_token, tokens)
    columns.insert_rows(connection, event, [new.event for new in made])
    columns.insert_rows(connection, decision, decided)


def _sites(hub: Hub, connection: Connection, many: int) -> None:
    now = hub.clock.now()
    connection.execute(
        staff.insert()
        .values(id=STAFF, login="filler", name="Camille Roy", role="instructor", passphrase="", failures=0)
        .values(added_at=now, services=(), sites=())
    )
    known = codes(many)
    connection.execute(
        site.insert(),
        [
            {
                "code": code, "name": f"Mairie de {code}", "token_hash": f"{number:064x}", "highest_counter": 0,
                "cursor": 0, "added_at": now, "heard_at": now, "unsent": 0,
            }
            for number, code in enumerate(known)
        ],
    )  # fmt: skip
    keys = [
        {"verify_key": f"{number:064x}", "site": code, "since": now, "revoked": False}
        for number, code in enumerate(known)
    ]
    connection.execute(site_key.insert(), keys)
    health = {"clock_s": 0, "release": VERSION, "free_bytes": 10**11, "refused": 0, "files": 0, "printers": 1}
    connection.execute(site_health.insert(), [{"site": code, "printer_faults": (), **health} for code in known])
