"""Screens of receipts: verify one, read one back, replace a lost one, tell a number that changed.

Reading one back tells what the paper tells, and whether the case has arrived; no name and no answer.
"""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.language.words import Preferences
from kiosk.domain.proofs.enrolment import SHOWN, WHY, WITNESSED
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_BYTES
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.lost import replace_receipt
from kiosk.services.lost.replace_receipt import ReceiptWitness, ReplacementForm
from kiosk.services.papers.kinds import numbers_to_tell
from kiosk.services.people import sign_in
from kiosk.services.receipts import verify_receipt
from kiosk.services.submitted import append_event, follow_case
from kiosk.store import cases
from kiosk.web import detours, rate_limits, session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import camera_page, render_page
from kiosk.web.request_state import takes_files
from kiosk.words import languages

verify_screen = make_staff_screen("verify", "/desk/verify")


@verify_screen.get("", endpoint="show")
def show_verification() -> Response:
    return _verify_page("")


@verify_screen.post("")
@takes_files(MOST_BYTES)
def post_receipt_to_verify() -> Response:
    """Show the verdict. The receipt is posted, never in an address; a picture or PDF counts where nothing was typed."""
    rate_limits.count_screen_try("verify")
    typed, sent = request.form.get("proof", "").strip(), request.files.get("picture")
    try:
        text, seal = (
            (typed, None) if typed or not (sent and sent.filename) else verify_receipt.read_receipt_file(sent.read())
        )
    except Refused as refused:
        return _verify_page("", fault=refused)
    verified = verify_receipt.verify_receipt(session.box(), text, session.current_actor(), seal)
    well = verified.verdict.genuine and verified.pdf != "changed"
    return _verify_page(typed, verified, status=200 if well else 422)


@verify_screen.post("/read")
@takes_files(sign_in.MOST_BYTES)
def post_receipt_square() -> Response:
    """The text of the square in a picture of the camera, for the field of the page; 204 where there is none yet."""
    return rate_limits.answer_text_in_picture("verify", verify_receipt.read_from_picture)


def _verify_page(
    typed: str, verified: verify_receipt.VerifiedReceipt | None = None, fault: Refused | None = None, status: int = 200
) -> Response:
    proof = verified.verdict.proof if verified else None
    return camera_page(
        "after/verify/page.html",
        422 if fault else status,
        here="find",
        typed=typed,
        found=verified,
        fault=fault,
        procedure=session.box().catalogue.get(proof.procedure) if proof else None,
        known=verify_receipt.kept_list(session.box()),
        most_bytes=sign_in.MOST_BYTES,
    )


read_receipt_screen = Blueprint("read_receipt", __name__, url_prefix="/receipt")
read_receipt_screen.post("/square")(post_receipt_square)


@read_receipt_screen.get("", endpoint="show")
def show_receipt_reader() -> Response:
    return _read_receipt_page("")


@read_receipt_screen.post("")
@takes_files(MOST_BYTES)
def post_receipt_to_read() -> Response:
    """Say what the receipt says. It is posted, never in an address; a picture counts where nothing was typed."""
    box, words = session.box(), session.page_words().marked
    typed, sent = request.form.get("receipt", "").strip(), request.files.get("picture")
    rate_limits.count_screen_try("verify")
    try:
        if typed or not (sent and sent.filename):
            found = verify_receipt.read_back(box, typed, words)
        else:
            found = verify_receipt.of_file(box, sent.read(), words)
    except Refused as refused:
        return _read_receipt_page(typed, fault=refused, in_picture=not typed and bool(sent and sent.filename))
    return _read_receipt_page(typed, found)


def _read_receipt_page(
    typed: str, found: verify_receipt.ReadBack | None = None, fault: Refused | None = None, in_picture: bool = False
) -> Response:
    return camera_page(
        "after/read_receipt/page.html",
        422 if fault or (found and not found.good) else 200,
        typed=typed,
        found=found,
        fault=fault,
        in_picture=in_picture,
        most_bytes=sign_in.MOST_BYTES,
    )


_PLACES = {
    Refusal.NOT_IDENTIFIED: "shown",
    Refusal.NO_REASON: "why",
    Refusal.NO_WITNESS: "witness",
    Refusal.NOT_ONESELF: "witness",
    Refusal.WRONG_PIN: "pin",
    Refusal.LOCKED_OUT: "witness",
}
"""What is told at which field of the form of a lost receipt."""
replace_receipt_screen = make_staff_screen("replace_receipt", "/desk/references")


@replace_receipt_screen.get("/<reference>/new-receipt", endpoint="show")
def show_replace_receipt(reference: str) -> Response:
    return _replace_receipt_page(reference, session.box().clock.new_id())


@replace_receipt_screen.post("/<reference>/new-receipt")
def post_new_receipt(reference: str) -> ResponseReturnValue:
    """Give the new code. Its event's id is in the form, so that a double tap gives one.

    The PIN of a colleague who knows the person is tried as often as one that signs in.
    """
    typed, event_id = request.form, detours.event_id()
    speaks = _speaks(typed.get("language", ""))
    witness = ReceiptWitness(typed.get("witness", ""), typed.get("pin", ""))
    form = ReplacementForm(typed.get("shown", ""), typed.get("why", ""), speaks, witness)
    if form.shown == WITNESSED:
        rate_limits.count_screen_try("sign-in")
    try:
        replace_receipt.replace_receipt(session.box(), reference, form, session.current_actor(), event_id)
    except Refused as refused:
        if refused.code not in _PLACES:
            raise
        return _replace_receipt_page(reference, event_id, refused)
    if form.shown == WITNESSED:
        rate_limits.uncount_screen_try("sign-in")
    session.wake_loops()
    return redirect(url_for(".show_new_receipt", reference=reference, event_id=event_id, language=speaks.language), 303)


@replace_receipt_screen.get("/<reference>/new-receipt/<event_id>")
def show_new_receipt(reference: str, event_id: str) -> Response:
    replaced = replace_receipt.read_replacement_receipt(session.box(), event_id, session.current_actor())
    speaks = _speaks(request.args.get("language", ""))
    return render_page("lost/replace_receipt/given.html", here="find", given=replaced, speaks=speaks.language)


@replace_receipt_screen.post("/<reference>/new-receipt/<event_id>/print")
def post_new_receipt_print(reference: str, event_id: str) -> ResponseReturnValue:
    speaks = _speaks(request.form.get("language", ""))
    replace_receipt.reprint_replacement_receipt(session.box(), event_id, session.current_actor(), speaks)
    session.wake_loops()
    return redirect(url_for(".show_new_receipt", reference=reference, event_id=event_id, language=speaks.language), 303)


def _replace_receipt_page(reference: str, event_id: str, refused: Refused | None = None) -> Response:
    box = session.box()
    actor = session.current_actor()
    followed = follow_case.follow_typed_reference(box, reference, actor)
    head = cases.read_case_head(box.store.read(), followed.case_id) if followed.case_id else None
    theirs = str((followed.submitted or {}).get("language") or "")
    return render_page(
        "lost/replace_receipt/page.html",
        422 if refused else 200,
        here="find",
        found=followed,
        procedure=box.catalogue.get(head.procedure_id) if head else None,
        event_id=event_id,
        papers=SHOWN,
        reasons=WHY,
        shown=request.form.get("shown", ""),
        colleagues=replace_receipt.list_receipt_witnesses(box, followed.reference, actor),
        witness=request.form.get("witness", ""),
        why=request.form.get("why", WHY[0]),
        languages=[(code, languages.find_language_name(code)) for code in box.settings.languages],
        speaks=_speaks(request.form.get("language", theirs)).language,
        refused=refused,
        at=_PLACES[Refusal(refused.code)] if refused else "",
    )


def _speaks(code: str) -> Preferences:
    """The language of the receipt: one that this town hall speaks, else its first."""
    spoken = session.box().settings.languages
    return Preferences(code if code in spoken else spoken[0])


new_numbers_screen = make_staff_screen("new_numbers", "/desk/numbers")


@new_numbers_screen.get("", endpoint="show")
def show_new_numbers() -> Response:
    current = session.current_session()
    waiting = numbers_to_tell.list_numbers_to_tell(session.box(), KeyHolder(current.actor), current.ring.services)
    return render_page("desk/new_numbers/page.html", here="desk", waiting=waiting)


@new_numbers_screen.post("/receipts")
def post_new_receipts_print() -> ResponseReturnValue:
    append_event.queue_new_number_receipts(session.box(), session.current_actor())
    session.wake_loops()
    return redirect(url_for("printing.show"), 303)


@new_numbers_screen.post("/<case_id>")
def post_new_number_told(case_id: str) -> ResponseReturnValue:
    numbers_to_tell.record_number_told(session.box(), case_id, session.current_actor())
    return redirect(url_for("new_numbers.show"), 303)
