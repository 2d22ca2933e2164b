"""A mediator's own record of whom they served: noted on one line after a visit, finished and taken away by them alone.

It is asked for by the signed-in mediator's id and nobody else's; no case and no name leads to it.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from kiosk.domain.figures.spans import Span, make_month
from kiosk.domain.visits import activity_report
from kiosk.domain.visits.activity_report import REDIRECTIONS, THEMATICS, ReportColumn, ReportedVisit, VisitLine
from kiosk.domain.visits.ledger import Entry
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.figures.figures import is_closed
from kiosk.store import visits
from kiosk.store.database import Database

SHOWN_FOR = timedelta(hours=1)
"""For how long the desk shows the visit before, unless another begins."""


def read_activity_report(box: Box, actor: Actor, month: Span) -> list[ReportedVisit]:
    """The visits of a month that the actor served, in their order."""
    db = box.store.read()
    return _report(box, db, actor, visits.select_served_lines(db, actor.mediator_id, month.first, month.last))


def find_previous_visit(box: Box, actor: Actor) -> ReportedVisit | None:
    """The visit that the actor served last, at any screen; None once it is long over, or while one goes on here."""
    db = box.store.read()
    visit_id = visits.find_last_served_visit(db, actor.mediator_id)
    if not visit_id or visits.read_open_visit(db, actor.session):
        return None
    lines = visits.select_visit_lines(db, visit_id)
    ended = next((line.at for line in lines if line.kind == Entry.ENDED), None)
    if ended is None or not timedelta() <= box.clock.now() - ended <= SHOWN_FOR:
        return None
    return next(iter(_report(box, db, actor, lines)), None)


def note_previous_visit(box: Box, visit_id: str, theme: str, referred: str, actor: Actor) -> None:
    """Note what somebody was advised about and where they were sent on, each if it is said; twice is once.

    Raises `Refused` (`no-such-work`) for a visit that the actor did not serve, or of a month whose figures are closed.
    """
    said = ((Entry.ADVICE, theme, THEMATICS), (Entry.REFERRED, referred, REDIRECTIONS))
    before = visits.select_visit_lines(box.store.read(), visit_id)
    closed = bool(before) and is_closed(box, make_month(before[0].day).last)
    with box.store.write() as db:
        lines = visits.select_visit_lines(db, visit_id)
        if not _report(box, db, actor, lines) or closed:
            raise Refused(Refusal.NO_SUCH_WORK)
        there = {(line.kind, line.value) for line in lines}
        for kind, value, known in said:
            if value in known and (kind, value) not in there:
                visits.insert_visit_line(db, visit_id, kind, box.clock.now(), value=value, by=actor.mediator_id)


def save_report_answers(box: Box, month: Span, given: Mapping[str, str], actor: Actor) -> None:
    """Keep what the actor has chosen for their visits of a month, as `<visit>.<column>`; anything else is nothing."""
    with box.store.write() as db:
        lines = visits.select_served_lines(db, actor.mediator_id, month.first, month.last)
        for visit in _report(box, db, actor, lines):
            for column in ReportColumn:
                chosen = given.get(f"{visit.visit_id}.{column}", visit.values[column])
                if chosen != visit.values[column] and chosen in activity_report.list_answers(visit, column):
                    visits.save_visit_note(db, actor.mediator_id, visit.visit_id, column, chosen)


def _report(box: Box, db: Database, actor: Actor, lines: Iterable[VisitLine]) -> list[ReportedVisit]:
    by_visit: dict[str, list[VisitLine]] = {}
    for line in lines:
        by_visit.setdefault(line.visit_id, []).append(line)
    noted = visits.select_visit_notes(db, actor.mediator_id, by_visit)
    themes = {procedure.id: procedure.theme for procedure in box.catalogue.procedures}
    told = (
        activity_report.report_visit(lines, actor.mediator_id, themes, noted.get(visit_id, {}))
        for visit_id, lines in by_visit.items()
    )
    return sorted(filter(None, told), key=lambda visit: visit.at)
