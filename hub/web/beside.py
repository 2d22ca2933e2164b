"""What stands beside a case for whoever works on it: who has it, notes, other requests, what its decision may carry."""

from typing import Any

from sqlalchemy import Connection

from hub.cases.cases import CaseFile
from hub.hub import Hub
from hub.message_templates import kept_templates
from hub.signing import pades, signing_keys
from hub.web.visitor import me
from hub.work import case_notes, owners, same_person
from kiosk.domain.replies.message_template import MessageTemplate


def work_of(hub: Hub, connection: Connection, file: CaseFile) -> dict[str, Any]:
    """The values of the templates `_owner`, `_notes` and `_elsewhere`."""
    scope = me().scope
    return {
        "owner": owners.owned(connection, file.reference, scope).owner,
        "colleagues": owners.colleagues(hub, file.reference, scope),
        "notes": case_notes.of_case(connection, file.id, file.lock),
        "elsewhere": same_person.other_cases(connection, hub.ring, file, scope),
        "me": me(),
    }


def templates_for(connection: Connection, file: CaseFile, to: str) -> list[MessageTemplate]:
    """The templates that are offered for this answer; none before one is chosen."""
    submitted = file.submitted
    if not to:
        return []
    return kept_templates.fitting(connection, submitted["service"]["id"], submitted["procedure"]["id"], to)


def signing_of(hub: Hub, file: CaseFile) -> dict[str, Any]:
    """Whether decisions of this case can be signed here: the template `_document` says why not."""
    key = signing_keys.of_service(hub, str(file.submitted["service"]["id"]))
    ended = key is not None and key.has_ended(hub.clock.now())
    return {"key": key, "ended": ended, "there": pades.is_there()}
