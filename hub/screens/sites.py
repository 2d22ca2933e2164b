"""The pages of sites: the fleet, one site with all that is known of it, revoking one, and letting it in again."""

import re

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import trail
from hub.hub import this_hub
from hub.people.second_factor import prove_again
from hub.people.staff_role import StaffRole
from hub.retention import is_today_sure
from hub.sites.fleet import FleetQuery, SiteStanding, find_fleet_site, read_fleet
from hub.sites.sites import LET_IN_WITHIN, ListedSite, let_site_in, revoke_site, site_by_code
from hub.trail import AuditAction
from hub.web.visitor import me, staff_only
from kiosk.errors import Refused
from kiosk.version import VERSION

sites = Blueprint("sites", __name__)


@sites.get("/lieux")
@staff_only
def show_sites() -> str:
    """The fleet: a page of sites, silent ones first, and how many stand where."""
    hub, asked = this_hub(), request.args
    number = asked.get("page", "")
    query = FleetQuery(
        asked.get("etat", ""), asked.get("mots", ""), int(number) if re.fullmatch(r"[0-9]{1,6}", number) else 1
    )
    now = hub.clock.now()
    shown = read_fleet(hub.store, now, query)
    return render_template(
        "hub/sites.html",
        fleet=shown,
        wanted=query,
        standings=list(SiteStanding),
        now=now,
        own=VERSION,
        sure_day=is_today_sure(hub),
        journal_fault=any("journal" in line.troubles for line in shown.sites),
    )


@sites.get("/lieux/<code>")
@staff_only
def show_site(code: str) -> str:
    hub = this_hub()
    try:
        site = site_by_code(hub.store, code)
    except Refused:
        abort(404)
    line = find_fleet_site(hub.store, hub.clock.now(), code)
    runs, now = me().role == StaffRole.OPERATOR, hub.clock.now()
    may_return = site.revoked_at is not None and now - site.revoked_at <= LET_IN_WITHIN
    return render_template(
        "hub/site.html", site=site, line=line, runs=runs, may_return=may_return, now=now, own=VERSION
    )


@sites.get("/lieux/<code>/revoquer")
@staff_only
def show_site_revocation(code: str) -> str:
    return render_template("hub/revoke.html", site=_site(code), fault="")


@sites.post("/lieux/<code>/revoquer")
@staff_only
def post_site_revocation(code: str) -> Response | tuple[str, int]:
    """Revoke a site, after both factors were asked again."""
    hub, site = this_hub(), _site(code)
    try:
        prove_again(hub, me(), request.form)
    except Refused as fault:
        return render_template("hub/revoke.html", site=site, fault=fault.code), 422
    revoke_site(hub.store, site.code, hub.clock)
    trail.append_audit_line(hub, AuditAction.SITE_REVOKED, by=me().id, detail=site.code)
    return redirect(url_for("sites.show_site", code=code), 303)


@sites.get("/lieux/<code>/reprendre")
@staff_only
def show_site_return(code: str) -> str:
    return render_template("hub/let_in.html", site=_site(code), fault="")


@sites.post("/lieux/<code>/reprendre")
@staff_only
def post_site_return(code: str) -> Response | tuple[str, int]:
    """Let a site in that was revoked by mistake, after both factors were asked again."""
    hub, site = this_hub(), _site(code)
    try:
        prove_again(hub, me(), request.form)
        let_site_in(hub.store, site.code, hub.clock)
    except Refused as fault:
        return render_template("hub/let_in.html", site=site, fault=fault.code), 422
    trail.append_audit_line(hub, AuditAction.SITE_LET_IN, by=me().id, detail=site.code)
    return redirect(url_for("sites.show_site", code=code), 303)


def _site(code: str) -> ListedSite:
    """The site, for operators."""
    if me().role != StaffRole.OPERATOR:
        abort(403)
    try:
        return site_by_code(this_hub().store, code)
    except Refused:
        abort(404)
