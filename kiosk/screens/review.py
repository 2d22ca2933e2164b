"""Every answer once more, before it is sent."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.domain import submission
from kiosk.domain.fields.registry import drawn, kind_of
from kiosk.domain.notice import BY_PHONE
from kiosk.domain.procedure import Field
from kiosk.domain.submission import Confirmation
from kiosk.errors import Refused
from kiosk.services import desk, mandate_use, mending
from kiosk.services.desk import Opened
from kiosk.web import session
from kiosk.web.beside import beside, said_beside
from kiosk.web.guards import at_case
from kiosk.web.pages import page
from kiosk.web.wake import wake
from kiosk.words import Words

screen = Blueprint("review", __name__, url_prefix="/cases")


@screen.get("/<case_id>/review")
@at_case
def show(case_id: str) -> Any:
    opened = desk.open_case(session.box(), case_id, session.current().actor)
    if not opened.editable:
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    return _page(opened)


@screen.post("/<case_id>/review")
@at_case
def submit(case_id: str) -> Any:
    """A citizen alone confirms with this touch; a mediator turns the screen to theirs, or notes what they hear on the
    telephone; a refused case goes again."""
    box, current = session.box(), session.current()
    opened = desk.open_case(box, case_id, current.actor)
    try:
        if opened.state == "needs_attention":
            mending.mend_case(box, case_id, current.actor)
        elif current.signed_in and opened.editable and request.form.get("mandate"):
            _under_mandate(opened, request.form["mandate"])
        elif current.signed_in and opened.editable and opened.case.channel == BY_PHONE:
            desk.submit(box, case_id, current.actor, Confirmation("citizen", "spoken"))
        elif current.mediator_id and opened.editable:
            desk.complete(opened)
            session.turn_to_citizen(case_id)
            return redirect(url_for("confirm.show", case_id=case_id), 303)
        else:
            desk.submit(box, case_id, current.actor, Confirmation("alone", "touch"))
    except Refused as refused:
        if refused.code == "not-complete":
            return _page(opened, 422)
        if refused.code == "outside-mandate":
            return _page(opened, 422, refused.details["reason"])
        raise
    wake()
    return redirect(url_for("submitted.show", case_id=case_id), 303)


def _under_mandate(opened: Opened, mandate_id: str) -> None:
    """The mediator says yes in the person's name, as far as the mandate allows; the use is kept with the submission."""
    box, actor, case_id = session.box(), session.current().actor, opened.case.id
    mandate_use.check(box, mandate_id, mandate_use.asked(opened), actor)
    also = mandate_use.submitting(box, mandate_id, case_id, actor)
    desk.submit(box, case_id, actor, Confirmation("mandate", mandate=mandate_id), also)


def groups_of(opened: Opened) -> list[dict[str, Any]]:
    """Every question with its answer, by step, as it is read before it is confirmed."""
    words, french = session.words().marked, session.box().words()
    groups = []
    for stop in opened.journey.stops:
        rows = [
            {
                "question": words.text(field.label),
                "french": beside(field.label),
                "answer": submission.shown(field, opened.journey.values.get(field.id), words),
                "answer_french": said_beside(submission.shown(field, opened.journey.values.get(field.id), french)),
                **_written(opened, field, words),
                "drawn": drawn(field.kind, opened.journey.values.get(field.id)),
                "href": url_for("step.show", case_id=opened.case.id, step_id=stop.id, change=1),
            }
            for field in stop.fields
            if kind_of(field.kind).answers
        ]
        title = words.text(stop.step.title)
        groups.append({"stop": stop, "title": title, "french": beside(stop.step.title), "rows": rows})
    return groups


def _written(opened: Opened, field: Field, words: Words) -> dict[str, str]:
    """That an answer is in another language than the one it is read in."""
    answer = opened.case.answers.get(field.id)
    if not answer or answer.language in ("", words.language):
        return {}
    name = words.tongue(answer.language)
    return {"language": answer.language, "written": words.code("answer", "written-in", language=name)}


def _page(opened: Opened, status: int = 200, outside: str = "") -> Response:
    """`outside` is why a mandate does not cover this case."""
    current = session.current()
    asks = mandate_use.asked(opened)
    mandates = mandate_use.choose(session.box(), asks, current.actor) if current.signed_in else []
    last = opened.journey.stops[-1]
    return page(
        "review/page.html", status, opened=opened, procedure=opened.procedure, groups=groups_of(opened),
        still_open=[stop for stop in opened.journey.stops if not stop.settled],
        back=url_for("step.show", case_id=opened.case.id, step_id=last.id), mandates=mandates, outside=outside,
    )  # fmt: skip
