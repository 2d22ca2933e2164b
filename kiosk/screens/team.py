"""Screens of the team: colleagues, the services each may open, a new PIN, and removing someone."""

from enum import StrEnum

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.keys.ring import FactorKind
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people import first_day, sign_in
from kiosk.store import people, wrapped_keys
from kiosk.web import session
from kiosk.web.guards import make_staff_screen
from kiosk.web.page_parts import draw_badge
from kiosk.web.pages import render_page

team_screen = make_staff_screen("team", "/desk/team")
ADDING: dict[StrEnum, str] = {
    Refusal.NO_SERVICE_CHOSEN: "service",
    Refusal.NO_SUCH_FACTOR: "factor",
    Refusal.EMPTY_NAME: "name",
}
CHANGING: dict[StrEnum, str] = {Refusal.WEAK_PIN: "new-pin"}
"""The form field that a refusal is about when a PIN is changed; any other is about the present factor or PIN."""


@team_screen.get("", endpoint="show")
def show_team() -> Response:
    return _page()


@team_screen.post("/add")
def post_colleague() -> Response:
    box, actor = session.box(), session.current_actor()
    form = request.form
    supervised = sign_in.list_supervised_services(box.store.read(), actor.mediator_id)
    if not supervised:
        raise Refused(Refusal.NOT_SUPERVISOR, service="")
    chosen = [service for service in form.getlist("service") if service in supervised]
    login, name, kind = form.get("login", ""), form.get("name", ""), form.get("factor", FactorKind.PASSPHRASE)
    try:
        issued = first_day.add_colleague(box, login, name, kind, chosen, actor)
    except Refused as refused:
        return _page(refused, str(refused.details.get("field") or ADDING.get(refused.code, "login")))
    return _issued(issued)


@team_screen.post("/<login>/let-in")
def post_let_in(login: str) -> ResponseReturnValue:
    sign_in.unlock_account(session.box(), login, session.current_actor())
    return redirect(url_for(".show"), 303)


@team_screen.post("/<login>/grant")
def post_service_grant(login: str) -> ResponseReturnValue:
    sign_in.grant_service(session.box(), login, request.form.get("service", ""), session.current_actor())
    return redirect(url_for(".show"), 303)


@team_screen.post("/<login>/withdraw")
def post_service_removal(login: str) -> ResponseReturnValue:
    sign_in.withdraw_service(session.box(), login, request.form.get("service", ""), session.current_actor())
    return redirect(url_for(".show"), 303)


@team_screen.post("/<login>/reissue")
def post_reissued_sign_in(login: str) -> Response:
    """Give a colleague who lost their badge, words or PIN new ones, shown once."""
    factor = request.form.get("factor", "")
    return _issued(first_day.reissue_sign_in(session.box(), login, session.current_actor(), factor))


@team_screen.post("/pin")
def post_own_pin() -> ResponseReturnValue:
    current, form = session.current_session(), request.form
    try:
        present, pin, new = (form.get(name, "") for name in ("passphrase", "pin", "new-pin"))
        sign_in.change_mediator_pin(session.box(), current.mediator_id, present, pin, new, current.actor)
    except Refused as refused:
        return _page(refused, CHANGING.get(refused.code, "passphrase"))
    return redirect(url_for("desk.show"), 303)


def _issued(issued: first_day.IssuedSignIn) -> Response:
    shown = {"picture": draw_badge(issued), "groups": sign_in.group_badge_letters(issued.factor)}
    return render_page("desk/team/issued.html", here="team", issued=issued, **shown)


def _page(refused: Refused | None = None, at: str = "") -> Response:
    box, current = session.box(), session.current_session()
    db = box.store.read()
    grants: dict[str, dict[str, bool]] = {}
    for grant in people.select_grants(db):
        grants.setdefault(grant.holder, {})[grant.service_id] = bool(grant.sealed)
    everyone, supervised = people.select_mediators(db), sign_in.list_supervised_services(db, current.mediator_id)
    removable = {
        mediator.id for mediator in everyone if first_day.may_remove(supervised, frozenset(grants.get(mediator.id, {})))
    }
    return render_page(
        "desk/team/page.html",
        422 if refused else 200,
        here="team",
        everyone=everyone,
        held=grants,
        removable=removable,
        fault=(at, session.page_words().refused(refused)) if refused else ("", ""),
        services=wrapped_keys.select_services(db),
        supervised=supervised,
        on_shift=dict(box.shifts.on_shift()),
        names={procedure.service.id: procedure.service.name for procedure in session.box().catalogue.procedures},
        kinds=list(FactorKind),
        tries=sign_in.TRIES,
        me=current.mediator_id,
        typed=request.form,
    )


departure_screen = make_staff_screen("departure", "/desk/team/<login>")


@departure_screen.get("/remove", endpoint="show")
def show_departure(login: str) -> Response:
    person = sign_in.by_login(session.box(), login)
    return render_page("desk/departure/page.html", here="team", person=person, refused=None)


@departure_screen.post("/remove")
def post_departure(login: str) -> ResponseReturnValue:
    box = session.box()
    person = sign_in.by_login(box, login)
    try:
        first_day.remove_mediator(box, login, session.current_actor())
    except Refused as refused:
        return render_page("desk/departure/page.html", here="team", person=person, refused=refused)
    return redirect(url_for("team.show"), 303)


@departure_screen.post("/let-out")
def post_let_out(login: str) -> ResponseReturnValue:
    first_day.sign_out_colleague(session.box(), login, session.current_actor())
    return redirect(url_for("team.show"), 303)
