"""Screen with the whole procedure on one page, for a mediator who types fast."""

from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct, json

from kiosk.crypto import keys
from kiosk.domain.answers.answered_page import TO_CONFIRM
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.journey import END, Opening, Stop, openings
from kiosk.domain.answers.position import REVIEW, SUBMITTED, WHOLE, step
from kiosk.domain.events.event import CaseState
from kiosk.domain.procedure.procedure import Channel
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.screens.case.review import ask_person
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.drafts import drafts
from kiosk.services.mandates import mandates
from kiosk.services.submitted import change_notices
from kiosk.web.edge.guards import at_case, to_sign_in
from kiosk.web.edge.pages import MAIN, page, replaces_only
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.visit import detours, second_face, shift_memory

LEFT = "left"
"""What `refresh` says in the answers that a page sends while it is left: nobody sees what comes back."""
_REACHED_AT = ("contact.phone", "contact.email")
"""The roles of the answers that say how the person can be told of news."""
screen = Blueprint("one_page", __name__, url_prefix="/cases/<case_id>/whole")


class Section(Struct, frozen=True):
    """A place of the page for a stop, None while that does not concern the person.

    `mark` changes with what the section shows beside what is typed into it.
    """

    name: str
    mark: str
    stop: Stop | None


@screen.get("")
@at_case
def show(case_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current().actor)
    return _page(opened, _wrong(opened)) if opened.editable else detours.redirect_to(case_id, SUBMITTED)


@screen.post("")
@at_case(keeps=True)
def answer(case_id: str) -> ResponseReturnValue:
    """Keep the answers; once they are complete, the person is asked to confirm them where nothing else is to choose.

    `refresh` in the form asks for the page again with the questions that these answers open: where htmx asks, for what
    changed of it alone, and for nothing (204) where nothing did.
    """
    current, form = session.current(), request.form.to_dict(flat=False)
    detour, refresh = detours.detour_in(request.form), bool(request.form.get("refresh"))
    leaving, by_steps = detours.leaving_in(request.form), request.form.get("then") == detours.STEPS
    going_on = not (detour or refresh or leaving or by_steps)
    try:
        answered = drafts.answer_whole_page(session.box(), case_id, form, current.preferences, current.actor, going_on)
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, SUBMITTED, Refusal.ALREADY_SUBMITTED)
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if "notices-asked" in form:
        change_notices.choose(session.box(), answered.opened, form.get("notices", ()))
    if by_steps:
        shift_memory.fill_by_steps(True)
        return detours.redirect_to(case_id, step(answered.opened.journey.stops[0].id))
    if leaving:
        return detours.leave_to(leaving, detours.address(case_id, WHOLE), _back(answered.opened), current.terminal)
    if refresh and detour is None:
        return ("", 204) if form["refresh"] == [LEFT] else _changed(answered.opened)
    going = detour or answered.next
    if going == REVIEW and _asks_here(answered.opened, form):
        return ask_person(answered.opened)
    return _page(answered.opened, answered.faults, 422) if going == WHOLE else detours.redirect_to(case_id, going)


def _is_beside(opened: OpenedCase) -> bool:
    """Whether the person sits beside the mediator who fills this draft; on the telephone the review is read to them."""
    beside = opened.case.channel != Channel.BY_PHONE and opened.state == CaseState.DRAFT
    return bool(session.current().mediator_id) and beside


def _asks_here(opened: OpenedCase, form: Mapping[str, list[str]]) -> bool:
    """Whether the person can be asked to confirm from this page: the review would leave nothing else to choose, neither
    a mandate that says yes for them nor how they are told of news, where this page did not have their address yet.
    """
    box, actor = session.box(), session.current().actor
    if not _is_beside(opened):
        return False
    if "notices-asked" not in form and change_notices.offered(box, box.store.read(), opened):
        return False
    return not mandates.choose(box, mandates.request_of(opened), actor)


def _page(opened: OpenedCase, faults: Mapping[str, str], status: int = 200) -> Response:
    return page("case/one_page/page.html", status, shown={}, **_values(opened, faults))


def _changed(opened: OpenedCase) -> ResponseReturnValue:
    """What differs from what the form says that its page shows; the whole page where more than its parts does."""
    values, marks = _values(opened, {}), request.form.items()
    shown = {name.removeprefix("shown."): mark for name, mark in marks if name.startswith("shown.")}
    if not replaces_only(MAIN) or shown.get("frame") != values["frame"]:
        return page("case/one_page/page.html", shown={}, **values)
    response = page("case/one_page/changed.html", shown=shown, **values)
    return response if response.get_data().strip() else ("", 204)


def _values(opened: OpenedCase, faults: Mapping[str, str]) -> dict[str, object]:
    second_face.show(opened)
    asks, box, beside = _is_beside(opened), session.box(), second_face.of_desk()
    db = box.store.read()
    faults = {**second_face.faults_in(opened.case.id), **faults}
    return {
        "opened": opened,
        "procedure": opened.procedure,
        "faults": faults,
        "answers": opened.case.answers,
        "asks": asks,
        "could_be_told": change_notices.offered(box, db, opened) if asks else None,
        "told_by": change_notices.chosen(box, db, opened) if asks else None,
        "back": _back(opened),
        "sections": _sections(opened, faults),
        "opens": json.encode(_opens(opened, asks)).decode(),
        "shows_each": beside is not None,
        "mark": _mark,
        "frame": _mark(beside is not None and (beside.desk.session, app_state().pairs.is_silent(beside))),
    }


def _sections(opened: OpenedCase, faults: Mapping[str, str]) -> list[Section]:
    """A place for each stop that the procedure can have, in its order."""
    names = (
        name
        for step in opened.procedure.steps
        for name in (step.id, *(f"{END}{field.id}" for field in step.fields if kind_of(field.kind).ends))
    )
    stops = {stop.id: stop for stop in opened.journey.stops}
    return [
        Section(str(number), _mark_of(stops[name], opened, faults) if name in stops else "", stops.get(name))
        for number, name in enumerate(names)
    ]


def _mark_of(stop: Stop, opened: OpenedCase, faults: Mapping[str, str]) -> str:
    shown: list[object] = [stop.id]
    for field in stop.fields:
        answer = opened.case.answers.get(field.id) or Answer()
        shown += [field.id, faults.get(field.id), answer.fault == TO_CONFIRM, answer.value == "joined", bool(answer.by)]
        if stop.end is not None:
            shown += [answer.typed, opened.journey.values.get(str(field.options.get("town")))]
    return _mark(shown)


def _mark(shown: object) -> str:
    return keys.token_hash(repr(shown))[:8]


def _opens(opened: OpenedCase, asks: bool) -> dict[str, list[Opening]]:
    """The fields at whose change the page is sent at once: they open others, or how the person is told of news."""
    reached = {field.id: [Opening()] for field in opened.procedure.fields() if asks and field.role in _REACHED_AT}
    return openings(opened.procedure) | reached


def _wrong(opened: OpenedCase) -> dict[str, str]:
    """The answers at which the person has just pointed, with the code of what is told beside them."""
    return dict.fromkeys(detours.wrong_in(request.args, opened), second_face.SAID_NO)


def _back(opened: OpenedCase) -> str:
    """The list from which a mediator began it; the introduction for anyone else."""
    if session.current().signed_in:
        return url_for("catalogue.show")
    return url_for("introduction.show", procedure_id=opened.procedure.id)
