"""The page for what comes by hand: an operator hands in the file of a stick, and takes the answer away."""

import re
from typing import BinaryIO, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from hub import bundles, trail
from hub.bundles import take_bundle
from hub.hub import this_hub
from hub.trail import AuditAction
from hub.web.visitor import me, operators_only
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words

by_hand = Blueprint("by_hand", __name__)


@by_hand.get("/cles")
@operators_only
def show_by_hand() -> str:
    """What came by hand, newest first; `faite` is the one whose answer is to be taken away now."""
    return _page(request.args.get("faite", ""))


@by_hand.post("/cles")
@operators_only
def post_bundle() -> Answer | tuple[str, int]:
    hub, sent = this_hub(), request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Refused(Refusal.NOT_A_BUNDLE)
        taken = take_bundle(hub, cast(BinaryIO, sent.stream))
    except Refused as fault:
        return _page(fault=fault), 422
    trail.append_audit_line(hub, AuditAction.BUNDLE_TAKEN, by=me().id, detail=taken.site)
    return redirect(url_for("by_hand.show_by_hand", faite=taken.id), 303)


@by_hand.get("/cles/<bundle_id>/reponse")
@operators_only
def download_bundle_answer(bundle_id: str) -> Response:
    """The answer, to be put on the stick; only the box that asked opens it."""
    hub = this_hub()
    if not re.fullmatch("[0-9a-f]{32}", bundle_id):
        raise Refused(HubRefusal.ANSWER_GONE)
    response = Response(bundles.read_answer(hub, bundle_id), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=bundles.file_name(bundle_id))
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(done: str = "", fault: Refused | None = None) -> str:
    hub = this_hub()
    came = bundles.list_latest_bundles(hub)
    fresh = next((taken for taken in came if taken.id == done), None)
    words = Words(FRENCH).refused(fault) if fault else ""
    return render_template("hub/by_hand.html", came=came, fresh=fresh, fault=words)
