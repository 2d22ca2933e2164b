"""What silence means for one case, from what was submitted, asked and added: the same facts at a box and at the hub."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers.attachment import JOINED, SEEN
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.time.calendar import DECIDES, PapersRequest, SilenceMeans, acceptance_day, refusal_day, suspend_delay

ARRIVED = (SEEN, JOINED)
"""States of a document that the service has; in any other, nobody at the service has had it in their hands."""


class CaseTurn(Struct, frozen=True):
    """A state that the service gave a case, at a moment, with its legal day. `papers_by` is the day by which papers are
    due, in the state `incomplete`.

    `passed_to` names whom the service passed the case on to, "" where it did not: in the state `received` another one
    of this hub, in `closed` a body outside. `other_body`: that is another administration.
    """

    at: datetime
    day: date
    state: str
    papers_by: date | None = None
    passed_to: str = ""
    other_body: bool = False


class Addition(Struct, frozen=True):
    """A supplement: the moment from which it is known, its legal day, and the ids of the documents that came."""

    at: datetime
    day: date
    documents: frozenset[str] = frozenset()


class SilenceDay(Struct, frozen=True):
    """On which day silence decides, and what; `on` is None as long as the delay has not started.

    `papers_by` is the day by which papers are due that the service asked for and that have not come. `lacks` says that
    a required document has not come. `about` is the subject of the request, in French, "" where there is one only.
    `also` are the days of its other subjects, none of them earlier.
    """

    means: str
    after_months: int
    on: date | None
    papers_by: date | None = None
    lacks: bool = False
    about: str = ""
    also: tuple["SilenceDay", ...] = ()

    @property
    def by_subject(self) -> tuple["SilenceDay", ...]:
        """This day and those of the other subjects, the earliest first."""
        return self, *self.also

    @property
    def accepts(self) -> bool:
        return self.means == SilenceMeans.ACCEPTED


def silence_day(
    submitted: Mapping[str, Any], turns: Sequence[CaseTurn] = (), additions: Sequence[Addition] = ()
) -> SilenceDay | None:
    """When silence decides a case with this body of a `submitted` event; `turns` and `additions` in order of moments.

    For a request about several subjects, the earliest, with the others. None where silence means nothing, another body
    decides, or the case has ended.

    CRPA L. 114-3: what silence refuses runs from the first receipt, wherever the case is passed on to; what silence
    accepts runs from the receipt by the competent administration. The services of one commune are one administration,
    which had the request already: passed among them, nothing changes.
    """
    silence = submitted.get("silence")
    if not silence or (turns and turns[-1].state in ENDED):
        return None
    deposited, requests = date.fromisoformat(submitted["legal_date"]), _requests(turns, additions)
    complete = _complete(submitted, deposited, turns, additions)
    if complete is not None:
        complete = max(complete, *(turn.day for turn in turns if turn.other_body), deposited)
    said = (silence, *(silence.get("also") or ()))
    by = papers_day(turns, additions)
    days = []
    for subject in said:
        months = subject["after_months"]
        accepts = subject["means"] == SilenceMeans.ACCEPTED
        on = acceptance_day(complete, months, requests) if accepts else refusal_day(deposited, months, requests)
        days.append(SilenceDay(subject["means"], months, on, by, complete is None, subject.get("about") or ""))
    first, *others = sorted(days, key=lambda day: (day.on is None, day.on or date.max))
    return replace(first, also=tuple(others))


def _requests(turns: Sequence[CaseTurn], additions: Sequence[Addition]) -> list[PapersRequest]:
    """Each request for papers, with the day on which something came, or the service went on without it."""
    requests = []
    for turn in turns:
        if turn.state == CaseState.INCOMPLETE:
            came = [addition.day for addition in additions if addition.at >= turn.at]
            resumed = [later.day for later in turns if later.at > turn.at and later.state != CaseState.INCOMPLETE]
            end = min((*came, *resumed), default=None)
            requests.append(PapersRequest(turn.day, turn.papers_by, None if end is None else max(end, turn.day)))
    return requests


def papers_day(turns: Sequence[CaseTurn], additions: Sequence[Addition]) -> date | None:
    """The day by which papers are due that the service asked for and that have not come; None where it waits for none.

    Whatever silence means: it is told of every request (CRPA L. 114-5).
    """
    requests = _requests(turns, additions)
    return requests[-1].by if requests and requests[-1].came is None else None


def find_promised_day(
    deposited: date, days: int, turns: Sequence[CaseTurn], additions: Sequence[Addition]
) -> date | None:
    """The last day on which the town hall keeps its word to answer within so many `days` of the deposit.

    What the person is asked for suspends it as it suspends a refusal (CRPA L. 114-5). None where it promised nothing,
    or another administration has the case.
    """
    if not days or any(turn.other_body for turn in turns):
        return None
    return suspend_delay(deposited, deposited + timedelta(days=days), _requests(turns, additions))


def silence_from_wire(said: object) -> SilenceDay | None:
    """What a hub said (`wire.statements.silence_now`); None for nothing, and for what this version does not know.
    Another subject that this version does not know is left out."""
    if not isinstance(said, dict) or said.get("means") not in DECIDES:
        return None
    try:
        on, papers_by = (date.fromisoformat(said[name]) if said[name] else None for name in ("on", "papers_by"))
        after_months, lacks, about = int(said["after_months"]), bool(said["lacks"]), str(said["about"])
    except (KeyError, TypeError, ValueError):
        return None
    others = said.get("also")
    also = tuple(filter(None, map(silence_from_wire, others))) if isinstance(others, list) else ()
    return SilenceDay(said["means"], after_months, on, papers_by, lacks, about, also)


def arrived_ids(documents: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(document["id"] for document in documents if document["state"] in ARRIVED)


def _complete(
    submitted: Mapping[str, Any], deposited: date, turns: Sequence[CaseTurn], additions: Sequence[Addition]
) -> date | None:
    """The day on which the last required document came; None before. A service that goes on after it asked for papers
    has them, by whichever way they came."""
    documents = submitted.get("documents") or ()
    missing = {document["id"] for document in documents if document.get("required", True)} - arrived_ids(documents)
    day = deposited
    for addition in additions:
        if missing & addition.documents:
            day = max(day, addition.day)
            missing -= addition.documents
    if not missing:
        return day
    asked = [turn.at for turn in turns if turn.state == CaseState.INCOMPLETE]
    went_on = [turn for turn in turns if turn.state != CaseState.INCOMPLETE and not turn.passed_to]
    resumed = [turn.day for turn in went_on if asked and turn.at > asked[0]]
    return max(min(resumed), deposited) if resumed else None
