"""The body of a `submitted` event: everything the hub and the receipt need, in French."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import asdict

from kiosk.domain.answers.attachment import JOINED, SEEN, Attachments
from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.answers.fields.registry import ends_walk, find_field_kind
from kiosk.domain.answers.journey import Journey
from kiosk.domain.events.additions import make_added
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.wire.bodies import (
    AnswerInWords,
    AnswersConfirmation,
    AskedProcedure,
    CaseSilence,
    Contact,
    CorrectedAnswer,
    DecidingService,
    ListedDocument,
    ListedFile,
    NamedSite,
    PersonIdentity,
    Retention,
    SilenceOf,
    SubmittedBody,
)
from kiosk.domain.events.wire.reading import BODY_VERSION, Maybe
from kiosk.domain.language.words import Value, WordSource
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import ONESELF, Field, ProcedureKind, Step
from kiosk.domain.time import calendar

KINDS = (EventType.ACCESS, EventType.ERASURE)
ASSISTED = "assisted"
"""The value of `for_whom` for a person assisted by a curator."""


def make_rights_event(kind: EventType, message: str = "", **place: Any) -> Event:
    """The event (docs/wire.md); `place` is what `make_added` takes. Raises `ValueError` for another kind."""
    if kind not in KINDS:
        raise ValueError(kind)
    return make_added(kind, {"message": message.strip()}, **place)


def roles_of(journey: Journey, french: WordSource) -> dict[str, str]:
    """Role to answer as a string; an answer of several parts (an address) on one line."""
    roles: dict[str, str] = {}
    for field in journey.fields():
        value = journey.values.get(field.id)
        if field.role and value is not None:
            parts = isinstance(value, Mapping)
            roles[field.role] = find_field_kind(field.kind).shown(field, value, french) if parts else str(value)
    return roles


def applicant(for_whom: str, roles: Mapping[str, str]) -> PersonIdentity:
    """The name of who makes the request: the person, or the applicant acting or helping for them. A person assisted by
    a curator makes their request themselves (C. civ. 467)."""
    if for_whom in ONESELF:
        return PersonIdentity(family_name=used_name(roles), given_names=roles.get("person.given_names", ""))
    return _named("applicant", roles)


def assistance(for_whom: str, roles: Mapping[str, str]) -> Maybe[PersonIdentity]:
    """The curator who assists the person, and may countersign; otherwise `UNSET`."""
    return _named("curator", roles) if for_whom == ASSISTED else UNSET


def _named(who: str, roles: Mapping[str, str]) -> PersonIdentity:
    family, given = roles.get(f"{who}.family_name", ""), roles.get(f"{who}.given_names", "")
    return PersonIdentity(family_name=family, given_names=given)


def used_name(roles: Mapping[str, str]) -> str:
    return roles.get("person.used_name") or roles.get("person.birth_name", "")


NO_ATTACHMENTS: Attachments = {}
_HERE = (("citizen", "touch"), ("citizen", "spoken"), ("alone", "touch"), ("mandate", ""))
CONFIRMED = (("citizen", "touch", True), *((by, how, False) for by, how in _HERE))
"""The allowed triples of `by`, `how` and `second_screen`."""


class Confirmation(Struct, frozen=True):
    """Who confirmed the answers (`citizen`, `alone` at a terminal, or `mandate`) and how (`touch`, `spoken`).

    `mandate` is the id of the mandate under which a mediator confirmed in the citizen's name, "" for none; on the
    `second_screen` the citizen sees what the desk writes. Raises `ValueError` for what is not in `CONFIRMED`.
    """

    by: str
    how: str = ""
    mandate: str = ""
    second_screen: bool = False

    def __post_init__(self) -> None:
        if (self.by, self.how, self.second_screen) not in CONFIRMED or bool(self.mandate) != (self.by == "mandate"):
            raise ValueError("nobody confirms so")


class Stamp(Struct, frozen=True):
    """What submitting fixes: the `reference`, the legal `day` at the site and whether it is certain, and the moment.

    `helper` is the name of the mediator who helped, "" for nobody. `salt` (16 random bytes, hexadecimal) keys the
    digest on the receipt, so that nobody can test guessed answers against it.
    """

    event_id: str
    sequence: int
    reference: str
    day: date
    date_certain: bool
    at: datetime
    follow_sha256: str
    salt: str
    helper: str
    confirmation: Confirmation
    replaces: str = ""


def make_submitted_body(
    case: Case, journey: Journey, site: Site, stamp: Stamp, french: WordSource, files: Attachments = NO_ATTACHMENTS
) -> SubmittedBody:
    """Make the body; questions that do not concern the person are left out.

    `french` are those of staff, who read it; `files` are those of the attached documents.
    """
    procedure, service = journey.procedure, journey.procedure.service
    roles = roles_of(journey, french)
    for_whom, beside = str(journey.values.get("for_whom", "myself")), stamp.confirmation.second_screen or UNSET
    return SubmittedBody(
        version=BODY_VERSION,
        type=EventType.SUBMITTED,
        id=stamp.event_id,
        stream=case.id,
        sequence=stamp.sequence,
        site=NamedSite(**site.named()),
        reference=stamp.reference,
        replaces=stamp.replaces or None,
        follow_sha256=stamp.follow_sha256,
        salt=stamp.salt,
        procedure=AskedProcedure(
            id=procedure.id,
            version=procedure.version,
            kind=ProcedureKind(procedure.kind),
            title=french.text(procedure.title),
            name=french.text(procedure.name) or UNSET,
            theme=procedure.theme,
        ),
        service=DecidingService(
            id=service.id,
            name=french.text(service.name),
            address=service.address or site.address,
            phone=service.phone or site.phone,
            email=service.email or site.email,
        ),
        silence=_silence(journey, stamp.day, french),
        accuse=UNSET if procedure.accuse else False,
        remedies=french.text(procedure.remedies),
        delay=french.text(procedure.delay),
        channel=case.channel,
        language=case.language,
        legal_date=stamp.day,
        date_certain=stamp.date_certain,
        submitted_at=stamp.at,
        for_whom=for_whom,
        applicant=applicant(for_whom, roles),
        assistance=assistance(for_whom, roles),
        person=PersonIdentity(
            family_name=used_name(roles),
            given_names=roles.get("person.given_names", ""),
            birth_date=roles.get("person.birth_date", ""),
        ),
        organisation=roles.get("organisation.name", UNSET),
        helper=stamp.helper,
        confirmation=AnswersConfirmation(**asdict(stamp.confirmation) | {"second_screen": beside, "witness": ""}),
        contact=Contact(**{name: roles.get(f"contact.{name}", "") for name in ("phone", "email", "address")}),
        answers=tuple(
            _answered(stop.step, field, journey, case.answers.get(field.id), french)
            for stop in journey.stops
            for field in stop.fields
            if find_field_kind(field.kind).answers and field.kind != "document"
        ),
        documents=_documents(journey, case.answers, french, files),
        retention=Retention(hub_days=procedure.notice.hub_retention.in_days),
        price=procedure.price or UNSET,
        payment=french.text(procedure.payment),
        where=french.text(procedure.where),
        official_number=french.text(procedure.official_number),
    )


def answer_in_words(field: Field, value: Value, words: WordSource, unknown: bool = False) -> str:
    """An answer in words; without a value, the field's « je n'en ai pas » text or "", or that it is `unknown`."""
    if unknown:
        return words.code("answer", "unknown")
    if value is None:
        return words.text(field.none)
    kind = find_field_kind(field.kind)
    if kind.repeats:
        return "\n".join(item_in_words(field, item, words) for item in value)
    return kind.shown(field, value, words)


def item_in_words(field: Field, values: Mapping[str, Value], words: WordSource) -> str:
    """One item of a group on one line: « Prénom : Lina ; Date de naissance : 2015 »."""
    separator = words.code("fault", "separator")
    pairs = [
        (words.text(own.label), answer_in_words(own, values[own.id], words)) for own in field.fields if own.id in values
    ]
    return " ; ".join(f"{label}{separator}{answer}" for label, answer in pairs)


def list_passed_stops(body: Mapping[str, Any]) -> list[str]:
    """What each stop said (its label, in French) in spite of which the person of a `submitted` body filed anyway."""
    passed = (answer for answer in body["answers"] if ends_walk(answer.get("kind")) and answer.get("value") is not None)
    return [str(answer["label"]) for answer in passed]


def _answered(step: Step, field: Field, journey: Journey, answer: Answer | None, french: WordSource) -> AnswerInWords:
    value, unknown = journey.values.get(field.id), field.id in journey.unknown
    return AnswerInWords(
        step=step.id,
        step_title=french.text(step.title),
        field=field.id,
        kind=field.kind,
        label=french.text(field.label),
        value=value,
        shown=answer_in_words(field, value, french, unknown),
        unknown=unknown or UNSET,
        danger=find_field_kind(field.kind).signals_danger(field, value) or UNSET,
        written_in=(answer and answer.language) or UNSET,
    )


def _silence(journey: Journey, day: date, french: WordSource) -> CaseSilence | None:
    """What silence means; `on` is the day if nothing is missing. None where silence means nothing. A request about
    several subjects has the earliest day; the others are under `also`."""
    said = [
        SilenceOf(
            means=silence.means,
            on=calendar.add_months(day, silence.after_months),
            after_months=silence.after_months,
            text=french.text(silence.text),
            about=french.text(silence.about) if silence.about else UNSET,
        )
        for silence in journey.procedure.silences_for(journey.values, day)
        if silence.decides
    ]
    if not said:
        return None
    first, *others = sorted(said, key=lambda silence: silence.on)
    return CaseSilence(**asdict(first), also=tuple(others) or UNSET)


def _documents(
    journey: Journey, answers: Mapping[str, Answer], french: WordSource, attachments: Attachments
) -> tuple[ListedDocument, ...]:
    documents: list[ListedDocument] = []
    for field in journey.fields():
        value = journey.values.get(field.id)
        document = journey.procedure.document(str(field.options.get("document", "")))
        if field.kind == "document" and document is not None and value is not None:
            by = answers[field.id].by if value == SEEN else ""
            files = attachments.get(field.id, ()) if value == JOINED else ()
            listed = ListedDocument(
                id=document.id,
                label=french.text(document.title),
                state=str(value),
                required=UNSET if field.required else False,
                by=by or UNSET,
                attachments=tuple(ListedFile(**asdict(file)) for file in files) or UNSET,
            )
            documents.append(listed)
    return tuple(documents)


LONGEST_LABEL = 200
"""Most characters in which a person names the question they mean."""


class Correction(Struct, frozen=True):
    """The corrected answers of a case, and the person's reason if they give one."""

    corrections: tuple[CorrectedAnswer, ...]
    message: str = ""


def is_correctable(field: Field) -> bool:
    """Whether a correction can answer this question: not notes, documents, groups, signatures or stops."""
    kind = find_field_kind(field.kind)
    return kind.answers and not (kind.attaches or kind.alone)


def make_field_correction(field: Field, answer: Answer, french: WordSource) -> CorrectedAnswer:
    label, told = french.text(field.label), answer_in_words(field, answer.value, french, answer.unknown)
    return CorrectedAnswer(field=field.id, label=label, kind=field.kind, value=answer.value, shown=told)


def make_correction_in_words(label: str, answer: str) -> CorrectedAnswer:
    return CorrectedAnswer(field="", label=label.strip(), kind="", value=answer.strip(), shown=answer.strip())


def make_correction_event(correction: Correction, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `make_added` takes."""
    own = {"corrections": correction.corrections, "message": correction.message.strip()}
    return make_added(EventType.CORRECTION, own, **place)
