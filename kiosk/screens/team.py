"""Screens of the team: colleagues, the services each may open, a new PIN, and removing someone."""

from enum import StrEnum

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.domain.keys.ring import FactorKind
from kiosk.domain.language.spelling import Text
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people import departure, first_day, sign_in
from kiosk.services.people.first_day import Issued
from kiosk.store.keys import wrapped_keys
from kiosk.store.people import people
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page
from printers import qr

team_screen = Blueprint("team", __name__, url_prefix="/desk/team")
ADDING: dict[StrEnum, str] = {
    Refusal.NO_SERVICE_CHOSEN: "service",
    Refusal.NO_SUCH_FACTOR: "factor",
    Refusal.EMPTY_NAME: "name",
}
CHANGING: dict[StrEnum, str] = {Refusal.WEAK_PIN: "new-pin"}
"""The form field that a refusal is about when a PIN is changed; any other is about the present factor or PIN."""


@team_screen.get("", endpoint="show")
@signed_in
def show_team() -> Response:
    return _page()


@team_screen.post("/add")
@signed_in
def add() -> Response:
    """Add a colleague, with those of the supervisor's services that were chosen."""
    box, actor = session.box(), session.current().actor
    form = request.form
    supervised = sign_in.supervised(box, actor.mediator_id)
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
@signed_in
def let_in(login: str) -> ResponseReturnValue:
    sign_in.let_in(session.box(), login, session.current().actor)
    return redirect(url_for(".show"), 303)


@team_screen.post("/<login>/grant")
@signed_in
def grant(login: str) -> ResponseReturnValue:
    sign_in.grant(session.box(), login, request.form.get("service", ""), session.current().actor)
    return redirect(url_for(".show"), 303)


@team_screen.post("/<login>/withdraw")
@signed_in
def withdraw(login: str) -> ResponseReturnValue:
    sign_in.withdraw(session.box(), login, request.form.get("service", ""), session.current().actor)
    return redirect(url_for(".show"), 303)


@team_screen.post("/<login>/reissue")
@signed_in
def reissue(login: str) -> Response:
    """Give a colleague who lost their badge, words or PIN new ones, shown once."""
    return _issued(first_day.reissue(session.box(), login, session.current().actor, request.form.get("factor", "")))


@team_screen.post("/pin")
@signed_in
def change_pin() -> ResponseReturnValue:
    current, form = session.current(), request.form
    try:
        sign_in.change_pin(
            session.box(),
            current.mediator_id,
            form.get("passphrase", ""),
            form.get("pin", ""),
            form.get("new-pin", ""),
            current.actor,
        )
    except Refused as refused:
        return _page(refused, CHANGING.get(refused.code, "passphrase"))
    return redirect(url_for("desk.show"), 303)


def _issued(issued: Issued) -> Response:
    picture = None
    if issued.mediator.factor == FactorKind.BADGE:
        alt = session.words().code("paper", "badge-alt")
        picture = Markup(qr.svg(issued.factor, alt))  # nosec B704: drawn by us, its title escaped there
    return page(
        "desk/team/issued.html",
        here="team",
        issued=issued,
        picture=picture,
        groups=sign_in.spelled(issued.factor),
    )


def _page(refused: Refused | None = None, at: str = "") -> Response:
    """The page, with what was refused and the field `at` which it stands."""
    box, current = session.box(), session.current()
    db = box.store.read()
    grants: dict[str, dict[str, bool]] = {}
    for grant in people.grants(db):
        grants.setdefault(grant.holder, {})[grant.service_id] = bool(grant.sealed)
    everyone, supervised = people.mediators(db), sign_in.supervised(box, current.mediator_id)
    removable = {
        mediator.id for mediator in everyone if departure.may_remove(supervised, frozenset(grants.get(mediator.id, {})))
    }
    return page(
        "desk/team/page.html",
        422 if refused else 200,
        here="team",
        everyone=everyone,
        held=grants,
        removable=removable,
        fault=(at, session.words().refused(refused)) if refused else ("", ""),
        services=wrapped_keys.services(db),
        supervised=supervised,
        on_shift=dict(box.shifts.on_shift()),
        names=_names(),
        kinds=list(FactorKind),
        tries=sign_in.TRIES,
        me=current.mediator_id,
        typed=request.form,
    )


def _names() -> dict[str, Text]:
    """The names of services by their ids."""
    return {procedure.service.id: procedure.service.name for procedure in session.box().catalogue.procedures}


departure_screen = Blueprint("departure", __name__, url_prefix="/desk/team/<login>")


@departure_screen.get("/remove", endpoint="show")
@signed_in
def show_departure(login: str) -> Response:
    """Explain what removing a colleague means, before it is done."""
    return page("desk/departure/page.html", here="team", person=sign_in.by_login(session.box(), login), refused=None)


@departure_screen.post("/remove")
@signed_in
def remove(login: str) -> ResponseReturnValue:
    box = session.box()
    person = sign_in.by_login(box, login)
    try:
        departure.remove(box, login, session.current().actor)
    except Refused as refused:
        return page("desk/departure/page.html", 422, here="team", person=person, refused=refused)
    return redirect(url_for("team.show"), 303)


@departure_screen.post("/let-out")
@signed_in
def let_out(login: str) -> ResponseReturnValue:
    departure.let_out(session.box(), login, session.current().actor)
    return redirect(url_for("team.show"), 303)
