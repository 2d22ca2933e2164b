"""The message templates of a service, and what a case puts into them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from hub import trail
from hub.cases import case_list
from hub.cases.cases import CaseFile
from hub.cases.states import Scope
from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import message_template
from hub.trail import AuditAction
from kiosk.catalogue.check import file_warnings
from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.wire.statements import RequestedPaper
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.replies.message_template import ANSWERS, Blank, MessageTemplate, fill_blanks, read_text
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.words.languages import FRENCH, list_languages
from kiosk.words.words import Words

_NUMBER, _PERSON = "XX1001A", {"given_names": "Awa", "family_name": "Benali"}
"""A number of a site that there is not, and somebody whom there is not."""
_AT, _TOWN_HALL = "1 place de la Mairie, 35140 Saint-Aubin", "Mairie de Saint-Aubin"
_PHONE, _EMAIL = "01 23 45 67 89", "mairie@saint-aubin.example"
_WAIT = timedelta(days=30)
EVERY = ""
"""The service of the text of all services."""
MOST_WORDS = 20
"""Words of a sentence of a message; whoever writes procedures is told from fifteen on."""
STATES = (CaseState.INCOMPLETE, CaseState.ACCEPTED, CaseState.REFUSED, CaseState.IN_PROGRESS)
"""The kinds of answer that have a template from the first day."""
CONTEXT = "message-template"
"""The context of their texts among the words for codes."""


@cache
def shipped_procedures() -> Mapping[str, Procedure]:
    return {known.id: known for known in open_catalogue([files("kiosk") / "procedures"]).procedures}


def shown_as(template: MessageTemplate, language: str, today: date) -> str:
    return fill_blanks(template.texts[language], sample_values(template, language, today))


def sample_values(template: MessageTemplate, language: str, today: date) -> Mapping[Blank, str]:
    """What the case has for each word in braces: of the template's procedure or service, where it names one."""
    words = Words(language)
    known = next(
        (one for one in shipped_procedures().values() if template.procedure.casefold() == one.title.text.casefold()),
        None,
    ) or next(
        (one for one in shipped_procedures().values() if one.documents and template.service in ("", one.service.id)),
        shipped_procedures()["birth-certificate"],
    )
    papers = [RequestedPaper("", document.id, document.title.text) for document in known.documents[:2]]
    submitted: dict[str, Any] = {
        "procedure": {"id": known.id, "title": known.title.text},
        "service": {"name": known.service.name.text, "phone": _PHONE, "email": _EMAIL, "address": _AT},
        "applicant": _PERSON,
        "legal_date": (today - timedelta(days=3)).isoformat(),
        "site": {"name": _TOWN_HALL},
    }
    found = dict(_values_of_submitted(submitted, _NUMBER, papers, (today + _WAIT).isoformat(), words))
    found[Blank.PAPERS] = found[Blank.PAPERS] or words.code("template-sample", "paper")
    return found


def values_of_case(
    case: CaseFile, papers: Sequence[RequestedPaper], papers_by: str, words: Words
) -> Mapping[Blank, str]:
    """The values of a case; `papers` and the ISO day `papers_by` are those of the decision being written.

    Texts of a procedure are in the reader's language where it ships with Parvis; a name and an address stand as they
    are. What the case does not have is "".
    """
    return _values_of_submitted(case.submitted, case.reference, papers, papers_by, words)


def _values_of_submitted(
    submitted: Mapping[str, Any], reference: str, papers: Sequence[RequestedPaper], papers_by: str, words: Words
) -> Mapping[Blank, str]:
    procedure, service = submitted["procedure"], submitted["service"]

    def said(french: str) -> str:
        return words.text(Text(french, context=procedure["id"]))

    try:
        papers_by = words.day(date.fromisoformat(papers_by.strip()))
    except ValueError:
        papers_by = ""
    return {
        Blank.NUMBER: format_reference(reference),
        Blank.PROCEDURE: said(procedure["title"]),
        Blank.NAME: case_list.name_addressee(submitted),
        Blank.DEPOSITED: words.day(date.fromisoformat(submitted["legal_date"])),
        Blank.PAPERS: words.listed(
            [_begin_small(said(paper.label) if paper.document else paper.label) for paper in papers]
        ),
        Blank.PAPERS_BY: papers_by,
        Blank.SERVICE: service["name"],
        # A no-break space joins the groups, in their order within Arabic too (UAX 9); a space does not.
        Blank.PHONE: (service.get("phone") or "").replace(" ", "\N{NO-BREAK SPACE}"),
        Blank.EMAIL: service.get("email") or "",
        Blank.ADDRESS: service.get("address") or "",
        Blank.TOWN_HALL: submitted["site"]["name"],
    }


def _begin_small(name: str) -> str:
    """The name as it stands within a sentence: « une pièce d’identité »; initials as « RIB » stay."""
    return name[:1].lower() + name[1:] if name[1:2].islower() or name[1:2] == " " else name


class ServiceText(Struct, frozen=True):
    """The templates of a service, in one text; `revision` grows with each change, 0 for what nobody wrote."""

    service: str
    text: str
    revision: int = 0


def list_template_services(connection: Connection, scope: Scope) -> dict[str, str]:
    names = {known.service.id: known.service.name.text for known in shipped_procedures().values()}
    names |= dict(case_list.list_case_services(connection))
    mine = {code: names.get(code, code) for code in scope.services or names}
    return dict(sorted(mine.items(), key=lambda choice: choice[1].casefold()))


def list_procedure_titles(connection: Connection, scope: Scope) -> list[str]:
    shipped = {
        known.title.text
        for known in shipped_procedures().values()
        if not scope.services or known.service.id in scope.services
    }
    return sorted(
        {title for _, title in case_list.list_waiting_procedures(connection, scope)} | shipped, key=str.casefold
    )


class Advice(Struct, frozen=True):
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


@cache
def shipped_templates() -> dict[str, MessageTemplate]:
    return {known.name: known for known in map(_shipped_template, STATES)}


def _shipped_template(state: CaseState) -> MessageTemplate:
    french = Words()
    return MessageTemplate(
        name=french.code(CONTEXT, f"{state}-name"),
        words=french.code(CONTEXT, state),
        said_in={
            language: Words(language).code(CONTEXT, state)
            for language in list_languages()
            if language != FRENCH and Words(language).has(CONTEXT, state)
        },
        state=state,
    )


def read_service_text(connection: Connection, service: str) -> ServiceText:
    row = connection.execute(select(message_template).where(message_template.c.service == service)).first()
    if row is not None:
        return ServiceText(service, row.text, row.revision)
    if service != EVERY:
        return ServiceText(service, "")
    answers = {state: key for key, state in ANSWERS.items()}
    shipped = [
        f"# {known.name}\nréponse : {answers[CaseState(known.state)]}\n\n{known.words}"
        for known in shipped_templates().values()
    ]
    return ServiceText(service, "\n\n".join(shipped))


def templates_of(kept: ServiceText) -> list[MessageTemplate]:
    templates = []
    for known in read_text(kept.service, kept.text):
        ships = shipped_templates().get(known.name)
        is_shipped = ships is not None and ships.words == known.words
        templates.append(replace(known, said_in=ships.said_in) if ships and is_shipped else known)
    return templates


def list_fitting_templates(connection: Connection, service: str, title: str, state: str) -> list[MessageTemplate]:
    found = [known for known in _templates_for(connection, service) if known.fits(title, state)]
    return sorted(found, key=lambda known: (not known.procedure, not known.service, not known.state))


def read_template(connection: Connection, service: str, template_id: str) -> MessageTemplate:
    """One for a case of this service. Raises `Refused`: `unknown-template`."""
    for known in _templates_for(connection, service):
        if known.id == template_id:
            return known
    raise Refused(HubRefusal.UNKNOWN_TEMPLATE)


def _templates_for(connection: Connection, service: str) -> list[MessageTemplate]:
    own, shared = read_service_text(connection, service), read_service_text(connection, EVERY)
    return [*templates_of(own), *templates_of(shared)]


def may_change_templates(by: Staff, service: str) -> bool:
    return by.sees_cases and (not by.scope.services or service in by.scope.services)


def save_service_text(hub: Hub, by: Staff, wanted: ServiceText) -> ServiceText:
    """Keep a text, which is known to have no faults; `wanted.revision` is the one that was shown.

    The same twice, as a double tap does, is one change. Raises `Refused`: `not-your-service`, `template-changed` where
    a colleague was faster.
    """
    if not may_change_templates(by, wanted.service):
        raise Refused(HubRefusal.NOT_YOUR_SERVICE)
    here = (message_template.c.service == wanted.service) & (message_template.c.revision == wanted.revision)
    with hub.store.writing() as connection:
        before = read_service_text(connection, wanted.service)
        if before.text == wanted.text:
            return before
        saved = replace(wanted, revision=wanted.revision + 1)
        row = {"text": saved.text, "revision": saved.revision, "staff_id": by.id, "changed_at": hub.clock.now()}
        if before.revision == wanted.revision == 0:
            try:
                with connection.begin_nested():
                    connection.execute(message_template.insert().values(service=saved.service, **row))
            except IntegrityError:
                raise Refused(HubRefusal.TEMPLATE_CHANGED) from None
        elif not connection.execute(message_template.update().where(here).values(**row)).rowcount:
            raise Refused(HubRefusal.TEMPLATE_CHANGED)
        detail = f"{saved.service or '*'}:{saved.revision}"
        trail.append_audit_line(hub, AuditAction.TEMPLATE_WRITTEN, by=by.id, detail=detail, within=connection)
        return saved
