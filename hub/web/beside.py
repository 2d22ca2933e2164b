"""What stands beside a case for whoever works on it: who has it, notes, other requests, templates."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from hub import message_templates
from hub.cases import case_list
from hub.cases.case_list import CaseRow, rows_of
from hub.cases.cases import CaseFile
from hub.cases.states import Scope, Wanted
from hub.hub import Hub
from hub.keys.keyring import Ring
from hub.secrets import vault
from hub.secrets.vault import label_of, unwrap_lock
from hub.store.schema import case_key, cases
from hub.web.visitor import me
from hub.wire import fold
from hub.work import owners
from kiosk.domain.replies.message_template import MessageTemplate

MOST = 20
"""Other requests that are shown."""


def other_cases(connection: Connection, ring: Ring, file: CaseFile, scope: Scope) -> tuple[CaseRow, ...]:
    """The newest of them, prepared ones among them."""
    person = file.submitted["person"]
    born = person.get("birth_date")
    if not born or not (person["family_name"] or person["given_names"]):
        return ()
    words = f"{person['family_name']} {person['given_names']} {born}"
    tokens = vault.tokens_of(ring, words)
    found = [
        case_id
        for prepared in (False, True)
        for case_id in case_list.find_named(connection, Wanted("", prepared, scope), tokens, MOST + 1)
        if case_id != file.id
    ]
    same = [case_id for case_id in found if _is_about(connection, ring, case_id, person)]
    return rows_of(connection, ring, same[:MOST])


def _is_about(connection: Connection, ring: Ring, case_id: str, person: Mapping[str, Any]) -> bool:
    query = select(cases.c.names, case_key.c.wrapped).join(case_key).where(cases.c.id == case_id)
    row = connection.execute(query).first()
    if row is None:
        return False
    people = unwrap_lock(ring, case_id, row.wrapped).read(label_of("names", case_id), row.names)
    return any(_key(people.get(who, {})) == _key(person) for who in ("person", "applicant"))


def _key(person: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fold(str(person.get(name) or "")) for name in ("family_name", "given_names", "birth_date"))


def work_of(hub: Hub, connection: Connection, file: CaseFile) -> dict[str, Any]:
    """The values of the templates `_owner`, `_notes` and `_elsewhere`."""
    scope = me().scope
    return {
        "owner": owners.owned(connection, file.reference, scope).owner,
        "colleagues": owners.colleagues(hub, file.reference, scope),
        "notes": owners.of_case(connection, file.id, file.lock),
        "elsewhere": other_cases(connection, hub.ring, file, scope),
        "me": me(),
    }


def templates_for(connection: Connection, file: CaseFile, to: str) -> list[MessageTemplate]:
    """The templates that are offered for this answer; none before one is chosen."""
    submitted = file.submitted
    if not to:
        return []
    return message_templates.fitting(connection, submitted["service"]["id"], submitted["procedure"]["title"], to)
