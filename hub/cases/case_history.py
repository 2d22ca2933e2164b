"""What happened to a case, newest first, for its page: what arrived and what was decided, without words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from hub.cases import case_silence
from hub.cases.cases import Added, CaseFile
from hub.hub import Hub
from kiosk.domain.events.case_line import CaseLine, LineFacts, draw


class Change(Struct, frozen=True):
    """One corrected answer; `before` is "" where the question had no answer, `field` where only words name it."""

    field: str
    question: str
    before: str
    after: str


def changes(submitted: Mapping[str, Any], corrections: Sequence[Added]) -> list[tuple[Added, list[Change]]]:
    """Each correction with the answers it changes, in the order they came."""
    now = {answer["field"]: str(answer["shown"]) for answer in submitted["answers"]}
    return [(added, list(_changed(added, now))) for added in corrections]


def _changed(added: Added, now: dict[str, str]) -> Iterator[Change]:
    """The changes of one correction; `now` (field to answer) is updated on the way."""
    for correction in added[1]["corrections"]:
        yield Change(correction["field"], correction["label"], now.get(correction["field"], ""), correction["shown"])
        if correction["field"]:
            now[correction["field"]] = correction["shown"]


def of_case(hub: Hub, case: CaseFile) -> CaseLine:
    """The line of this case with the decisions that it holds: all of them for whoever decides, for anybody else those
    that have left.
    """
    withdrawn = case.withdrawal[0].received_at if case.withdrawal else None
    return draw(
        LineFacts(
            deposited=date.fromisoformat(case.submitted["legal_date"]),
            received=hub.day(case.received_at),
            turns=tuple(case_silence.turns(hub, case.decisions)),
            additions=tuple(case_silence.additions(case.supplements)),
            unanswered=unanswered(case),
            withdrawn=hub.day(withdrawn) if withdrawn else None,
            prepared=case.prepared,
            silence=case_silence.of_case(hub, case),
        )
    )


def unanswered(case: CaseFile) -> int | None:
    """How many papers of the last request nobody has brought yet; None where it named none."""
    last = [item for item in case.asked if case.decisions and item.at == case.decisions[-1].at]
    return sum(item.is_waited_for for item in last) if last else None


class Happening(Struct, frozen=True):
    """One thing that happened: its `kind`, and what the page says of it.

    `about` is a pair (event, body) of what arrived after the case, a `Decision`, or None for the case itself.
    """

    kind: str
    at: datetime
    about: Any


def happened(file: CaseFile) -> list[Happening]:
    """Of the kinds `received`, `supplement`, `correction`, `withdrawal`, `request`, `noted`, `new-code`, `decision`."""
    arrived = [
        *(("supplement", added) for added in file.supplements),
        *(("correction", added) for added in file.corrections),
        *((("withdrawal", file.withdrawal),) if file.withdrawal else ()),
        *(("request", added) for added in file.requests),
        *(("noted", added) for added in file.notes),
        *(("new-code", added) for added in file.new_codes),
    ]
    return _newest_first(
        [
            Happening("received", file.received_at, None),
            *(Happening(kind, added[0].received_at, added) for kind, added in arrived),
            *(Happening("decision", decision.at, decision) for decision in file.decisions),
        ]
    )


def happened_to_erased(
    events: Iterable[tuple[str, datetime, str]], states: Iterable[tuple[str, datetime]]
) -> list[Happening]:
    """What is known of an erased case: `event`, about its type and SHA-256, and `state`, about the state."""
    return _newest_first(
        [
            *(Happening("event", at, (kind, sha256)) for kind, at, sha256 in events),
            *(Happening("state", at, state) for state, at in states),
        ]
    )


def _newest_first(happenings: list[Happening]) -> list[Happening]:
    """What happened at one moment keeps its order."""
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)
