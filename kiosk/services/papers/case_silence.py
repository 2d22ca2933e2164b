"""When silence decides a case, as far as this box knows, and the words for it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from kiosk.domain.events.event import STATELESS, EventType, UpdateKind
from kiosk.domain.events.silence_facts import Addition, SilenceDay, Turn, arrived_ids, silence_day
from kiosk.domain.procedure.procedure import Procedure
from kiosk.store.events.outbox import PastEvent
from kiosk.store.events.updates import Update
from kiosk.words.words import Words
from printers.slip import Block, Line

Read = tuple[PastEvent, Mapping[str, Any] | None]
"""An event of a case, and its body where somebody can open it."""
Said = tuple[Update, Mapping[str, Any] | None]
"""What the hub said of a case, and its words where somebody can open them."""


def of_case(
    submitted: Mapping[str, Any], history: Iterable[Read], updates: Iterable[Said], zone: tzinfo
) -> SilenceDay | None:
    """When silence decides the case with this body; `history` are its events and `updates` what the hub said of it.

    None where silence means nothing, or the case has ended or is being withdrawn.
    """
    kept, told = [read for read in history if _holds(read[0])], list(updates)
    if any(event.type == EventType.WITHDRAWAL for event, _ in kept):
        return None
    return silence_day(submitted, turns((update for update, _ in told), zone), additions(kept, told, zone))


def turns(updates: Iterable[Update], zone: tzinfo) -> list[Turn]:
    """The states that the service gave a case, of what the hub said of it."""
    return [
        Turn(update.at, update.at.astimezone(zone).date(), update.state, update.papers_by)
        for update in updates
        if update.kind not in STATELESS
    ]


def additions(history: Iterable[Read], updates: Iterable[Said], zone: tzinfo) -> list[Addition]:
    """The supplements among a case's events that hold, and those that the hub says were added elsewhere, in order.

    Of one that nobody can open, no documents are known. One that a person sent alone at a terminal of this box is known
    by both: by its own words while they are here, then by the hub's.
    """
    kept = [read for read in history if read[0].type == EventType.SUPPLEMENT and _holds(read[0])]
    told = {update.id: (update, body) for update, body in updates if update.kind == UpdateKind.ADDED}
    here = {event.id: _addition(event.recorded_at, body, zone) for event, body in kept if body or event.id not in told}
    elsewhere = [_addition(update.at, body, zone) for update, body in told.values() if update.id not in here]
    return sorted([*here.values(), *elsewhere], key=lambda addition: addition.at)


def _addition(at: datetime, said: Mapping[str, Any] | None, zone: tzinfo) -> Addition:
    if not said:
        return Addition(at, at.astimezone(zone).date())
    return Addition(at, date.fromisoformat(said["legal_date"]), arrived_ids(said["documents"]))


def _holds(event: PastEvent) -> bool:
    """Whether it was not replaced, refused or set aside."""
    return not (event.replaced or event.rejected_at or event.dismissed_at)


def blocks(day: SilenceDay, words: Words, subject: Callable[[str], str]) -> list[Block]:
    """What a paper says of each subject, under its name where it has one; `subject` words a French name."""
    said: list[Block] = []
    for part in day.by_subject:
        said += [Line(subject(part.about), strong=True)] if part.about else []
        said.append(Line("\n".join(sentences(part, words))))
    return said


def instead(procedure: Procedure | None, submitted: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """The subjects about which silence means nothing, "" where there is one only, with what is said instead."""
    values = {answer["field"]: answer["value"] for answer in submitted["answers"]}
    day = date.fromisoformat(submitted["legal_date"])
    silences = procedure.silences_for(values, day) if procedure else ()
    return [
        (words.text(silence.about) if len(silences) > 1 else "", words.text(silence.text))
        for silence in silences
        if silence.text and not silence.decides
    ]


def sentences(day: SilenceDay, words: Words) -> list[str]:
    """What the person has to know of one subject: the papers waited for, the day, and what can be had or stops it.

    The attestation is that of CRPA L. 232-3, which the « accusé de réception » has to mention (R. 112-5).
    """
    said = [words.code("silence", "papers-by", by=words.day(day.papers_by))] if day.papers_by else []
    waits = day.papers_by is not None and not day.accepts
    if waits:
        said.append(words.code("silence", "papers-stop"))
    if day.on is None:
        said.append(words.code("silence", "accepted-later", delay=words.span(day.after_months, "month")))
    else:
        said.append(words.code("silence", day.means, on=words.day(day.on)))
    if day.accepts:
        said.append(words.code("silence", "attestation"))
    elif waits or day.lacks:
        said.append(words.code("silence", "sooner" if waits else "refused-waits"))
    return said
