"""The body of a `submitted` event: everything the hub and the receipt need, in French."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kiosk.domain.answers.attachment import JOINED, SEEN, WITH_ME, Attachments
from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.answers.fields.registry import ends, kind_of
from kiosk.domain.answers.journey import Journey
from kiosk.domain.events import event
from kiosk.domain.events.event import EventType
from kiosk.domain.events.who_asks import applicant, assistance, roles_of
from kiosk.domain.language.values import Value
from kiosk.domain.language.words import Words
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import Field, Procedure
from kiosk.domain.time import months

NO_ATTACHMENTS: Attachments = {}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What submitting fixes: the `reference`, the legal `day` at the site and whether it is certain, and the moment.

    `salt` (16 random bytes, hexadecimal) keys the digest on the receipt, so that nobody can test guessed answers
    against it. `formerly` are the case's earlier references, if it had to get a new one.
    """

    event_id: str
    sequence: int
    reference: str
    day: date
    date_certain: bool
    at: datetime
    follow_sha256: str
    salt: str
    replaces: str = ""
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed the answers (`citizen`, `alone` at a terminal, or `mandate`) and how (`touch`, `spoken`).

    `mandate` is the id of the mandate under which a mediator confirmed in the citizen's name, "" for none. Raises
    `ValueError` for any other combination than those in `CONFIRMED`.
    """

    by: str
    how: str = ""
    mandate: str = ""

    def __post_init__(self) -> None:
        if (self.by, self.how) not in CONFIRMED or bool(self.mandate) != (self.by == "mandate"):
            raise ValueError("nobody confirms so")


CONFIRMED = (("citizen", "touch"), ("citizen", "spoken"), ("alone", "touch"), ("mandate", ""))
"""The allowed pairs of `by` and `how`."""


def body(
    case: Case, journey: Journey, site: Site, stamp: Stamp, helper: str, confirmation: Confirmation, french: Words,
    attachments: Attachments = NO_ATTACHMENTS,
) -> dict[str, Any]:  # fmt: skip
    """Make the body (version 1, see `docs/wire.md`); questions that do not concern the person are left out.

    `helper` is the name of the mediator who helped, "" for nobody; `french` are the French words without plain
    variants; `attachments` are the files of the attached documents.
    """
    procedure = journey.procedure
    roles = roles_of(journey, french)
    for_whom = str(journey.values.get("for_whom", "myself"))
    return {
        "version": event.VERSION,
        "type": EventType.SUBMITTED,
        "id": stamp.event_id,
        "stream": case.id,
        "sequence": stamp.sequence,
        "site": site.named(),
        "reference": stamp.reference,
        "replaces": stamp.replaces or None,
        **({"formerly": list(stamp.formerly)} if stamp.formerly else {}),
        "follow_sha256": stamp.follow_sha256,
        "salt": stamp.salt,
        "procedure": {
            "id": procedure.id,
            "version": procedure.version,
            "kind": procedure.kind,
            "title": french.text(procedure.title),
            "theme": procedure.theme,
        },
        "service": _service(procedure, site, french),
        "silence": _silence(journey, stamp.day, french),
        "remedies": french.text(procedure.remedies),
        "delay": french.text(procedure.delay),
        "channel": case.channel,
        "language": case.language,
        "legal_date": stamp.day.isoformat(),
        "date_certain": stamp.date_certain,
        "submitted_at": stamp.at.isoformat(timespec="microseconds"),
        "for_whom": for_whom,
        "applicant": applicant(for_whom, roles),
        **assistance(for_whom, roles),
        "person": {
            "family_name": roles.get("person.used_name") or roles.get("person.birth_name", ""),
            "given_names": roles.get("person.given_names", ""),
            "birth_date": roles.get("person.birth_date", ""),
        },
        **({"organisation": roles["organisation.name"]} if "organisation.name" in roles else {}),
        "helper": helper,
        "confirmation": {
            "by": confirmation.by,
            "how": confirmation.how,
            "mandate": confirmation.mandate,
            "witness": "",
        },
        "contact": {name: roles.get(f"contact.{name}", "") for name in ("phone", "email", "address")},
        "answers": [
            {
                "step": stop.step.id,
                "step_title": french.text(stop.step.title),
                "field": field.id,
                "kind": field.kind,
                "label": french.text(field.label),
                "value": journey.values.get(field.id),
                "shown": shown(field, journey.values.get(field.id), french, field.id in journey.unknown),
                **({"unknown": True} if field.id in journey.unknown else {}),
                **_written_in(case.answers.get(field.id)),
            }
            for stop in journey.stops
            for field in stop.fields
            if kind_of(field.kind).answers and field.kind != "document"
        ],
        "documents": _documents(journey, case.answers, french, attachments, helper),
        "retention": {"hub_days": procedure.notice.hub_retention.in_days},
        "payment": french.text(procedure.payment),
        "where": french.text(procedure.where),
        "official_number": french.text(procedure.official_number),
    }


def shown(field: Field, value: Value, words: Words, unknown: bool = False) -> str:
    """An answer in words; without a value, the field's « je n'en ai pas » text or "", or that it is `unknown`."""
    if unknown:
        return words.code("answer", "unknown")
    if value is None:
        return words.text(field.none)
    kind = kind_of(field.kind)
    if kind.repeats:
        return "\n".join(item_in_words(field, item, words) for item in value)
    return kind.shown(field, value, words)


def item_in_words(field: Field, values: Mapping[str, Value], words: Words) -> str:
    """One item of a group on one line: « Prénom : Lina ; Date de naissance : 2015 »."""
    separator = words.code("fault", "separator")
    pairs = [(words.text(own.label), shown(own, values[own.id], words)) for own in field.fields if own.id in values]
    return " ; ".join(f"{label}{separator}{answer}" for label, answer in pairs)


def stops_passed(body: Mapping[str, Any]) -> list[str]:
    """What each stop said (its label, in French) in spite of which the person of a `submitted` body filed anyway."""
    passed = (answer for answer in body["answers"] if ends(answer.get("kind")) and answer.get("value") is not None)
    return [str(answer["label"]) for answer in passed]


def _written_in(answer: Answer | None) -> dict[str, str]:
    """`{"written_in": language}` for an answer whose words are not French; otherwise an empty dict."""
    return {"written_in": answer.language} if answer and answer.language else {}


def _service(procedure: Procedure, site: Site, french: Words) -> dict[str, str]:
    service = procedure.service
    return {
        "id": service.id,
        "name": french.text(service.name),
        "address": service.address or site.address,
        "phone": service.phone or site.phone,
        "email": site.email,
    }


def _silence(journey: Journey, day: date, french: Words) -> dict[str, Any] | None:
    """What silence means; `on` is the day if nothing is missing. None where silence means nothing.

    A request about several subjects has the earliest day; the others are under `also`.
    """
    said: list[dict[str, Any]] = [
        {
            "means": silence.means,
            "on": months.after(day, silence.after_months).isoformat(),
            "after_months": silence.after_months,
            "text": french.text(silence.text),
            **({"about": french.text(silence.about)} if silence.about else {}),
        }
        for silence in journey.procedure.silences_for(journey.values, day)
        if silence.decides
    ]
    if not said:
        return None
    first, *others = sorted(said, key=lambda silence: str(silence["on"]))
    return first | ({"also": others} if others else {})


def _documents(
    journey: Journey, answers: Mapping[str, Answer], french: Words, attachments: Attachments, helper: str
) -> list[dict[str, Any]]:  # fmt: skip
    """The documents of the case. `by` names who saw an original.

    A draft of an earlier version does not say who: its `helper` did, and where there is none, nobody but the person
    has seen it, so that it is with them.
    """
    documents: list[dict[str, Any]] = []
    for stop in journey.stops:
        for field in stop.fields:
            value = journey.values.get(field.id)
            document = journey.procedure.document(str(field.options.get("document", "")))
            if field.kind == "document" and document is not None and value is not None:
                entry: dict[str, Any] = {"id": document.id, "label": french.text(document.title), "state": str(value)}
                entry |= {} if field.required else {"required": False}
                if value == SEEN:
                    by = answers[field.id].by or helper
                    entry |= {"by": by} if by else {"state": WITH_ME}
                files = attachments.get(field.id, ()) if value == JOINED else ()
                documents.append(entry | ({"attachments": [file.listed() for file in files]} if files else {}))
    return documents
