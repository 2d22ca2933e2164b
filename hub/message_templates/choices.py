"""What a template can be for: the services and procedures of the cases that came, and of the procedures that ship."""

from collections.abc import Iterable

from sqlalchemy import Connection

from hub.cases.scope import Scope
from hub.message_templates.sample_case import procedures
from hub.work import worklist
from kiosk.domain.replies.message_template import MessageTemplate

Choices = list[tuple[str, str]]
"""Each an id, and what it is called in French."""


def service_choices(connection: Connection, scope: Scope, templates: Iterable[MessageTemplate]) -> Choices:
    """The services of this scope, with those that templates name."""
    names = {known.service.id: known.service.name.text for known in procedures().values()}
    names |= dict(worklist.services(connection))
    ids = set(scope.services) or {*names, *(known.service for known in templates if known.service)}
    return sorted(((code, names.get(code, code)) for code in ids), key=lambda choice: choice[1].casefold())


def procedure_choices(connection: Connection, scope: Scope) -> Choices:
    """The procedures of this scope: of cases that wait, and those that ship."""
    shipped = {
        known.id: known.title.text
        for known in procedures().values()
        if not scope.services or known.service.id in scope.services
    }
    titles = dict(worklist.procedures(connection, scope)) | shipped
    return sorted(titles.items(), key=lambda choice: choice[1].casefold())
