"""The pages of sites: when each was last heard from, what it has not sent yet, and revoking one (operators)."""

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import Refused
from kiosk.hub.hub import this_hub
from kiosk.hub.people.prove_again import prove
from kiosk.hub.people.staff_role import StaffRole
from kiosk.hub.retention.sure_day import is_sure
from kiosk.hub.sites.sites import ListedSite, all_sites, revoke, site_by_code
from kiosk.hub.trail import audit
from kiosk.hub.trail.audit_action import AuditAction
from kiosk.hub.web.visitor import me, staff_only

sites = Blueprint("sites", __name__)
SILENT_AFTER = timedelta(hours=24)
"""A site whose last heartbeat is older is marked: it is worth a telephone call."""


@sites.get("/lieux")
@staff_only
def show() -> str:
    """Every site, with its last heartbeat."""
    hub = this_hub()
    runs = me().role == StaffRole.OPERATOR
    silent_since = hub.clock.now() - SILENT_AFTER
    return render_template(
        "hub/sites.html", sites=all_sites(hub.store), silent_since=silent_since, runs=runs, sure_day=is_sure(hub)
    )


@sites.get("/lieux/<code>/revoquer")
@staff_only
def ask_revoke(code: str) -> str:
    """The page that explains and confirms the revocation of a site."""
    return render_template("hub/revoke.html", site=_site(code), fault="")


@sites.post("/lieux/<code>/revoquer")
@staff_only
def revoke_site(code: str) -> Response | tuple[str, int]:
    """Revoke a site, after both factors were asked again."""
    hub, site = this_hub(), _site(code)
    try:
        prove(hub, me(), request.form)
    except Refused as fault:
        return render_template("hub/revoke.html", site=site, fault=fault.code), 422
    revoke(hub.store, site.code, hub.clock)
    audit.note(hub, AuditAction.SITE_REVOKED, by=me().id, detail=site.code)
    return redirect(url_for("sites.show"), 303)


def _site(code: str) -> ListedSite:
    """The site, for operators."""
    if me().role != StaffRole.OPERATOR:
        abort(403)
    try:
        return site_by_code(this_hub().store, code)
    except Refused:
        abort(404)
