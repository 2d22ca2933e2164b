"""Screen that replaces a lost receipt, once a mediator has seen who the person is; and what becomes of the new one."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.language.words import Preferences
from kiosk.domain.proofs.enrolment import SHOWN, WHY
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.lost import replace_receipt
from kiosk.services.submitted import follow_case
from kiosk.store.cases import cases
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import form_ids, session
from kiosk.web.visit.wake_loops import wake
from kiosk.words import languages

screen = Blueprint("replace_receipt", __name__, url_prefix="/desk/references")


@screen.get("/<reference>/new-receipt")
@signed_in
def show(reference: str) -> Response:
    return _page(reference, session.box().clock.new_id())


@screen.post("/<reference>/new-receipt")
@signed_in
def give(reference: str) -> ResponseReturnValue:
    """Give the new code. Its event's id is in the form, so that a double tap gives one."""
    shown, why = request.form.get("shown", ""), request.form.get("why", "")
    event_id, speaks = form_ids.event_id(), _speaks(request.form.get("language", ""))
    try:
        replace_receipt.replace(session.box(), reference, shown, why, session.current().actor, event_id, speaks)
    except Refused as refused:
        if refused.code not in (Refusal.NOT_IDENTIFIED, Refusal.NO_REASON):
            raise
        return _page(reference, event_id, refused)
    wake()
    return redirect(url_for(".given", reference=reference, event_id=event_id, language=speaks.language), 303)


@screen.get("/<reference>/new-receipt/<event_id>")
@signed_in
def given(reference: str, event_id: str) -> Response:
    """The new code, whether the hub has it, and the receipt once more."""
    replaced = replace_receipt.replaced(session.box(), event_id, session.current().actor)
    speaks = _speaks(request.args.get("language", ""))
    return page("lost/replace_receipt/given.html", here="find", given=replaced, language=speaks.language)


@screen.post("/<reference>/new-receipt/<event_id>/print")
@signed_in
def print_again(reference: str, event_id: str) -> ResponseReturnValue:
    speaks = _speaks(request.form.get("language", ""))
    replace_receipt.print_again(session.box(), event_id, session.current().actor, speaks)
    wake()
    return redirect(url_for(".given", reference=reference, event_id=event_id, language=speaks.language), 303)


def _page(reference: str, event_id: str, refused: Refused | None = None) -> Response:
    box = session.box()
    followed = follow_case.find(box, reference, session.current().actor)
    head = cases.head(box.store.read(), followed.case_id) if followed.case_id else None
    theirs = str((followed.submitted or {}).get("language") or "")
    return page(
        "lost/replace_receipt/page.html",
        422 if refused else 200,
        here="find",
        found=followed,
        procedure=box.catalogue.get(head.procedure_id) if head else None,
        event_id=event_id,
        papers=SHOWN,
        reasons=WHY,
        shown=request.form.get("shown", ""),
        why=request.form.get("why", WHY[0]),
        languages=[(code, languages.name(code)) for code in box.settings.languages],
        language=_speaks(request.form.get("language", theirs)).language,
        fault=refused.code if refused else "",
    )


def _speaks(code: str) -> Preferences:
    """The language of the receipt: one that this town hall speaks, else its first."""
    spoken = session.box().settings.languages
    return Preferences(code if code in spoken else spoken[0])
