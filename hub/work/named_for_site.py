"""The cases of a person whom a mediator at a desk seeks by name: those of the mediator's services, of that site alone.

A public terminal's box keeps no names, so that the hub alone can find such a case. Each search is audited with who
asked and with the kinds of what was typed, never the words; how many cases there are beside those shown is not told.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from hub.cases import case_search
from hub.cases.case_list import full_name
from hub.cases.computed_columns import STATE
from hub.cases.newest import Wanted
from hub.cases.states import Scope
from hub.hub import Hub
from hub.keys.keyring import Ring
from hub.secrets import name_index
from hub.secrets.secrets_at_rest import WrongTries
from hub.secrets.vault import label_of, unwrap_lock
from hub.store.schema import case_key, cases
from hub.trail import audit
from hub.trail.audit import AuditAction
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import MOST_CASES, AskedNamed, NamedCase, NamedCases
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

MINUTE = WrongTries("named-minute", 10, timedelta(minutes=1))
DAY = WrongTries("named-day", 100, timedelta(days=1))
"""Searches of one mediator: enough for a busy desk, too few to copy a town."""
SITE_DAY = WrongTries("named-site", 1_000, timedelta(days=1))
"""Searches of one site, whatever ids of mediators its box makes up."""


def search(hub: Hub, asked: AskedNamed) -> NamedCases:
    """The newest cases of the people so named, deposited or prepared; the site's signature is verified already.

    Raises `Refused`: `too-many-tries`, and `birth-date-alone` where no name was typed.
    """
    words = " ".join(filter(None, (asked.name, asked.birth_date or "", asked.phone or "")))
    if "name" not in name_index.kinds_of(asked.name):
        raise Refused(HubRefusal.BIRTH_DATE_ALONE)
    mediator = f"{asked.site} {asked.mediator}"
    limits = ((MINUTE, mediator), (DAY, mediator), (SITE_DAY, asked.site))
    for limit, who in limits:
        limit.admit(hub, who)
    for limit, who in limits:
        limit.record(hub, who)
    detail = " ".join((asked.site, asked.mediator, *name_index.kinds_of(words)))
    audit.note(hub, AuditAction.SITE_SEARCHED, detail=detail)
    tokens = name_index.tokens_of(hub.ring, words)
    scope = Scope(services=asked.services, sites=(asked.site,))
    with hub.store.reading() as connection:
        found = [
            case_id
            for prepared in (False, True)
            for case_id in case_search.find_named(connection, Wanted("", prepared, scope), tokens, MOST_CASES + 1)
        ]
        rows = _newest(connection, found)
        named = tuple(_named(hub.ring, row) for row in rows[:MOST_CASES])
    return NamedCases(version=VERSION, asked=asked.asked, named=named, more=len(rows) > MOST_CASES)


def _newest(connection: Connection, ids: list[str]) -> list[Row[Any]]:
    """The rows of cases whose contents are there, the newest first."""
    query = select(cases, STATE.label("state"), case_key.c.wrapped).join(case_key).where(cases.c.id.in_(ids))
    return list(connection.execute(query.order_by(cases.c.received_at.desc(), cases.c.id.desc())).all())


def _named(ring: Ring, row: Row[Any]) -> NamedCase:
    people = unwrap_lock(ring, row.id, row.wrapped).read(label_of("names", row.id), row.names)
    concerned, applicant = people.get("person", {}), people.get("applicant", {})
    person = full_name(concerned) or full_name(people.get("organisation", {})) or full_name(applicant)
    return NamedCase(
        reference=row.reference,
        procedure=row.procedure,
        title=row.title,
        prepared=row.prepared,
        state=row.state,
        deposited=date.fromisoformat(row.legal_date),
        person=person,
        birth_year=str(concerned.get("birth_date") or "")[:4],
        applicant=full_name(applicant) if full_name(applicant) != person else "",
    )
