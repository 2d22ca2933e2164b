"""Gives cases of an earlier version what lists need: by when they are due, and what finds them.

Those that wait for their service come first, before the hub answers anybody; the others with the daily tasks. Some are
done in one transaction, so that sites go on sending; what a process that was killed had done stays done.
"""

import json
from typing import Any

from sqlalchemy import Connection, select

from hub.cases import due_days
from hub.cases.states import STATES
from hub.hub import Hub
from hub.secrets import name_index
from hub.secrets.vault import event_label, names_label, unwrap_lock
from hub.store.schema import case_key, cases, event, name_token
from hub.store.schema_work import LISTED
from kiosk.domain.events.event import ENDED, EventType

_TOGETHER = 200
"""Cases in one transaction: a tenth of a second."""
OPEN = tuple(state for state in STATES if state not in ENDED)
_LENGTHS = {"language": 8, "channel": 32}


def bring_up(hub: Hub, states: tuple[str, ...] = STATES) -> int:
    """Bring every case in one of these states up to this version; gives how many lacked something."""
    done = 0
    while True:
        with hub.store.writing() as connection:
            some = _some(connection, states)
            for row in some:
                _bring_up(hub, connection, row)
            due_days.keep(hub, connection, [row.id for row in some])
        done += len(some)
        if len(some) < _TOGETHER:
            return done


def is_behind(hub: Hub, states: tuple[str, ...] = STATES) -> bool:
    """Whether there is a case to bring up."""
    wanted = (cases.c.listed_by == 0) & cases.c.listed_state.in_(states)
    with hub.store.reading() as connection:
        return connection.execute(select(cases.c.id).where(wanted).limit(1)).first() is not None


def _some(connection: Connection, states: tuple[str, ...]) -> list[Any]:
    columns = (cases.c.id, cases.c.names, case_key.c.wrapped, event.c.id.label("event_id"), event.c.body)
    mine = (event.c.stream == cases.c.id) & (event.c.type == EventType.SUBMITTED)
    query = select(*columns).join(case_key, isouter=True).join(event, mine)
    query = query.where(cases.c.listed_by == 0, cases.c.listed_state.in_(states)).limit(_TOGETHER)
    return list(connection.execute(query.with_for_update(of=cases, skip_locked=True)).all())


def _bring_up(hub: Hub, connection: Connection, row: Any) -> None:
    change: dict[str, Any] = {"listed_by": LISTED}
    if row.wrapped is not None:
        lock = unwrap_lock(hub.ring, row.id, row.wrapped)
        submitted = lock.read(event_label(row.event_id), row.body)
        change |= {name: str(submitted.get(name) or "")[:length] for name, length in _LENGTHS.items()}
        change["procedure"] = str(submitted["procedure"]["id"])[:64]
        phone = (submitted.get("contact") or {}).get("phone")
        if phone:
            people = lock.read(names_label(row.id), row.names)
            people["applicant"]["phone"] = phone
            change["names"] = lock.lock(names_label(row.id), json.dumps(people, ensure_ascii=False))
            _index(hub, connection, row.id, phone)
    connection.execute(cases.update().where(cases.c.id == row.id).values(change))


def _index(hub: Hub, connection: Connection, case_id: str, phone: str) -> None:
    for made in name_index.rows(hub.ring, case_id, [{"phone": phone}]):
        there = select(name_token.c.case_id).where(name_token.c.token == made["token"], name_token.c.case_id == case_id)
        if connection.execute(there).first() is None:
            connection.execute(name_token.insert().values(made))
