"""Keeps the templates of the services: written, changed and retired by those who decide the service's cases.

A template holds nothing about a person. Whoever may answer a service's cases in words of their own may keep such words
ready; those of all services are changed by staff whom no service limits.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Row, select

from hub.cases.states import Scope
from hub.hub import Hub
from hub.message_templates.case_values import procedures
from hub.people.people import Staff
from hub.store.schema import message_template
from hub.trail import audit
from hub.trail.audit import AuditAction
from hub.work import worklist
from kiosk.catalogue.check import file_warnings
from kiosk.domain.events.event import CaseState
from kiosk.domain.replies.message_template import MessageTemplate, faults_of
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.words.languages import FRENCH, spoken
from kiosk.words.words import Words

Choices = list[tuple[str, str]]
"""Each an id, and what it is called in French."""
MOST_WORDS = 20
"""Words of a sentence of a message; whoever writes procedures is told from fifteen on."""
STATES = (CaseState.INCOMPLETE, CaseState.ACCEPTED, CaseState.REFUSED, CaseState.IN_PROGRESS)
"""The kinds of answer that have one."""
ANSWERS = (*STATES, CaseState.CLOSED)
"""The kinds of answer that a template can be for."""
CONTEXT = "message-template"
"""The context of their texts among the words for codes."""
_TEXTS = ("name", "words", "said_in", "service", "procedure", "state", "retired")
"""What two versions of a template can differ in."""


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


class Advice(Struct, frozen=True):
    """A `sentence` of `count` words, too long, or one with a hard `word`; the other is 0 or ""."""

    sentence: str
    count: int = 0
    word: str = ""


def advice_of(french: str) -> Iterator[Advice]:
    """What reads badly in a French text, each hard word once: where a message is read, no page explains any."""
    for line in french.splitlines():
        for sentence, count in file_warnings.long_sentences(line, MOST_WORDS):
            yield Advice(sentence, count)
    told: set[str] = set()
    for sentence, word in file_warnings.hard_words(french):
        if word.casefold() not in told:
            told.add(word.casefold())
            yield Advice(sentence, word=word)


def shipped() -> dict[str, MessageTemplate]:
    """Those that ship, by id, in the order of `STATES`."""
    return {f"shipped-{state}": _shipped_template(state) for state in STATES}


def _shipped_template(state: CaseState) -> MessageTemplate:
    french = Words()
    return MessageTemplate(
        id=f"shipped-{state}",
        name=french.code(CONTEXT, f"{state}-name"),
        words=french.code(CONTEXT, state),
        said_in={
            language: Words(language).code(CONTEXT, state)
            for language in spoken()
            if language != FRENCH and Words(language).has(CONTEXT, state)
        },
        state=state,
    )


def every(connection: Connection) -> list[MessageTemplate]:
    """All of them, the retired ones too: of one service after the other, by name."""
    kept = {row.id: _template(row) for row in connection.execute(select(message_template))}
    return sorted((shipped() | kept).values(), key=lambda known: (known.service, known.name.casefold(), known.id))


def find(connection: Connection, template_id: str) -> MessageTemplate:
    """One of them. Raises `Refused`: `unknown-template`."""
    query = select(message_template).where(message_template.c.id == template_id)
    row = connection.execute(query).first()
    found = _template(row) if row is not None else shipped().get(template_id)
    if found is None:
        raise Refused(HubRefusal.UNKNOWN_TEMPLATE)
    return found


def fitting(connection: Connection, service: str, procedure: str, state: str) -> list[MessageTemplate]:
    """Those for this kind of answer in a case of this service and procedure: the closest first."""
    found = [known for known in every(connection) if known.fits(service, procedure, state)]
    return sorted(found, key=lambda known: (not known.procedure, not known.service, not known.state))


def may_change(by: Staff, service: str) -> bool:
    """Whether this person keeps the templates of this service ("": of all services)."""
    return by.sees_cases and (not by.scope.services or service in by.scope.services)


def save(hub: Hub, by: Staff, wanted: MessageTemplate) -> MessageTemplate:
    """Keep a template, new or changed; `wanted.revision` is the one that was shown, 0 for a new one.

    The same twice, as a double tap does, is one change. Raises `Refused`: `not-your-service`, `template-faulty`,
    `template-changed` where a colleague was faster.
    """
    if not may_change(by, wanted.service):
        raise Refused(HubRefusal.NOT_YOUR_SERVICE)
    with hub.store.writing() as connection:
        before = _before(connection, wanted.id)
        if before is not None and not may_change(by, before.service):
            raise Refused(HubRefusal.NOT_YOUR_SERVICE)
        if faults := faults_of(wanted):
            raise Refused(
                HubRefusal.TEMPLATE_FAULTY, name=wanted.name, faults=", ".join(fault.code for fault in faults)
            )
        if before is not None and same(before, wanted):
            return before
        if wanted.revision != (before.revision if before else 0):
            raise Refused(HubRefusal.TEMPLATE_CHANGED, name=wanted.name)
        saved = next_of(wanted, wanted.revision)
        put(hub, connection, saved, by.id)
        retires = saved.retired and not (before and before.retired)
        action = AuditAction.TEMPLATE_RETIRED if retires else AuditAction.TEMPLATE_WRITTEN
        audit.note(hub, action, by=by.id, detail=f"{saved.id}:{saved.revision}", within=connection)
        return saved


def retire(hub: Hub, by: Staff, template_id: str, *, retired: bool) -> None:
    """Offer a template no more, or again. Raises as `find` and `save` do."""
    with hub.store.reading() as connection:
        known = find(connection, template_id)
    save(hub, by, replace(known, retired=retired))


def put(hub: Hub, connection: Connection, saved: MessageTemplate, staff_id: str | None) -> None:
    """Write its row, in the caller's transaction; the text is known to have no faults."""
    row: dict[str, Any] = {name: getattr(saved, name) for name in (*_TEXTS, "revision")}
    row |= {"said_in": json.dumps(dict(saved.said_in), ensure_ascii=False), "changed_at": hub.clock.now()}
    here = message_template.c.id == saved.id
    if not connection.execute(message_template.update().where(here).values(**row, staff_id=staff_id)).rowcount:
        connection.execute(message_template.insert().values(id=saved.id, **row, staff_id=staff_id))


def next_of(wanted: MessageTemplate, revision: int) -> MessageTemplate:
    """It as the one after this revision."""
    return replace(wanted, revision=revision + 1)


def same(one: MessageTemplate, other: MessageTemplate) -> bool:
    """Whether two versions of a template say the same."""
    return all(getattr(one, name) == getattr(other, name) for name in _TEXTS)


def _before(connection: Connection, template_id: str) -> MessageTemplate | None:
    try:
        return find(connection, template_id)
    except Refused:
        return None


def _template(row: Row[Any]) -> MessageTemplate:
    return MessageTemplate(
        id=row.id,
        name=row.name,
        words=row.words,
        said_in=json.loads(row.said_in),
        service=row.service,
        procedure=row.procedure,
        state=row.state,
        revision=row.revision,
        retired=row.retired,
    )
