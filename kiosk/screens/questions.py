"""Screens beside the steps of a draft: all questions on one page, an entry of a group, copies, suggested communes."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct, json
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.answers import journey
from kiosk.domain.answers.case import TO_CONFIRM, Answer
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import END, OpeningTrigger, Stop, openings
from kiosk.domain.events import submission
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.places.commune import LONGEST, Commune
from kiosk.domain.procedure.procedure import Channel, Field
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_BYTES
from kiosk.http.error_pages import add_retry_after
from kiosk.screens.submit import ask_person
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.drafts import drafts, group_items, join_files
from kiosk.services.mandates import mandates
from kiosk.services.procedures import look_up
from kiosk.services.submitted import change_notices
from kiosk.web import detours, second_face, session, shift_memory
from kiosk.web.guards import case_key_required, guard_case, mediators_page, to_sign_in
from kiosk.web.pages import MAIN, camera_page, htmx, render_page, replaces_only, show_refusal
from kiosk.web.request_state import app_state, takes_files

_LEAVES = "left"
"""What `refresh` says in the answers that a page sends while it is left: nobody sees what comes back."""
_REACHED_AT = ("contact.phone", "contact.email")
"""The roles of the answers that say how the person can be told of news."""
one_page_screen = Blueprint("one_page", __name__, url_prefix="/cases/<case_id>/whole")


class Section(Struct, frozen=True):
    """A place of the page for a stop, None while that does not concern the person.

    `mark` changes with what the section shows beside what is typed into it.
    """

    name: str
    mark: str
    stop: Stop | None


@one_page_screen.get("", endpoint="show")
@case_key_required
@mediators_page
def show_whole_page(case_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current_actor())
    if not opened.editable:
        return detours.redirect_to(case_id, journey.SUBMITTED)
    return _whole_page(opened, dict.fromkeys(detours.wrong_in(request.args, opened), second_face.SAID_NO))


@one_page_screen.post("")
@guard_case(keeps=True)
@mediators_page
def post_whole_page(case_id: str) -> ResponseReturnValue:
    """Keep the answers; once they are complete, the person is asked to confirm them where nothing else is to choose.

    `refresh` in the form asks for the page again with the questions that these answers open: where htmx asks, for what
    changed of it alone, and for nothing (204) where nothing did.
    """
    current, form = session.current_session(), request.form.to_dict(flat=False)
    detour, refresh = detours.detour_in(request.form), bool(request.form.get("refresh"))
    leaving, by_steps = detours.leaving_in(request.form), request.form.get("then") == detours.STEPS
    going_on = not (detour or refresh or leaving or by_steps)
    try:
        answered = drafts.answer_step(
            session.box(), case_id, "", form, current.preferences, current.actor, confirms=going_on
        )
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, journey.SUBMITTED, Refusal.ALREADY_SUBMITTED)
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if "notices-asked" in form:
        change_notices.choose_notices(session.box(), answered.opened, form.get("notices", ()))
    if by_steps:
        shift_memory.fill_by_steps(True)
        return detours.redirect_to(case_id, journey.step_position(answered.opened.journey.stops[0].id))
    if leaving:
        return detours.leave_to(
            leaving, detours.case_page_address(case_id, journey.WHOLE), _back(answered.opened), current.terminal
        )
    if refresh and detour is None:
        return ("", 204) if form["refresh"] == [_LEAVES] else _changed(answered.opened)
    going = detour or answered.next
    if going == journey.REVIEW and _asks_here(answered.opened, form):
        return ask_person(answered.opened)
    if going != journey.WHOLE:
        return detours.redirect_to(case_id, going)
    return _whole_page(answered.opened, answered.faults, 422)


def _is_beside(opened: OpenedCase) -> bool:
    """Whether the person sits beside the mediator who fills this draft; on the telephone the review is read to them."""
    beside = opened.case.channel != Channel.BY_PHONE and opened.state == CaseState.DRAFT
    return bool(session.current_session().mediator_id) and beside


def _asks_here(opened: OpenedCase, form: Mapping[str, list[str]]) -> bool:
    """Whether the person can be asked to confirm from this page: the review would leave nothing else to choose, neither
    a mandate that says yes for them nor how they are told of news, where this page did not have their address yet.
    """
    box, actor = session.box(), session.current_actor()
    if not _is_beside(opened):
        return False
    if "notices-asked" not in form and change_notices.find_offered_notices(box, box.store.read(), opened):
        return False
    return not mandates.list_covering_mandates(box, mandates.request_of(opened), actor)


def _whole_page(opened: OpenedCase, faults: Mapping[str, str], status: int = 200) -> Response:
    return _desk_page("case/one_page/page.html", status, shown={}, **_values(opened, faults))


def _desk_page(template: str, status: int = 0, /, **values: object) -> Response:
    """A page of a case; a mediator's keeps the side bar of the desk."""
    if session.current_session().signed_in and not replaces_only(MAIN):
        values |= {"layout": "desk_layout.html"}
    return render_page(template, status, here="catalogue", **values)


def _changed(opened: OpenedCase) -> ResponseReturnValue:
    """What differs from what the form says that its page shows; the whole page where more than its parts does."""
    values, marks = _values(opened, {}), request.form.items()
    shown = {name.removeprefix("shown."): mark for name, mark in marks if name.startswith("shown.")}
    if not replaces_only(MAIN) or shown.get("frame") != values["frame"]:
        return _desk_page("case/one_page/page.html", shown={}, **values)
    response = render_page("case/one_page/changed.html", shown=shown, **values)
    return response if response.get_data().strip() else ("", 204)


def _values(opened: OpenedCase, faults: Mapping[str, str]) -> dict[str, object]:
    second_face.update_second_screen(opened)
    asks, box, beside = _is_beside(opened), session.box(), second_face.pair_of_desk()
    # The page is sent at once where fields change that open others, or that say how the person is told of news.
    reached = {
        field.id: [OpeningTrigger()] for field in opened.procedure.fields() if asks and field.role in _REACHED_AT
    }
    db = box.store.read()
    faults = {**second_face.denied_fields(opened.case.id), **faults}
    return {
        "opened": opened,
        "procedure": opened.procedure,
        "faults": faults,
        "answers": opened.case.answers,
        "asks": asks,
        "could_be_told": change_notices.find_offered_notices(box, db, opened) if asks else None,
        "told_by": change_notices.find_chosen_notices(box, db, opened) if asks else None,
        "back": _back(opened),
        "controller": look_up.controller(opened.procedure, box.site, session.page_words().marked).short_name,
        "missing": _count_missing(opened),
        "on_second": beside is not None and not app_state().pairs.is_silent(beside),
        "printed": "printed" in request.args,
        "sections": _sections(opened, faults),
        "opens": json.encode(openings(opened.procedure) | reached).decode(),
        "shows_each": beside is not None,
        "mark": _mark,
        "frame": _mark(beside is not None and (beside.desk.session, app_state().pairs.is_silent(beside))),
    }


def _sections(opened: OpenedCase, faults: Mapping[str, str]) -> list[Section]:
    """A place for each stop that the procedure can have, in its order."""
    names = (
        name
        for step in opened.procedure.steps
        for name in (step.id, *(f"{END}{field.id}" for field in step.fields if find_field_kind(field.kind).ends))
    )
    stops = {stop.id: stop for stop in opened.journey.stops}
    return [
        Section(str(number), _mark_of(stops[name], opened, faults) if name in stops else "", stops.get(name))
        for number, name in enumerate(names)
    ]


def _count_missing(opened: OpenedCase) -> int:
    """How many questions that must be answered are not, or not well."""
    fields = (field for stop in opened.journey.stops if not stop.end for field in stop.fields if field.required)
    asked = (opened.case.answers.get(field.id) for field in fields if find_field_kind(field.kind).answers)
    return sum(answer is None or not answer.settled for answer in asked)


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


def _back(opened: OpenedCase) -> str:
    """The list from which a mediator began it; the introduction for anyone else."""
    if session.current_session().signed_in:
        return url_for("catalogue.show")
    return url_for("introduction.show", procedure_id=opened.procedure.id)


group_item_screen = Blueprint("group_item", __name__, url_prefix="/cases/<case_id>/items/<field_id>/<number>")
_OVER = (Refusal.ALREADY_SUBMITTED, Refusal.NO_SUCH_STEP)
"""Refusals that have their own pages: the group is no longer asked, or the case is submitted."""


@group_item_screen.errorhandler(Refused)
def _leave_group(refused: Refused) -> ResponseReturnValue:
    if refused.code not in _OVER:
        return add_retry_after(show_refusal(refused), refused)
    return detours.redirect_to((request.view_args or {})["case_id"], journey.LEFT)


@group_item_screen.get("", endpoint="show")
@case_key_required
@mediators_page
def show_group_item(case_id: str, field_id: str, number: str) -> ResponseReturnValue:
    return _item_page(
        group_items.find_group_item(session.box(), case_id, field_id, _number(number), session.current_actor())
    )


@group_item_screen.post("")
@guard_case(keeps=True)
@mediators_page
def post_group_item(case_id: str, field_id: str, number: str) -> ResponseReturnValue:
    current, form = session.current_session(), request.form.to_dict(flat=False)
    listed = group_items.answer_group_item(
        session.box(), case_id, field_id, _number(number), form, current.preferences, current.actor
    )
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if leaving := detours.leaving_in(request.form):
        here = detours.case_page_address(case_id, listed.here(_origin()))
        return detours.leave_to(leaving, here, _list(listed), current.terminal)
    going = listed.next(_origin(), more=bool(request.form.get("more")))
    return _item_page(listed, 422) if going == listed.here(_origin()) else detours.redirect_to(case_id, going)


@group_item_screen.get("/remove")
@case_key_required
@mediators_page
def show_group_item_removal(case_id: str, field_id: str, number: str) -> ResponseReturnValue:
    listed = group_items.find_group_item(session.box(), case_id, field_id, _number(number), session.current_actor())
    if listed.is_new:  # taken away already
        return detours.redirect_to(case_id, listed.back(_origin()))
    lines = submission.item_in_words(listed.field, listed.item.values, session.page_words().marked)
    return render_page(
        "case/group_item/remove.html",
        listed=listed,
        told=lines,
        back=_list(listed),
        way=detours.origin_parameters(_origin()),
    )


@group_item_screen.post("/remove")
@case_key_required
def post_group_item_removal(case_id: str, field_id: str, number: str) -> ResponseReturnValue:
    current, here = session.current_session(), journey.Position(journey.Page.REMOVAL, field_id, origin=_origin())
    opened = group_items.remove_group_item(
        session.box(), case_id, field_id, _number(number), current.preferences, current.actor
    )
    return detours.redirect_to(case_id, journey.find_asking_page(opened.journey, here))


def _number(typed: str) -> int:
    """The number of the entry that an address means; 0, which no entry has, for anything else."""
    return int(typed[:9]) if typed.isascii() and typed.isdecimal() else 0


def _origin() -> journey.Page:
    return detours.origin_in(request.values)


def _list(listed: group_items.GroupItemPage) -> str:
    return detours.case_page_address(listed.opened.case.id, listed.back(_origin()))


def _item_page(listed: group_items.GroupItemPage, status: int = 200) -> Response:
    return _desk_page(
        "case/group_item/page.html",
        status,
        listed=listed,
        procedure=listed.opened.procedure,
        faults=listed.faults,
        back=_list(listed),
        way=detours.origin_parameters(_origin()),
    )


attachments_screen = Blueprint("attachments", __name__, url_prefix="/cases/<case_id>/documents/<field_id>")
_NOT_MENDED_HERE = (Refusal.NO_SUCH_CASE, Refusal.NO_SUCH_STEP, Refusal.ALREADY_SUBMITTED)


@attachments_screen.get("", endpoint="show")
@case_key_required
def show_attachments(case_id: str, field_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current_actor())
    if not opened.editable:
        return detours.redirect_to(case_id, journey.SUBMITTED)
    if htmx:
        # What a page may do is settled when it is loaded: put into another one, it would have no camera.
        return Response(headers={"HX-Redirect": request.full_path.rstrip("?")})
    return _document_page(opened, join_files.get_document_question(opened, field_id))


@attachments_screen.post("")
@case_key_required
@takes_files(MOST_BYTES)
def post_attachment(case_id: str, field_id: str) -> ResponseReturnValue:
    """Join a file or a photo. At a terminal only a photo is accepted, since there is no file to choose."""
    sent = request.files.get("file")
    data, name = (sent.read(), sent.filename or "") if sent else (b"", "")
    if session.current_session().terminal and not request.form.get("camera"):
        raise Refused(Refusal.NO_FILE_HERE)
    return _join(case_id, field_id, data, name)


@attachments_screen.post("/scan")
@case_key_required
def post_scan(case_id: str, field_id: str) -> ResponseReturnValue:
    box, actor = session.box(), session.current_actor()
    opened = open_case(box, case_id, actor)
    field = join_files.get_document_question(opened, field_id)
    if session.current_session().terminal:
        raise Refused(Refusal.NO_FILE_HERE)
    try:
        devices = join_files.list_scanners()
        if not devices:
            raise Refused(Refusal.NO_SUCH_SCANNER)
        device_id = request.form.get("device", "")
        if len(devices) > 1 and device_id not in {device.id for device in devices}:
            return _document_page(opened, field, devices=devices)
        data = join_files.scan_page(device_id if len(devices) > 1 else devices[0].id)
    except Refused as refused:
        return _document_page(opened, field, refused, 422)
    return _join(case_id, field_id, data, session.page_words().text(field.label))


@attachments_screen.post("/bring")
@case_key_required
def post_bring_instead(case_id: str, field_id: str) -> ResponseReturnValue:
    box, current = session.box(), session.current_session()
    opened = join_files.bring_instead(box, case_id, field_id, current.preferences, current.actor)
    return detours.redirect_to(case_id, journey.find_asking_page(opened.journey, _here(field_id)))


@attachments_screen.post("/<attachment_id>/remove")
@case_key_required
def post_attachment_removal(case_id: str, field_id: str, attachment_id: str) -> ResponseReturnValue:
    current = session.current_session()
    join_files.remove_joined_file(session.box(), case_id, attachment_id, current.preferences, current.actor)
    return detours.redirect_to(case_id, _here(field_id))


@attachments_screen.get("/<attachment_id>")
@case_key_required
def serve_attachment(case_id: str, field_id: str, attachment_id: str) -> Response:
    """The joined file itself, for whoever can open the case; decrypted for this answer and stored nowhere in clear."""
    try:
        attachment = join_files.read_joined_file(session.box(), case_id, attachment_id, session.current_actor())
    except Refused as refused:
        if refused.code == Refusal.NO_SUCH_ATTACHMENT:
            return Response(status=404)
        raise
    return Response(attachment.data, content_type=attachment.media_type, headers={"Content-Disposition": "inline"})


def _join(case_id: str, field_id: str, data: bytes, name: str) -> ResponseReturnValue:
    box, current = session.box(), session.current_session()
    sent_id = request.form.get("attachment", "")
    try:
        join_files.join_file(box, case_id, field_id, data, name, current.preferences, current.actor, sent_id)
    except Refused as refused:
        if refused.code in _NOT_MENDED_HERE:
            raise
        opened = open_case(box, case_id, current.actor)
        return _document_page(opened, join_files.get_document_question(opened, field_id), refused, 422)
    here = _here(field_id)
    if here.origin is journey.Page.WHOLE and not sent_id:  # from below the answer on that page
        here = replace(journey.WHOLE, id=field_id)
    return detours.redirect_to(case_id, here)


def _here(field_id: str) -> journey.Position:
    """The page of this document, with the page it was opened from."""
    return journey.Position(journey.Page.DOCUMENT, field_id, origin=detours.origin_in(request.args))


def _document_page(
    opened: OpenedCase,
    field: Field,
    refused: Refused | None = None,
    status: int = 200,
    devices: Sequence[join_files.Device] = (),
) -> Response:
    box, current, here = session.box(), session.current_session(), _here(field.id)
    return camera_page(
        "case/attachments/page.html",
        status,
        opened=opened,
        field=field,
        refused=refused,
        devices=devices,
        document=opened.procedure.document(str(field.options.get("document", ""))),
        joined=join_files.list_joined_files(box, opened.case.id, current.actor).get(field.id, ()),
        attachment_id=box.clock.new_id(),
        at_desk=not current.terminal,
        scanner=not current.terminal and join_files.is_usable(),
        way=detours.origin_parameters(here.origin),
        back=detours.case_page_address(opened.case.id, journey.find_asking_page(opened.journey, here)),
        onward=detours.case_page_address(opened.case.id, journey.find_page_after_copies(opened.journey, here)),
    )


address_completion_screen = Blueprint("address_completion", __name__, url_prefix="/communes")


@address_completion_screen.get("")
def suggest_communes() -> Response:
    """Suggestions for the text `q`, those with `postcode` first; or one for each postal code of the commune `of`.

    With `whole`, each commune once and without its postal codes.
    """
    places = look_up.places_of(session.box())
    if insee := request.args.get("of", "")[:LONGEST]:
        rows = places.of(insee)
    else:
        rows = places.like(request.args.get("q", "")[:LONGEST], request.args.get("postcode", "")[:LONGEST])
    if "whole" in request.args:
        return jsonify([_whole(place) for place in {place.insee: place for place in rows}.values()])
    return jsonify([_row(place) for place in rows])


def _whole(place: Commune) -> dict[str, str]:
    name = {"label": place.name, "area": place.county, "also": place.also, "city": place.name}
    return {**name, "postcode": "", "insee": place.insee}


def _row(place: Commune) -> dict[str, str]:
    """What one suggestion shows and fills in; `postcode` is empty where one of several is still to choose."""
    single_code = len(place.postcodes) == 1
    return {
        "label": place.label,
        "area": place.area,
        "also": place.also,
        "city": place.name,
        "postcode": place.postcodes[0] if single_code else "",
        "insee": place.insee,
    }
