"""Screens that end a draft: the review, the confirmation on the screen turned to the citizen, and the receipt."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers import journey
from kiosk.domain.answers.fields.registry import find_drawing, find_field_kind
from kiosk.domain.answers.journey import LEFT, REVIEW, SUBMITTED, WHOLE, Page, step_position
from kiosk.domain.answers.signature import Signature
from kiosk.domain.events import submission
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.event import EventType
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.notices.wish import Wish
from kiosk.domain.procedure.procedure import Channel, Field, ProcedureKind
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder, OpenedCase, may_know_of, open_case
from kiosk.services.box import data_keys
from kiosk.services.drafts import submit_case
from kiosk.services.mandates import mandates
from kiosk.services.papers import receipt
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.papers.paper import letterhead
from kiosk.services.people import sign_in
from kiosk.services.submitted import change_notices, follow_case, refused_events
from kiosk.store import cases, outbox, person_notices
from kiosk.web import detours, rate_limits, second_face, session, shift_memory
from kiosk.web.guards import case_key_required, guard_case, mediators_page, to_sign_in
from kiosk.web.page_languages import said_beside, show_to_mediator, show_to_staff, text_beside, their_words
from kiosk.web.page_parts import draw_square
from kiosk.web.pages import htmx, render_page
from kiosk.web.request_state import mark_polled
from kiosk.words.words import Words
from printers.slip import Block

review_screen = Blueprint("review", __name__, url_prefix="/cases")


class AnswerRow(Struct, frozen=True):
    """One question and its answer in words; `question_beside` and `answer_beside` are the same in the other language of
    the page, "" where there is none.

    `language` and `written` say in which other language the answer was typed, "" where it is the page's. `field` is the
    question's id, `href` leads to its step.
    """

    question: str
    question_beside: Markup
    answer: str
    answer_beside: Markup
    language: str
    written: str
    drawn: Signature | None
    field: str
    href: str


class AnswerGroup(Struct, frozen=True):
    """The answers of one step, under its title."""

    title: str
    beside: Markup
    rows: tuple[AnswerRow, ...]


@review_screen.get("/<case_id>/review", endpoint="show")
@case_key_required
@mediators_page
def show_review(case_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current_actor())
    if not opened.editable:
        return detours.redirect_to(case_id, SUBMITTED)
    return _at_stop(opened) or _review_page(opened)


@review_screen.post("/<case_id>/review")
@case_key_required
@mediators_page
def post_review(case_id: str) -> ResponseReturnValue:
    """Submit the case. A citizen alone confirms with this touch; a mediator turns the screen to the citizen, or
    records what they hear on the telephone; a refused case is sent again.
    """
    box, current = session.box(), session.current_session()
    opened = open_case(box, case_id, current.actor)
    if opened.editable and "notices-asked" in request.form:
        change_notices.choose_notices(box, opened, request.form.getlist("notices"))
    try:
        if opened.state == CaseState.NEEDS_ATTENTION:
            refused_events.mend_case(box, case_id, current.actor)
        elif current.signed_in and opened.editable and request.form.get("mandate"):
            # In the person's name, as far as the mandate allows; its use is stored with the submission.
            mandate = request.form["mandate"]
            mandates.check_mandate_covers(box, mandate, mandates.request_of(opened), current.actor)
            also = mandates.record_use_on_submit(box, mandate, current.actor)
            submit_case.submit_case(box, case_id, current.actor, Confirmation("mandate", mandate=mandate), also)
        elif current.signed_in and opened.editable and opened.case.channel == Channel.BY_PHONE:
            submit_case.submit_case(box, case_id, current.actor, Confirmation("citizen", "spoken"))
        elif current.mediator_id and opened.editable:
            return ask_person(opened, turns="turned" in request.form)
        else:
            submit_case.submit_case(box, case_id, current.actor, Confirmation("alone", "touch"))
    except Refused as refused:
        if refused.code == Refusal.NOT_COMPLETE:
            return _at_stop(opened) or _review_page(opened, 422)
        if refused.code == Refusal.OUTSIDE_MANDATE:
            return _review_page(opened, 422, refused.details["reason"])
        raise
    session.wake_loops()
    return detours.redirect_to(case_id, SUBMITTED)


def ask_person(opened: OpenedCase, turns: bool = False) -> ResponseReturnValue:
    """Have the person beside a mediator confirm a draft: on the second screen where one answers, else, and where the
    mediator `turns` it, on this screen. Raises `Refused` (`not-complete`).
    """
    submit_case.check_case_complete(opened)
    if not turns and second_face.ask_last_confirmation(opened):
        return redirect(url_for("second_desk.show_wait_for_person", case_id=opened.case.id), 303)
    session.turn_to_citizen(opened.case.id)
    return redirect(url_for("confirm.show", case_id=opened.case.id), 303)


def _at_stop(opened: OpenedCase) -> ResponseReturnValue | None:
    """A redirect to the stop that has ended the walk, with which there is nothing to review; None where none has."""
    if not opened.journey.ended:
        return None
    return detours.redirect_to(opened.case.id, journey.find_first_open_step(opened.journey))


def list_answer_groups(opened: OpenedCase) -> list[AnswerGroup]:
    """Every question with its answer, grouped by step, as they are read before the case is confirmed."""
    words, groups, earlier = session.page_words().marked, list[AnswerGroup](), ""
    for stop in opened.journey.stops:
        href = detours.case_page_address(opened.case.id, step_position(stop.id, Page.REVIEW))
        rows = tuple(_row(opened, field, words, href) for field in stop.fields if find_field_kind(field.kind).answers)
        if stop.end and groups and stop.step.id == earlier:  # a stop stands below the question that showed it
            rows = (*groups.pop().rows, *rows)
        groups.append(AnswerGroup(words.text(stop.step.title), text_beside(stop.step.title), rows))
        earlier = stop.step.id
    return groups


def _row(opened: OpenedCase, field: Field, words: Words, href: str) -> AnswerRow:
    def say(words: Words) -> str:
        return submission.answer_in_words(field, value, words, field.id in opened.journey.unknown)

    value = opened.journey.values.get(field.id)
    answer = opened.case.answers.get(field.id)
    language = "" if not answer or answer.language == words.language else answer.language
    return AnswerRow(
        question=words.text(field.label),
        question_beside=text_beside(field.label),
        answer=say(words),
        answer_beside=said_beside(lambda beside: said if (said := say(beside)) != say(words) else ""),
        language=language,
        written=words.code("answer", "written-in", language=words.tongue(language)) if language else "",
        drawn=find_drawing(field.kind, value),
        field=field.id,
        href=href,
    )


def _review_page(opened: OpenedCase, status: int = 200, outside: str = "") -> Response:
    """The page; `outside` is why a mandate does not cover this case."""
    current = session.current_session()
    box, db = session.box(), session.box().store.read()
    second_face.update_second_screen(opened)
    return render_page(
        "case/review/page.html",
        status,
        opened=opened,
        procedure=opened.procedure,
        groups=list_answer_groups(opened),
        still_open=[stop for stop in opened.journey.stops if not stop.settled],
        back=detours.case_page_address(opened.case.id, step_position(opened.journey.stops[-1].id)),
        mandates=mandates.list_covering_mandates(box, mandates.request_of(opened), current.actor)
        if current.signed_in
        else [],
        outside=outside,
        could_be_told=change_notices.find_offered_notices(box, db, opened),
        told_by=change_notices.find_chosen_notices(box, db, opened),
    )


confirm_screen = Blueprint("confirm", __name__, url_prefix="/cases")


@confirm_screen.get("/<case_id>/confirm", endpoint="show")
def show_confirmation(case_id: str) -> ResponseReturnValue:
    """The answers on a screen turned to the citizen, which shows this case only; the review's button turns it.

    `?not=1`: the citizen points at what is not right.
    """
    current = session.current_session()
    if current.confirming != case_id:
        return detours.redirect_to(case_id, REVIEW) if current.signed_in else to_sign_in()
    return _confirm_page(case_id, points="not" in request.args)


@confirm_screen.get("/<case_id>/confirm/covered")
def show_covered_case(case_id: str) -> ResponseReturnValue:
    """The screen, given back: the case's number and what comes next, no answer, and the box for the mediator's PIN.

    `wrong` and `not` are those of the page on which the citizen points at what is not right.
    """
    current = session.current_session()
    if current.confirming != case_id:
        return detours.redirect_to(case_id, REVIEW) if current.signed_in else to_sign_in()
    return _covered_page(case_id)


@confirm_screen.post("/<case_id>/confirm")
def post_confirmation(case_id: str) -> ResponseReturnValue:
    """Submit the case: the citizen has pressed the button, or a key, themselves."""
    current = session.current_session()
    if current.confirming != case_id:
        return detours.redirect_to(case_id, REVIEW) if current.signed_in else to_sign_in()
    submit_case.submit_case(session.box(), case_id, current.actor, Confirmation("citizen", "touch"))
    session.wake_loops()
    return redirect(url_for(".show", case_id=case_id), 303)


@confirm_screen.post("/<case_id>/confirm/back")
def post_confirmation_back(case_id: str) -> ResponseReturnValue:
    """Give the screen back to the mediator, who types their PIN and may record a yes that was spoken; answers at which
    the citizen pointed are shown first.
    """
    box, current = session.box(), session.current_session()
    if current.confirming != case_id:
        return to_sign_in()
    rate_limits.count_screen_try("sign-in")
    try:
        sign_in.unlock_screen(box, current.mediator_id, request.form.get("pin", ""), current.actor)
    except Refused as refused:
        if refused.code in (Refusal.SHIFT_OVER, Refusal.LOCKED_OUT):
            session.turn_to_citizen("")
            session.lock_session()
            return redirect(url_for("sign_in.show", next=detours.case_page_address(case_id, LEFT)), 303)
        return _covered_page(case_id, refused)
    rate_limits.uncount_screen_try("sign-in")
    session.turn_to_citizen("")
    if request.form.get("do") == "spoken":
        submit_case.submit_case(box, case_id, session.current_actor(), Confirmation("citizen", "spoken"))
        session.wake_loops()
    if cases.read_submission(box.store.read(), case_id) is not None:
        return detours.redirect_to(case_id, SUBMITTED)
    opened = open_case(session.box(), case_id, session.current_actor())
    wrong = detours.wrong_in(request.form, opened)
    question = opened.journey.asked(wrong[0]) if wrong else None
    if question is None:
        return detours.redirect_to(case_id, LEFT)
    on_one_page = opened.case.position == WHOLE.kept
    here = replace(WHOLE, id=question[1].id) if on_one_page else step_position(question[0].id, Page.REVIEW)
    return redirect(detours.case_page_address(case_id, here, wrong), 303)


def _covered_page(case_id: str, refused: Refused | None = None) -> Response:
    show_to_staff()
    db = session.box().store.read()
    head, submission = cases.read_case_head(db, case_id), cases.read_submission(db, case_id)
    return render_page(
        "case/confirm/covered.html",
        opens=url_for("confirm.post_confirmation_back", case_id=case_id),
        turned=url_for("confirm.show", case_id=case_id),
        procedure=session.box().catalogue.get(head.procedure_id) if head else None,
        confirmed=submission is not None,
        reference=submission.reference if submission else "",
        points="not" in request.values,
        wrong=request.values.getlist("wrong"),
        digits=shift_memory.known_pin_digits(session.current_session().mediator_id),
        refused=refused,
    )


def _confirm_page(case_id: str, *, points: bool) -> Response:
    """The answers to confirm; once the case is submitted, thanks, which need no answers and outlive them."""
    box, actor = session.box(), session.current_actor()
    if (submission := cases.read_submission(box.store.read(), case_id)) is not None:
        return render_page(
            "case/confirm/page.html",
            case_id=case_id,
            done=True,
            points=False,
            reference=submission.reference,
            digits=shift_memory.known_pin_digits(actor.mediator_id),
        )
    opened = open_case(box, case_id, actor)
    return render_page(
        "case/confirm/page.html",
        case_id=case_id,
        procedure=opened.procedure,
        groups=list_answer_groups(opened),
        told_by=change_notices.find_chosen_notices(box, box.store.read(), opened),
        done=False,
        points=points,
        wrong=detours.wrong_in(request.args, opened),
    )


submitted_screen = Blueprint("submitted", __name__, url_prefix="/cases")


@submitted_screen.get("/<case_id>/submitted", endpoint="show")
@case_key_required
@mediators_page
def show_submitted(case_id: str) -> ResponseReturnValue:
    box, words = session.box(), session.page_words().marked
    actor, db = session.current_actor(), box.store.read()
    key = data_keys.find_key(db, case_id, actor)
    submission = cases.read_submission(db, case_id, key)
    if submission is None:
        return detours.redirect_to(case_id, LEFT)
    if key is None:
        return _gone(submission)
    code = receipt.make_receipt_code(submission, box.hub_url, words)
    could_send = change_notices.could_send_number(box, case_id, actor) if session.current_session().terminal else Wish()
    reader = KeyHolder(actor, alone=session.current_session().terminal)
    theirs = their_words()

    def blocks_in(words: Words) -> list[Block]:
        slip = case_receipt.make_case_receipt_slip(box, case_id, words, reader, says_where=False)
        return [block for block in slip.blocks if block not in letterhead(box.site, words)]

    head = cases.read_case_head(db, case_id)
    return render_page(
        "case/submitted/page.html",
        procedure_id=cases.read_procedure_of_case(db, case_id),
        priced=case_receipt.find_priced_case(box, case_id, reader),
        event_id=box.clock.new_id(),
        prepared=submission.kind == ProcedureKind.PREPARED,
        could_send=could_send,
        number_sent=change_notices.is_number_sent(db, case_id, could_send),
        number_left=person_notices.is_number_left(db, case_id),
        by_phone=session.current_session().signed_in and head is not None and head.channel == Channel.BY_PHONE,
        blocks=blocks_in(words),
        their_blocks=blocks_in(theirs) if theirs.language != words.language else [],
        code=code,
        follow_code=receipt.group_follow_code(submission.follow_code) if box.hub_url and submission.follow_code else "",
        picture=draw_square(code.data, code.alt),
        **_where(submission),
    )


def _gone(submission: cases.Submission) -> ResponseReturnValue:
    """The page of a case that is no longer here: a mediator sees its state, its citizen that it has arrived."""
    if may_know_of(session.box().store.read(), submission.case_id, session.current_actor()):
        return detours.redirect_to_followed(submission.reference)
    if session.current_session().case_id == submission.case_id:
        words = session.page_words().marked
        code = case_receipt.make_attestation_code(submission, session.box().hub_url, words)
        picture = draw_square(code.data, code.alt)
        return render_page("case/submitted/gone.html", submission=submission, code=code, picture=picture)
    raise Refused(Refusal.NO_SUCH_CASE)


@submitted_screen.get("/<case_id>/whereabouts")
@mark_polled
@guard_case(takes_up=True)
def show_sending_state(case_id: str) -> Response:
    """The sentence about the sending, and the line of the case, for a page that polls until the hub has confirmed."""
    show_to_mediator()
    current, db = session.current_session(), session.box().store.read()
    submission = cases.read_submission(db, case_id)
    theirs = current.case_id == case_id or may_know_of(db, case_id, current.actor)
    if submission is None or not theirs:
        raise Refused(Refusal.NO_SUCH_CASE)
    where = _where(submission)
    told = "refused" if where["refused"] else "kept"
    if htmx and where["received"] is None and request.args.get("seen") == told:
        return Response(status=204)  # nothing new, so nothing is read aloud again
    return render_page("case/submitted/_sent.html", **where)


@submitted_screen.post("/<case_id>/number")
@case_key_required
def post_left_number(case_id: str) -> ResponseReturnValue:
    """Leave the case's number at the desk, for who cannot read their paper: somebody there tells it again."""
    box, current = session.box(), session.current_session()
    db = box.store.read()
    if data_keys.find_key(db, case_id, current.actor) is None:
        raise Refused(Refusal.NO_SUCH_CASE)
    if cases.read_submission(db, case_id) is None:
        return detours.redirect_to(case_id, LEFT)
    with box.store.write() as db:
        person_notices.insert_left_number(db, case_id, current.station.id, box.watch.today().now)
    return redirect(url_for("submitted.show", case_id=case_id), 303)


@submitted_screen.post("/<case_id>/number/sent")
@case_key_required
def post_number_to_send(case_id: str) -> ResponseReturnValue:
    change_notices.request_number_notice(session.box(), case_id, request.form.get("way", ""), session.current_actor())
    session.wake_loops()
    return redirect(url_for("submitted.show", case_id=case_id), 303)


def _where(submission: cases.Submission) -> dict[str, object]:
    box, reader = session.box(), KeyHolder(session.current_actor(), alone=session.current_session().terminal)
    db, silence = box.store.read(), case_receipt.silence(box, submission.case_id, reader)
    event = outbox.read_newest_event(db, submission.case_id, EventType.SUBMITTED)
    received = outbox.read_acknowledged_moment(db, event.id) if event else None
    prepared, refused = submission.kind == ProcedureKind.PREPARED, box.hub_line.refuses
    sentence = receipt.make_whereabouts_notice(received, prepared, session.page_words().marked, refused)
    line = follow_case.of_submission(box, submission, silence)
    return {
        "submission": submission, "received": received, "whereabouts": sentence, "refused": refused, "case_line": line
    }  # fmt: skip
