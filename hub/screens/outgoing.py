"""The page of what is passed on to other systems (what waits, what needs a person, sending again) and to boxes."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import publications, trail
from hub.hub import this_hub
from hub.outbox import person_notices
from hub.outbox.outbox import (
    abandon_deliveries,
    list_destination_standings,
    list_stuck_deliveries,
    resend_case,
    try_now,
)
from hub.trail import AuditAction
from hub.web.visitor import me, staff_only
from kiosk.errors import Refused

outgoing = Blueprint("outgoing", __name__)


@outgoing.get("/transmissions")
@staff_only
def show_outgoing() -> str:
    """Every destination; what needs a person is listed of the cases that this person may see."""
    hub = this_hub()
    with hub.store.reading() as connection:
        waits = list_stuck_deliveries(connection, hub.settings, me().scope)
    return render_template(
        "hub/outgoing.html",
        destinations=list_destination_standings(hub),
        stuck=waits,
        notices=person_notices.samples(hub.settings),
        now=hub.clock.now(),
        today=hub.day(hub.clock.now()),
        published=publications.read_newest_lists(hub),
        behind=publications.list_sites_behind(hub, publications.newest_cursors(hub)),
    )


@outgoing.post("/transmissions/<name>/laisser")
@staff_only
def post_abandoned_deliveries(name: str) -> Response:
    """Send no more of what a case has perhaps told its person, or cannot tell them."""
    hub, reference = this_hub(), request.form.get("reference", "")
    try:
        abandon_deliveries(hub, name, reference, me().scope)
    except Refused:
        abort(404)
    trail.append_audit_line(hub, AuditAction.LET_BE, by=me().id, reference=reference, detail=name)
    return redirect(url_for("outgoing.show_outgoing"), 303)


@outgoing.post("/transmissions/<name>/renvoyer")
@staff_only
def post_send_again(name: str) -> Response:
    """Try what waits for a destination at once, or with `reference` send again what that case has told."""
    hub, reference = this_hub(), request.form.get("reference", "")
    try:
        if reference:
            resend_case(hub, name, reference, me().scope)
        else:
            try_now(hub, name)
    except Refused:
        abort(404)
    trail.append_audit_line(hub, AuditAction.SENT_AGAIN, by=me().id, reference=reference, detail=name)
    return redirect(url_for("outgoing.show_outgoing"), 303)
