"""The page of what is passed on to other systems (what waits, what needs a person, sending again) and to boxes."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import publications, trail
from hub.hub import this_hub
from hub.outbox import person_notices
from hub.outbox.standing import let_be, resend_case, standings, stuck, try_now
from hub.trail import AuditAction
from hub.web.visitor import me, staff_only
from kiosk.errors import Refused

outgoing = Blueprint("outgoing", __name__)


@outgoing.get("/transmissions")
@staff_only
def show() -> str:
    """Every destination; what needs a person is listed of the cases that this person may see."""
    hub = this_hub()
    with hub.store.reading() as connection:
        waits = stuck(connection, hub.settings, me().scope)
    return render_template(
        "hub/outgoing.html",
        destinations=standings(hub),
        stuck=waits,
        notices=person_notices.samples(hub.settings),
        now=hub.clock.now(),
        today=hub.day(hub.clock.now()),
        published=publications.lists(hub),
        behind=publications.behind(hub, publications.newest_cursors(hub)),
    )


@outgoing.post("/transmissions/<name>/laisser")
@staff_only
def leave(name: str) -> Response:
    """Send no more of what a case has perhaps told its person, or cannot tell them."""
    hub, reference = this_hub(), request.form.get("reference", "")
    try:
        let_be(hub, name, reference, me().scope)
    except Refused:
        abort(404)
    trail.note(hub, AuditAction.LET_BE, by=me().id, reference=reference, detail=name)
    return redirect(url_for("outgoing.show"), 303)


@outgoing.post("/transmissions/<name>/renvoyer")
@staff_only
def send_again(name: str) -> Response:
    """Try what waits for a destination at once, or with `reference` send again what that case has told."""
    hub, reference = this_hub(), request.form.get("reference", "")
    try:
        if reference:
            resend_case(hub, name, reference, me().scope)
        else:
            try_now(hub, name)
    except Refused:
        abort(404)
    trail.note(hub, AuditAction.SENT_AGAIN, by=me().id, reference=reference, detail=name)
    return redirect(url_for("outgoing.show"), 303)
