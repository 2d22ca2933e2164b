"""Screen that adds papers to a submitted case, found by its reference at any desk: files, originals seen, words."""

import hashlib

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.events.additions import AddedDocument, Item, Supplement
from kiosk.domain.events.event import CaseState
from kiosk.domain.language import spelling
from kiosk.domain.replies import asked_paper
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_BYTES, MOST_OF_A_CASE, name_stem
from kiosk.http.security_headers import CAMERA
from kiosk.services.drafts import join_files
from kiosk.services.procedures import look_up
from kiosk.services.submitted import follow_case, supplement_files
from kiosk.services.submitted.follow_case import Followed
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.framework.view_marks import takes_files
from kiosk.web.request import form_ids, session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("supplement", __name__, url_prefix="/desk/references")
MOST_NAMED = 9
"""Documents that the procedure does not list, in one form."""
SEND, JOIN, SCAN, REMOVE = "send", "join", "scan:", "remove:"
"""What a press does, in the field `do`: the last two are followed by the key of an item, the id of a file."""


@screen.get("/<reference>/supplement")
@signed_in
def show(reference: str) -> Response:
    followed = _found(reference)
    waiting = supplement_files.draft_of(session.box(), followed.reference, session.current().actor)
    return _page(followed, Supplement("", ()), waiting or session.box().clock.new_id())


@screen.post("/<reference>/supplement")
@signed_in
@takes_files(MOST_OF_A_CASE)
def add(reference: str) -> ResponseReturnValue:
    """Keep the files that come with the form, then do what was pressed: send all of it, scan, or take a file away.

    The event's id is in the form, so that a double tap sends once; so is what the ids of its files are made of. What
    was sent already is answered as it was the first time.
    """
    box, actor, followed = session.box(), session.current().actor, _found(reference)
    event_id, pressed = form_ids.event_id(), request.form.get("do", SEND)
    if any(sent.event.id == event_id for sent in followed.history):
        return detours.redirect_to_followed(followed.reference)
    added = read(items_of(followed))
    try:
        _join(followed, event_id, pressed)
        if pressed.startswith(REMOVE):
            supplement_files.remove(box, event_id, pressed.removeprefix(REMOVE), actor)
        if pressed == SEND:
            follow_case.supplement(box, followed.reference, added, actor, event_id)
    except Refused as refused:
        return _page(followed, added, event_id, refused, 422)
    if pressed != SEND:
        return _page(followed, added, event_id)
    wake()
    return detours.redirect_to_followed(followed.reference)


@screen.get("/<reference>/supplement/camera")
@signed_in
def camera(reference: str) -> Response:
    """The page of one item with the camera."""
    followed = _found(reference)
    item = _item(followed, request.args.get("item", ""))
    response = page(
        "after/supplement/camera.html",
        here="find",
        found=followed,
        item=item,
        event_id=form_ids.id_in(request.args, "event") or session.box().clock.new_id(),
        upload=session.box().clock.new_id(),
    )
    response.headers["Permissions-Policy"] = CAMERA
    return response


@screen.post("/<reference>/supplement/camera")
@signed_in
@takes_files(MOST_BYTES)
def photograph(reference: str) -> ResponseReturnValue:
    """Keep one photo, and go back to the form."""
    followed = _found(reference)
    item = _item(followed, request.form.get("item", ""))
    sent = request.files.get("file")
    _keep(followed, form_ids.event_id(), item, sent.read() if sent else b"", item.label, 0)
    return redirect(url_for("supplement.show", reference=followed.reference), 303)


@screen.get("/<reference>/supplement/<draft_id>/<file_id>")
@signed_in
def picture(reference: str, draft_id: str, file_id: str) -> Response:
    """A waiting file itself, for the session that joined it."""
    return send_waiting_file(draft_id, file_id)


def send_waiting_file(draft_id: str, file_id: str) -> Response:
    """The file as it is shown in the page, 404 for a session that did not join it."""
    try:
        file = join_files.read(session.box(), draft_id, file_id, session.current().actor)
    except Refused:
        return Response(status=404)
    return Response(file.data, content_type=file.media_type, headers={"Content-Disposition": "inline"})


def items_of(followed: Followed) -> tuple[Item, ...]:
    """What may be added: what the service asked for last, then the documents of the procedure, where it is known."""
    box = session.box()
    procedure = look_up.of_case(box, box.store.read(), followed.case_id)
    french = box.words()
    listed = [Item(paper.id, french.text(paper.title)) for paper in procedure.documents] if procedure else []
    requests = [update.said for update in followed.updates if update.state == CaseState.INCOMPLETE]
    asked = asked_paper.open_items(requests[-1], followed.supplements) if requests else ()
    return asked_paper.all_items(asked, listed)


def read(items: tuple[Item, ...]) -> Supplement:
    """Read the form: items ticked as seen, other documents by name, and a message."""
    seen = [AddedDocument(item, "seen") for item in items if request.form.get(f"document.{item.key}")]
    named = (request.form.get(f"other-{number}", "").strip()[:200] for number in range(MOST_NAMED))
    others = [AddedDocument(Item("", name), "seen") for name in named if name]
    return Supplement(request.form.get("message", ""), tuple(seen + others))


def _found(reference: str) -> Followed:
    return follow_case.find(session.box(), reference, session.current().actor)


def _item(followed: Followed, key: str) -> Item:
    """The item of that key. Raises `Refused` (`no-such-step`) for one that is not on the form."""
    item = next((item for item in items_of(followed) if item.key == key), None)
    if item is None:
        raise Refused(Refusal.NO_SUCH_STEP)
    return item


def _join(followed: Followed, event_id: str, pressed: str) -> None:
    """Keep each file of the form, and the page that is scanned. The first that cannot be kept is refused at the end."""
    fault: Refused | None = None
    for item in items_of(followed):
        for number, sent in enumerate(request.files.getlist(f"file.{item.key}")):
            if sent.filename:
                fault = _kept(followed, event_id, item, sent.read(), sent.filename, number) or fault
    for number, sent in enumerate(request.files.getlist("file.other")):
        if sent.filename:
            named = Item("", spelling.line(request.form.get("name", ""))[:200] or name_stem(sent.filename))
            fault = _kept(followed, event_id, named, sent.read(), sent.filename, number) or fault
    if pressed.startswith(SCAN):
        item = _item(followed, pressed.removeprefix(SCAN))
        _keep(followed, event_id, item, _scanned(), item.label, 0)
    if fault is not None:
        raise fault


def _kept(followed: Followed, event_id: str, item: Item, data: bytes, name: str, number: int) -> Refused | None:
    try:
        _keep(followed, event_id, item, data, name, number)
    except Refused as refused:
        return refused
    return None


def _keep(followed: Followed, event_id: str, item: Item, data: bytes, name: str, number: int) -> None:
    made_of = f"{form_ids.id_in(request.form, 'upload') or session.box().clock.new_id()}:{item.key}:{number}"
    file_id = hashlib.sha256(made_of.encode()).hexdigest()[:32]
    actor = session.current().actor
    supplement_files.add(session.box(), followed.reference, event_id, item, data, name, actor, file_id)


def _scanned() -> bytes:
    """One page from the desk's scanner, the one that was chosen where there are several."""
    devices = join_files.devices()
    if not devices:
        raise Refused(Refusal.NO_SUCH_SCANNER)
    chosen = request.form.get("device", "")
    return join_files.scan(chosen if chosen in {device.id for device in devices} else devices[0].id)


def _page(
    followed: Followed, added: Supplement, event_id: str, refused: Refused | None = None, status: int = 200
) -> Response:
    box, actor = session.box(), session.current().actor
    return page(
        "after/supplement/page.html",
        status,
        here="find",
        found=followed,
        items=items_of(followed),
        added=added,
        waiting=supplement_files.waiting(box, event_id, actor),
        event_id=event_id,
        upload=box.clock.new_id(),
        scanner=join_files.is_usable(),
        refused=refused,
    )
