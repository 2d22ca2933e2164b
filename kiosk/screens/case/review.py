"""Screen that shows every answer once more, and submits the case."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from msgspec import Struct

from kiosk.domain.answers import position
from kiosk.domain.answers.fields.registry import drawn, kind_of
from kiosk.domain.answers.position import SUBMITTED, Page, step
from kiosk.domain.answers.signature import Signature
from kiosk.domain.events import submission
from kiosk.domain.events.event import CaseState
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.procedure.procedure import Channel, Field
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.drafts import submit_case
from kiosk.services.mandates.mandates import check, choose, request_of, submitting
from kiosk.services.submitted import change_notices, refused_events
from kiosk.web.edge.guards import at_case
from kiosk.web.edge.pages import page
from kiosk.web.parts.french_beside import beside, said_beside
from kiosk.web.request import session
from kiosk.web.visit import detours, second_face
from kiosk.web.visit.wake_loops import wake
from kiosk.words.words import Words

screen = Blueprint("review", __name__, url_prefix="/cases")


class AnswerRow(Struct, frozen=True):
    """One question and its answer in words; `french` and `answer_french` are "" where French is not shown beside.

    `language` and `written` say in which other language the answer was typed, "" where it is the page's. `field` is the
    question's id, `href` leads to its step.
    """

    question: str
    french: Markup
    answer: str
    answer_french: str
    language: str
    written: str
    drawn: Signature | None
    field: str
    href: str


class AnswerGroup(Struct, frozen=True):
    """The answers of one step, under its title."""

    title: str
    french: Markup
    rows: tuple[AnswerRow, ...]


@screen.get("/<case_id>/review")
@at_case
def show(case_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current().actor)
    if not opened.editable:
        return detours.redirect_to(case_id, SUBMITTED)
    return _at_stop(opened) or _page(opened)


@screen.post("/<case_id>/review")
@at_case
def submit(case_id: str) -> ResponseReturnValue:
    """Submit the case. A citizen alone confirms with this touch; a mediator turns the screen to the citizen, or
    records what they hear on the telephone; a refused case is sent again.
    """
    box, current = session.box(), session.current()
    opened = open_case(box, case_id, current.actor)
    if opened.editable and "notices-asked" in request.form:
        change_notices.choose(box, opened, request.form.getlist("notices"))
    try:
        if opened.state == CaseState.NEEDS_ATTENTION:
            refused_events.mend_case(box, case_id, current.actor)
        elif current.signed_in and opened.editable and request.form.get("mandate"):
            _under_mandate(opened, request.form["mandate"])
        elif current.signed_in and opened.editable and opened.case.channel == Channel.BY_PHONE:
            submit_case.submit(box, case_id, current.actor, Confirmation("citizen", "spoken"))
        elif current.mediator_id and opened.editable:
            return ask_person(opened, turns="turned" in request.form)
        else:
            submit_case.submit(box, case_id, current.actor, Confirmation("alone", "touch"))
    except Refused as refused:
        if refused.code == Refusal.NOT_COMPLETE:
            return _at_stop(opened) or _page(opened, 422)
        if refused.code == Refusal.OUTSIDE_MANDATE:
            return _page(opened, 422, refused.details["reason"])
        raise
    wake()
    return detours.redirect_to(case_id, SUBMITTED)


def ask_person(opened: OpenedCase, turns: bool = False) -> ResponseReturnValue:
    """Have the person beside a mediator confirm a draft: on the second screen where one answers, else, and where the
    mediator `turns` it, on this screen. Raises `Refused` (`not-complete`).
    """
    submit_case.complete(opened)
    if not turns and second_face.ask_last(opened):
        return redirect(url_for("second_desk.wait", case_id=opened.case.id), 303)
    session.turn_to_citizen(opened.case.id)
    return redirect(url_for("confirm.show", case_id=opened.case.id), 303)


def _at_stop(opened: OpenedCase) -> ResponseReturnValue | None:
    """A redirect to the stop that has ended the walk, with which there is nothing to review; None where none has."""
    return detours.redirect_to(opened.case.id, position.first_open(opened.journey)) if opened.journey.ended else None


def _under_mandate(opened: OpenedCase, mandate_id: str) -> None:
    """Confirm in the person's name, as far as the mandate allows; the use is stored with the submission."""
    box, actor, case_id = session.box(), session.current().actor, opened.case.id
    check(box, mandate_id, request_of(opened), actor)
    also = submitting(box, mandate_id, actor)
    submit_case.submit(box, case_id, actor, Confirmation("mandate", mandate=mandate_id), also)


def groups_of(opened: OpenedCase) -> list[AnswerGroup]:
    """Every question with its answer, grouped by step, as they are read before the case is confirmed."""
    words, groups, earlier = session.words().marked, list[AnswerGroup](), ""
    for stop in opened.journey.stops:
        href = detours.address(opened.case.id, step(stop.id, Page.REVIEW))
        rows = tuple(_row(opened, field, words, href) for field in stop.fields if kind_of(field.kind).answers)
        if stop.end and groups and stop.step.id == earlier:  # a stop stands below the question that showed it
            rows = (*groups.pop().rows, *rows)
        groups.append(AnswerGroup(words.text(stop.step.title), beside(stop.step.title), rows))
        earlier = stop.step.id
    return groups


def _row(opened: OpenedCase, field: Field, words: Words, href: str) -> AnswerRow:
    value = opened.journey.values.get(field.id)
    unknown = field.id in opened.journey.unknown
    language = _other_language(opened, field, words)
    return AnswerRow(
        question=words.text(field.label),
        french=beside(field.label),
        answer=submission.shown(field, value, words, unknown),
        answer_french=said_beside(submission.shown(field, value, session.box().words(), unknown)),
        language=language,
        written=words.code("answer", "written-in", language=words.tongue(language)) if language else "",
        drawn=drawn(field.kind, value),
        field=field.id,
        href=href,
    )


def _other_language(opened: OpenedCase, field: Field, words: Words) -> str:
    """The language that an answer was written in, "" where it is the language of the page."""
    answer = opened.case.answers.get(field.id)
    return "" if not answer or answer.language == words.language else answer.language


def _page(opened: OpenedCase, status: int = 200, outside: str = "") -> Response:
    """The page; `outside` is why a mandate does not cover this case."""
    current = session.current()
    asks = request_of(opened)
    mandates = choose(session.box(), asks, current.actor) if current.signed_in else []
    last = opened.journey.stops[-1]
    second_face.show(opened)
    db = session.box().store.read()
    return page(
        "case/review/page.html",
        status,
        opened=opened,
        procedure=opened.procedure,
        groups=groups_of(opened),
        still_open=[stop for stop in opened.journey.stops if not stop.settled],
        back=detours.address(opened.case.id, step(last.id)),
        mandates=mandates,
        outside=outside,
        could_be_told=change_notices.offered(session.box(), db, opened),
        told_by=change_notices.chosen(session.box(), db, opened),
    )
