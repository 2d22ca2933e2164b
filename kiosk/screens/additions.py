"""Screens that add to a submitted case: papers, a corrected answer, and the mending of what the hub refused."""

import hashlib
import json

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from kiosk.domain.answers.journey import REVIEW
from kiosk.domain.events import additions
from kiosk.domain.events.additions import AddedDocument, Supplement, SupplementItem
from kiosk.domain.events.event import EventType
from kiosk.domain.language import spelling
from kiosk.domain.procedure.procedure import Field
from kiosk.domain.replies import asked_paper
from kiosk.error_codes import Refusal, Rejection
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_BYTES, MOST_OF_A_CASE, name_stem
from kiosk.http.downloads import json_file
from kiosk.services.drafts import join_files
from kiosk.services.procedures import look_up
from kiosk.services.submitted import follow_case, refused_events, requests, supplements
from kiosk.services.submitted.follow_case import FollowedCase
from kiosk.services.submitted.requests import GivenCorrection
from kiosk.store import outbox
from kiosk.web import detours, session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import camera_page, render_page
from kiosk.web.request_state import takes_files
from kiosk.web.shift_memory import find_case_news, forget_case_news

supplement_screen = make_staff_screen("supplement", "/desk/references")
MOST_NAMED = 9
"""Documents that the procedure does not list, in one form."""
SEND, JOIN, SCAN, REMOVE = "send", "join", "scan:", "remove:"
"""What a press does, in the field `do`: the last two are followed by the key of an item, the id of a file."""
OTHER = "other"
"""The key of a paper that has no place of its own: another one, or one that was asked for in words alone."""


@supplement_screen.get("/<reference>/supplement", endpoint="show")
def show_supplement(reference: str) -> Response:
    followed = _found(reference)
    draft_id = _draft_id(followed)
    typed = supplements.read_typed_supplement(session.box(), draft_id, session.current_actor())
    return _supplement_page(followed, typed, draft_id)


@supplement_screen.post("/<reference>/supplement")
@takes_files(MOST_OF_A_CASE)
def post_supplement(reference: str) -> ResponseReturnValue:
    """Keep what comes with the form, then do what was pressed: send all of it, scan, or take a file away.

    `refresh` in the form asks that what is typed so far be kept, as the page does by itself (js/case/pauses.js).
    The event's id is in the form, so that a double tap sends once; so is what the ids of its files are made of. What
    was sent already is answered as it was the first time; a file that comes later waits for another « Envoyer ».
    """
    box, actor, followed = session.box(), session.current_actor(), _found(reference)
    event_id, pressed = detours.event_id(), request.form.get("do", SEND)
    added = read_supplement_form(list_supplement_items(followed))
    refresh = bool(request.form.get("refresh"))
    if outbox.read_event(box.store.read(), event_id) is not None:
        if pressed == SEND and not refresh:
            return detours.redirect_to_followed(followed.reference)
        event_id = _draft_id(followed)
    elif refresh or pressed != SEND:
        try:
            supplements.save_typed_supplement(box, followed.reference, event_id, added, actor)
        except Refused as refused:
            return _supplement_page(followed, added, event_id, refused)
    if refresh:
        return Response(status=204)
    try:
        _join(followed, event_id, pressed)
        if pressed.startswith(REMOVE):
            supplements.remove_supplement_file(box, event_id, pressed.removeprefix(REMOVE), actor)
        if pressed == SEND:
            supplements.append_supplement(box, followed.reference, added, actor, event_id)
            forget_case_news(followed.reference)
    except Refused as refused:
        return _supplement_page(followed, added, event_id, refused)
    if pressed != SEND:
        return _supplement_page(followed, added, event_id)
    session.wake_loops()
    return detours.redirect_to_followed(followed.reference)


@supplement_screen.get("/<reference>/supplement/camera")
def show_supplement_camera(reference: str) -> Response:
    followed = _found(reference)
    item = _item(followed, request.args.get("item", ""))
    return camera_page(
        "after/supplement/camera.html",
        here="find",
        found=followed,
        item=item,
        event_id=detours.id_in(request.args, "event") or session.box().clock.new_id(),
        upload=session.box().clock.new_id(),
    )


@supplement_screen.post("/<reference>/supplement/camera")
@takes_files(MOST_BYTES)
def post_supplement_photo(reference: str) -> ResponseReturnValue:
    followed = _found(reference)
    item = _item(followed, request.form.get("item", ""))
    sent = request.files.get("file")
    event_id = detours.event_id()
    if outbox.read_event(session.box().store.read(), event_id) is not None:
        event_id = _draft_id(followed)
    _keep(followed, event_id, item, sent.read() if sent else b"", item.label, 0)
    return redirect(url_for("supplement.show", reference=followed.reference), 303)


@supplement_screen.get("/<reference>/supplement/<draft_id>/<file_id>")
def serve_supplement_file(reference: str, draft_id: str, file_id: str) -> Response:
    return serve_waiting_file(draft_id, file_id)


def serve_waiting_file(draft_id: str, file_id: str) -> Response:
    """The file as it is shown in the page, 404 for a session that did not join it."""
    try:
        file = join_files.read_joined_file(session.box(), draft_id, file_id, session.current_actor())
    except Refused:
        return Response(status=404)
    return Response(file.data, content_type=file.media_type, headers={"Content-Disposition": "inline"})


def list_supplement_items(followed: FollowedCase) -> tuple[SupplementItem, ...]:
    """What may be added: what the service asked for last, then the documents of the procedure, where it is known."""
    box = session.box()
    procedure = look_up.find_procedure_of_case(box, box.store.read(), followed.case_id)
    french = box.words()
    listed = [SupplementItem(paper.id, french.text(paper.title)) for paper in procedure.documents] if procedure else []
    told = find_case_news(followed.reference)
    asked = told[1].papers if told else followed.papers.named if followed.papers else ()
    items = tuple(SupplementItem(paper.document, paper.label, paper.id) for paper in asked)
    return asked_paper.all_items(items, listed)


def read_supplement_form(items: tuple[SupplementItem, ...]) -> Supplement:
    """Read the form: items ticked as seen, other documents by name, and a message."""
    seen = [AddedDocument(item, "seen") for item in items if request.form.get(f"document.{item.key}")]
    named = (request.form.get(f"other-{number}", "").strip()[:200] for number in range(MOST_NAMED))
    others = [AddedDocument(SupplementItem("", name), "seen") for name in named if name]
    return Supplement(request.form.get("message", ""), tuple(seen + others))


def _found(reference: str) -> FollowedCase:
    return follow_case.follow_typed_reference(session.box(), reference, session.current_actor())


def _draft_id(followed: FollowedCase) -> str:
    """The id of the draft that waits for this case, or of a new one."""
    box = session.box()
    return supplements.draft_of(box, followed.reference, session.current_actor()) or box.clock.new_id()


def _item(followed: FollowedCase, key: str) -> SupplementItem:
    """The item of that key, `OTHER` for what the service asked for in words alone. Raises `Refused` (`no-such-step`)
    for one that is not on the form."""
    if key == OTHER:
        return SupplementItem("", session.box().words().code("paper", "asked-in-words"))
    item = next((item for item in list_supplement_items(followed) if item.key == key), None)
    if item is None:
        raise Refused(Refusal.NO_SUCH_STEP)
    return item


def _join(followed: FollowedCase, event_id: str, pressed: str) -> None:
    """Keep each file of the form, and the page that is scanned. The first that cannot be kept is refused at the end."""
    fault: Refused | None = None
    for item in list_supplement_items(followed):
        for number, sent in enumerate(request.files.getlist(f"file.{item.key}")):
            if sent.filename:
                fault = _kept(followed, event_id, item, sent.read(), sent.filename, number) or fault
    for number, sent in enumerate(request.files.getlist(f"file.{OTHER}")):
        if sent.filename:
            name = spelling.clean_line(request.form.get("name", ""))[:200] or name_stem(sent.filename)
            fault = _kept(followed, event_id, SupplementItem("", name), sent.read(), sent.filename, number) or fault
    if pressed.startswith(SCAN):
        item = _item(followed, pressed.removeprefix(SCAN))
        devices = join_files.list_scanners()
        if not devices:
            raise Refused(Refusal.NO_SUCH_SCANNER)
        chosen = request.form.get("device", "")  # the first, where several are there and none was chosen
        page = join_files.scan_page(chosen if chosen in {device.id for device in devices} else devices[0].id)
        _keep(followed, event_id, item, page, item.label, 0)
    if fault is not None:
        raise fault


def _kept(
    followed: FollowedCase, event_id: str, item: SupplementItem, data: bytes, name: str, number: int
) -> Refused | None:
    try:
        _keep(followed, event_id, item, data, name, number)
    except Refused as refused:
        return refused
    return None


def _keep(followed: FollowedCase, event_id: str, item: SupplementItem, data: bytes, name: str, number: int) -> None:
    made_of = f"{detours.id_in(request.form, 'upload') or session.box().clock.new_id()}:{item.key}:{number}"
    file_id = hashlib.sha256(made_of.encode()).hexdigest()[:32]
    actor = session.current_actor()
    supplements.add_supplement_file(session.box(), followed.reference, event_id, item, data, name, actor, file_id)


def _supplement_page(
    followed: FollowedCase, added: Supplement, event_id: str, refused: Refused | None = None
) -> Response:
    box, actor = session.box(), session.current_actor()
    return render_page(
        "after/supplement/page.html",
        here="find",
        found=followed,
        items=list_supplement_items(followed),
        added=added,
        waiting=supplements.list_waiting_documents(box, event_id, actor),
        found_again=supplements.is_found_again(box, event_id, actor),
        event_id=event_id,
        upload=box.clock.new_id(),
        scanner=join_files.is_usable(),
        refused=refused,
    )


correction_screen = make_staff_screen("correction", "/desk/references")


@correction_screen.get("/<reference>/correction", endpoint="show")
def show_correction_choice(reference: str) -> ResponseReturnValue:
    """Choose the question to correct; where the procedure is not known here, the person's own words name it."""
    followed = _found(reference)
    listed = requests.list_correctable_questions(session.box(), followed)
    if not listed:
        return redirect(url_for(".show_correction_form", reference=followed.reference), 303)
    return render_page("after/correction/page.html", here="find", found=followed, listed=listed)


@correction_screen.get("/<reference>/correction/answer")
def show_correction_form(reference: str) -> Response:
    followed = _found(reference)
    return _correction_page(followed, _field(followed), None, session.box().clock.new_id())


@correction_screen.post("/<reference>/correction/answer")
def post_correction(reference: str) -> ResponseReturnValue:
    """Send the correction. The event's id is in the form, so that a double tap corrects once."""
    box, followed, event_id = session.box(), _found(reference), detours.event_id()
    if outbox.read_event(box.store.read(), event_id) is not None:  # a second tap
        return detours.redirect_to_followed(followed.reference)
    field = _field(followed)
    form = request.form
    message = form.get("message", "")
    if field is not None:
        given = requests.read_correction_form(box, field, form.to_dict(flat=False), message)
    else:
        given = requests.given_in_words(form.get("label", ""), form.get("answer", ""), message)
    if given.faults:
        return _correction_page(followed, field, given, event_id)
    try:
        requests.correct_answers(box, followed.reference, given.correction, session.current_actor(), event_id)
    except Refused as refused:
        return _correction_page(followed, field, given, event_id, refused.code)
    session.wake_loops()
    return detours.redirect_to_followed(followed.reference)


def _field(followed: FollowedCase) -> Field | None:
    """The question that the address or the form names, None for one named in words."""
    return requests.find_correctable_question(session.box(), followed, request.values.get("field", ""))


def _correction_page(
    followed: FollowedCase,
    field: Field | None,
    given: GivenCorrection | None,
    event_id: str,
    fault: str = "",
) -> Response:
    return render_page(
        "after/correction/answer.html",
        422 if fault or (given and given.faults) else 200,
        here="find",
        found=followed,
        field=field,
        given=given,
        event_id=event_id,
        procedure=look_up.find_procedure_of_case(session.box(), session.box().store.read(), followed.case_id),
        fault=fault,
        before=requests.find_last_answer(followed, field.id) if field else "",
    )


refused_event_screen = make_staff_screen("refused_event", "/desk/mend")


@refused_event_screen.get("/<event_id>", endpoint="show")
def show_refused_event(event_id: str) -> Response:
    return _refused_event_page(refused_events.read_refused_event(session.box(), event_id, session.current_actor()))


@refused_event_screen.post("/<event_id>")
def post_mended_event(event_id: str) -> ResponseReturnValue:
    """Send again: a case with its answers as they are now, a supplement as in this form; or set a supplement aside."""
    box, actor = session.box(), session.current_actor()
    if reference := refused_events.mended_already(box, event_id):
        return detours.redirect_to_followed(reference)
    to_mend = refused_events.read_refused_event(box, event_id, actor)
    refused_event, reference = to_mend.event, to_mend.event.reference
    try:
        if request.form.get("do") == "set-aside":
            refused_events.set_aside(box, event_id, actor)
        elif refused_event.code == Rejection.TWO_CASES:
            refused_events.mend_as_it_is(
                box, event_id, actor, refused_events.read_which_case(request.form.get("which", ""))
            )
        elif refused_event.type == EventType.SUBMITTED:
            reference = refused_events.mend_case(box, refused_event.stream, actor)
        elif refused_event.type == EventType.SUPPLEMENT:
            followed = follow_case.follow_case(box, refused_event.reference, actor)
            refused_events.mend_supplement(box, event_id, read_supplement_form(list_supplement_items(followed)), actor)
        elif refused_event.type == EventType.CORRECTION:
            # The same corrected answers, with the reason that the form gives now.
            corrected = replace(requests.read_correction_body(to_mend.said), message=request.form.get("message", ""))
            refused_events.mend_correction(box, event_id, corrected, actor)
        else:
            refused_events.mend_as_it_is(box, event_id, actor)
    except Refused as refused:
        if refused.code == Refusal.NOT_COMPLETE:
            return detours.redirect_to(refused_event.stream, REVIEW)
        return _refused_event_page(to_mend, refused.code)
    session.wake_loops()
    return detours.redirect_to_followed(reference)


@refused_event_screen.get("/<event_id>/export")
def export_refused_event(event_id: str) -> Response:
    """Download the refused event as it was sent, so that it can be handed over by other means."""
    to_mend = refused_events.read_refused_event(session.box(), event_id, session.current_actor())
    return json_file(json.dumps(to_mend.said, ensure_ascii=False, indent=2), to_mend.event.reference)


def _refused_event_page(to_mend: refused_events.ToMend, fault: str = "") -> Response:
    followed = follow_case.follow_case(session.box(), to_mend.event.reference, session.current_actor())
    body = to_mend.said
    added = additions.read_supplement_body(body)
    return render_page(
        "after/refused_event/page.html",
        422 if fault else 200,
        here="desk",
        event=to_mend.event,
        about=to_mend.about,
        said=body,
        renumbers=to_mend.renumbers,
        added=added,
        items=list_supplement_items(followed),
        waiting=tuple(document for document in added.documents if document.files),
        fault=fault,
    )
