"""The line of a case at the hub, from what arrived and what was decided."""

from datetime import date

from hub.cases import case_silence
from hub.cases.cases import CaseFile
from hub.hub import Hub
from kiosk.domain.events.case_line import CaseLine, LineFacts, draw


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
